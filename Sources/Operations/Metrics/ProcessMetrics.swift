import Glibc

/// What the kernel knows of this process, under the names that Prometheus's own clients use.
package enum ProcessMetrics {
  /// Adds the families that can be read here; what can't be is left out.
  package static func write(to page: inout PrometheusText) {
    if let status = Status() {
      page.counter(
        "process_cpu_seconds_total", "Processor time used, in user and kernel mode.",
        status.processorSeconds)
      page.gauge(
        "process_start_time_seconds", "When the process started, in seconds since 1970.",
        status.startTime)
      page.gauge("process_threads", "Threads.", status.threads)
      page.gauge("process_virtual_memory_bytes", "Address space.", status.virtualBytes)
      page.gauge("process_resident_memory_bytes", "Memory that is resident.", status.residentBytes)
    }
    if let count = openDescriptors() {
      page.gauge("process_open_fds", "Open file descriptors.", Double(count))
    }
    var limit = rlimit()
    if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      page.gauge(
        "process_max_fds", "The most file descriptors that may be open.", Double(limit.rlim_cur))
    }
  }

  private static func openDescriptors() -> Int? {
    guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
    defer { unsafe closedir(directory) }
    var count = 0
    while unsafe readdir(directory) != nil { count += 1 }
    // Without ".", ".." and the descriptor of the directory itself.
    return count - 3
  }
}

/// The fields of /proc/self/stat that matter here (proc(5)).
private struct Status {
  let processorSeconds: Double
  let startTime: Double
  let threads: Double
  let virtualBytes: Double
  let residentBytes: Double

  init?() {
    guard let text = contents(of: "/proc/self/stat"), let boot = bootTime else { return nil }
    // The second field, the name, stands in parentheses and may hold spaces and parentheses.
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[end...].split(separator: " ").dropFirst().map { Double($0) ?? 0 }
    guard fields.count >= 22 else { return nil }
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    // Numbered as in proc(5), whose field 3 is the first here.
    func field(_ number: Int) -> Double { fields[number - 3] }
    processorSeconds = (field(14) + field(15)) / ticks
    startTime = boot + field(22) / ticks
    threads = field(20)
    virtualBytes = field(23)
    residentBytes = field(24) * Double(sysconf(Int32(_SC_PAGESIZE)))
  }
}

/// When the machine was started, in seconds since 1970; constant, but for steps of the clock.
private let bootTime: Double? = {
  let lines = contents(of: "/proc/stat")?.split(separator: "\n") ?? []
  let line = lines.first { $0.hasPrefix("btime ") }
  return line.flatMap { Double($0.dropFirst(6)) }
}()

private func contents(of path: String) -> String? {
  guard let file = unsafe fopen(path, "re") else { return nil }
  defer { unsafe fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  let count = unsafe fread(&bytes, 1, bytes.count, file)
  return String(decoding: bytes.prefix(count), as: UTF8.self)
}
