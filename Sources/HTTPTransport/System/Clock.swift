import Glibc
import HTTPCore

/// The clocks of the transport, which cost no system call.
enum Clock {
  /// Milliseconds of a clock that never goes back, exact to a few.
  static func milliseconds() -> Int {
    let time = read(CLOCK_MONOTONIC_COARSE)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  /// Nanoseconds of a clock that never goes back, exact, for measuring.
  static func nanoseconds() -> Int {
    let time = read(CLOCK_MONOTONIC)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// Seconds since 1970.
  static func seconds() -> Int {
    read(CLOCK_REALTIME_COARSE).tv_sec
  }

  /// The present moment.
  static func moment() -> Moment {
    Moment(milliseconds: milliseconds(), date: HTTPDate(seconds: seconds()))
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    // Safe: the call fills in the structure, which lives during it.
    _ = unsafe clock_gettime(clock, &time)
    return time
  }
}

extension Moment {
  /// Brings the moment up to date; the date is formatted anew only when its second is over.
  mutating func refresh() {
    milliseconds = Clock.milliseconds()
    let seconds = Clock.seconds()
    if seconds != date.seconds { date = HTTPDate(seconds: seconds) }
  }
}
