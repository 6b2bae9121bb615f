import CLinux

/// An epoll descriptor (level-triggered, but for what asks for edges).
///
/// It is closed by `close`, once, by its owner.
struct Epoll: Sendable {
  /// What may be waited for, and what may have happened, to a descriptor.
  struct Interest: OptionSet, Sendable {
    let rawValue: UInt32

    static let input = Interest(rawValue: clinux_epollin)
    static let output = Interest(rawValue: clinux_epollout)

    /// The client has ended its side, whether or not there is input before that.
    static let inputEnd = Interest(rawValue: clinux_epollrdhup)

    /// The connection was reset, or broke in another way; always reported.
    static let error = Interest(rawValue: clinux_epollerr)

    /// Both directions are ended; always reported.
    ///
    /// There may be input left.
    static let hangUp = Interest(rawValue: clinux_epollhup)

    /// What happens is told once.
    static let edge = Interest(rawValue: clinux_epollet)

    /// Of several sets that wait for the descriptor, not all are told.
    static let exclusive = Interest(rawValue: clinux_epollexclusive)
  }

  /// What happened to the descriptor that was added under `token`.
  struct Event: Sendable {
    let happened: Interest
    let token: UInt64
  }

  let descriptor: Int32

  /// A new, empty set.
  init() throws(HTTPServerError) {
    descriptor = clinux_epoll_create()
    guard descriptor >= 0 else { throw .system(call: "epoll_create1", errorNumber: -descriptor) }
  }

  /// Adds a descriptor; returns 0, or the number of the kernel's error.
  func add(_ other: Int32, _ interest: Interest, token: UInt64) -> Int32 {
    -clinux_epoll_add(descriptor, other, interest.rawValue, token)
  }

  /// Changes what is waited for.
  func modify(_ other: Int32, _ interest: Interest, token: UInt64) {
    // It can only fail for a descriptor that is not in the set.
    _ = clinux_epoll_modify(descriptor, other, interest.rawValue, token)
  }

  /// Takes a descriptor out.
  func remove(_ other: Int32) {
    // It can only fail for a descriptor that is not in the set.
    _ = clinux_epoll_remove(descriptor, other)
  }

  /// Fetches what has happened into `events`; returns how many. If nothing has it waits for some milliseconds.
  func poll(_ events: inout EventBuffer, patience: Int32 = 0) -> Int {
    let count = unsafe events.storage.withUnsafeMutableBufferPointer { buffer in
      // Safe: the call writes at most `capacity` elements to a buffer that lives during it.
      unsafe clinux_epoll_wait(descriptor, buffer.baseAddress, Int32(buffer.count), patience)
    }
    return max(0, Int(count))
  }

  /// Room for the events of one `poll`.
  struct EventBuffer: Sendable {
    fileprivate var storage = [clinux_event](
      repeating: clinux_event(), count: Int(CLINUX_MAX_EVENTS))

    subscript(index: Int) -> Event {
      Event(
        happened: Interest(rawValue: storage[index].events), token: storage[index].data)
    }
  }
}
