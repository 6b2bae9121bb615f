import CLinux
import Synchronization

/// Messages of other threads to an event loop, and an eventfd in its epoll set that wakes it for them.
///
/// A loop that waits in epoll holds its queue: what is put on that instead would have to wait for it.
final class Mailbox<Message: Sendable>: Sendable {
  /// What the eventfd is in the set by; no connection has it.
  static var token: UInt64 { .max }

  private struct Content {
    var messages: [Message] = []
    /// nil once nobody reads any more.
    var bell: Int32?
  }

  private let content: Mutex<Content>

  /// An empty mailbox of the loop that waits for `epoll`.
  init(wakes epoll: Epoll) throws(HTTPServerError) {
    let bell = clinux_eventfd()
    guard bell >= 0 else { throw .system(call: "eventfd", errorNumber: -bell) }
    content = Mutex(Content(bell: bell))
    // By edges it need not be read.
    let errorNumber = epoll.add(bell, [.input, .edge], token: Self.token)
    guard errorNumber == 0 else {
      Descriptor.close(bell)
      throw .system(call: "epoll_ctl", errorNumber: errorNumber)
    }
  }

  deinit { _ = close() }

  /// Leaves a message; false if nobody reads any more.
  func post(_ message: Message) -> Bool {
    content.withLock { content in
      guard let bell = content.bell else { return false }
      content.messages.append(message)
      // Within the lock, since afterwards the descriptor may be another's. Only the first rings: whoever takes one
      // takes all.
      if content.messages.count == 1 { _ = clinux_ring(bell) }
      return true
    }
  }

  /// Takes all messages, in their order.
  func take() -> [Message] {
    content.withLock { content in
      defer { content.messages = [] }
      return content.messages
    }
  }

  /// From now on nobody reads; returns what was not read yet.
  func close() -> [Message] {
    content.withLock { content in
      if let bell = content.bell { Descriptor.close(bell) }
      content.bell = nil
      defer { content.messages = [] }
      return content.messages
    }
  }
}
