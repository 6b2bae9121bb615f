import HTTPCore
import Synchronization

/// A connection as its shard keeps it: the descriptor, the state machine, and what epoll has been
/// told.
///
/// `@unchecked Sendable`: answers carry it to other threads, but these read only `shard`, `peer`
/// and `isGone`, which are constants and an atomic; all else is touched only on the shard's queue.
final class Connection: @unchecked Sendable {
  let shard: Shard
  let peer: SocketAddress

  /// Whether the client is gone; for the threads that work for it.
  let isGone = Atomic<Bool>(false)

  /// Under which number epoll reports it: its place in the table, with the place's generation.
  let token: ConnectionTable.Token

  let descriptor: Int32
  var machine: HTTPConnection

  /// What epoll waits for; nil as long as the descriptor is not in the set.
  var interest: Epoll.Interest?
  var isOpen = true

  /// Whether all that is left is to see the client close, which it probably does before epoll need be told.
  var isParting = false

  /// Requests under way, in order.
  var openExchanges: [OpenExchange] = []

  /// What the memory budget knows of the connection.
  var countedRequests = 0
  var countedAnswers = 0

  /// When, in milliseconds, the client last took bytes, or nothing was there to be taken.
  var lastSent = 0

  /// When the bytes were read that the request being parsed begins in.
  var readTime: Int?

  /// A connection just accepted.
  init(
    _ shard: Shard, _ descriptor: Int32, _ peer: SocketAddress, _ token: ConnectionTable.Token,
    _ machine: consuming HTTPConnection
  ) {
    self.shard = shard
    self.descriptor = descriptor
    self.peer = peer
    self.token = token
    self.machine = machine
  }
}
