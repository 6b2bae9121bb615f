import Glibc

/// The present time as RFC 3339 writes it, to the millisecond, in UTC.
enum Timestamp {
  static func now() -> String {
    var time = timespec()
    // Safe: the call fills in the structure, which lives during it.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return text(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }

  /// The text of a time given in seconds since 1970 and milliseconds.
  static func text(seconds: Int, milliseconds: Int) -> String {
    var seconds = seconds
    // Counted unsafe for its pointer to the zone's name, which is not read.
    var parts = unsafe tm()
    _ = unsafe gmtime_r(&seconds, &parts)
    let date = unsafe [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday]
    let time = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24)
    for (number, separator) in zip(date + time, "--T::.".utf8) {
      append(Int(number), digits: number > 99 ? 4 : 2, to: &bytes)
      bytes.append(separator)
    }
    append(milliseconds, digits: 3, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
    if digits > 1 { append(number / 10, digits: digits - 1, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }
}
