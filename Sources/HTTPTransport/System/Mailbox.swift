import CLinux
import Synchronization

/// Messages of other threads to an event loop, and an eventfd in its epoll set that wakes it for them.
///
/// A loop that waits in epoll holds its queue: what is put on that instead would have to wait for it.
final class Mailbox<Message: Sendable>: Sendable {
  /// What the eventfd is in the set by; no connection has it.
  static var token: UInt64 { .max }

  /// The eventfd, closed when nobody is about to ring any more.
  private final class Bell: Sendable {
    let descriptor: Int32

    init() throws(HTTPServerError) {
      descriptor = clinux_eventfd()
      guard descriptor >= 0 else { throw .system(call: "eventfd", errorNumber: -descriptor) }
    }

    deinit { if descriptor >= 0 { Descriptor.close(descriptor) } }
  }

  private struct Content {
    var messages: [Message] = []
    /// nil once nobody reads any more.
    var bell: Bell?
  }

  private let content: Mutex<Content>

  /// An empty mailbox of the loop that waits for `epoll`.
  init(wakes epoll: Epoll) throws(HTTPServerError) {
    let bell = try Bell()
    content = Mutex(Content(bell: bell))
    // By edges it need not be read.
    let errorNumber = epoll.add(bell.descriptor, [.input, .edge], token: Self.token)
    guard errorNumber == 0 else { throw .system(call: "epoll_ctl", errorNumber: errorNumber) }
  }

  /// Leaves a message; false if nobody reads any more.
  func post(_ message: Message) -> Bool {
    let (bell, isFirst) = content.withLock { content in
      if content.bell != nil { content.messages.append(message) }
      return (content.bell, content.messages.count == 1)
    }
    // Without the lock, which the loop wants as soon as it rings. Only the first rings: whoever takes one
    // takes all.
    if let bell, isFirst { _ = clinux_ring(bell.descriptor) }
    return bell != nil
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
      content.bell = nil
      defer { content.messages = [] }
      return content.messages
    }
  }
}
