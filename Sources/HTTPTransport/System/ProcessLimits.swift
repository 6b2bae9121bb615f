import Glibc

/// What the transport asks of the process as a whole.
enum ProcessLimits {
  /// Descriptors left for everything that is not a connection.
  private static let reserve = 64

  /// Makes room for so many connections by raising the soft limit of descriptors as far as the hard
  /// one allows; returns how many connections there is room for.
  static func makeRoom(forConnections wanted: Int) -> Int {
    var limit = rlimit()
    // Safe, here and below: the structure lives during the call.
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return wanted
    }
    let needed = rlim_t(wanted) + rlim_t(reserve)
    if limit.rlim_cur < needed {
      var raised = limit
      raised.rlim_cur = min(needed, limit.rlim_max)
      if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 {
        limit = raised
      }
    }
    return min(wanted, max(1, Int(clamping: limit.rlim_cur) - reserve))
  }

  /// A write to a connection that is gone is an error to handle, not a reason to die.
  static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
  }
}

extension ProcessLimits {
  /// The processors online, at least one.
  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
