import FoundationEssentials
import Glibc

/// The number of processors this process may use: the scheduler's affinity mask, and below it the
/// processor limit of the control group (a container's `cpus`), rounded up; at least 1.
public func processorCount() -> Int {
  let allowed = ProcessInfo.processInfo.activeProcessorCount
  guard let limit = controlGroupLimit() else { return allowed }
  return max(1, min(allowed, Int(limit.rounded(.up))))
}

/// The control group's limit in processors, of version 2 (`cpu.max`: "quota period") or version 1.
private func controlGroupLimit() -> Double? {
  if let words = words(inFile: "/sys/fs/cgroup/cpu.max"), words.count == 2 {
    return quotient(words[0], words[1])
  }
  guard let quota = words(inFile: "/sys/fs/cgroup/cpu/cpu.cfs_quota_us")?.first,
    let period = words(inFile: "/sys/fs/cgroup/cpu/cpu.cfs_period_us")?.first
  else { return nil }
  return quotient(quota, period)
}

/// `quota / period`, or nil where there is no limit ("max", or −1 in version 1).
private func quotient(_ quota: String, _ period: String) -> Double? {
  guard let quota = Double(quota), let period = Double(period), quota > 0, period > 0 else {
    return nil
  }
  return quota / period
}

private func words(inFile path: String) -> [String]? {
  guard let file = unsafe fopen(path, "re") else { return nil }
  defer { unsafe fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 256)
  let count = unsafe fread(&bytes, 1, bytes.count, file)
  let text = String(decoding: bytes.prefix(count), as: UTF8.self)
  return text.split(whereSeparator: \.isWhitespace).map(String.init)
}
