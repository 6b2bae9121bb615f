import HTTPCore
import Synchronization

/// Decides which connections are let in, by their number in all and from one client.
final class Admission: Sendable {
  private let limit: Int
  private let limitPerClient: Int?
  private let counters: ServerCounters
  private let clients = Mutex<[SocketAddress: Int]>([:])

  /// Limits, and the counter of open connections that they are held against.
  init(limit: Int, limitPerClient: Int?, counters: ServerCounters) {
    self.limit = limit
    self.limitPerClient = limitPerClient
    self.counters = counters
  }

  /// Lets a connection in, or says why not.
  func enter(_ peer: SocketAddress) -> HTTPFailure? {
    guard counters.open.add(1, ordering: .relaxed).newValue <= limit else {
      counters.open.subtract(1, ordering: .relaxed)
      return .tooManyConnections
    }
    if let limitPerClient {
      let isAllowed = clients.withLock { clients in
        let count = clients[peer.client, default: 0]
        guard count < limitPerClient else { return false }
        clients[peer.client] = count + 1
        return true
      }
      guard isAllowed else {
        counters.open.subtract(1, ordering: .relaxed)
        return .tooManyFromAddress
      }
    }
    return nil
  }

  /// A connection that was let in is closed.
  func leave(_ peer: SocketAddress) {
    counters.open.subtract(1, ordering: .relaxed)
    guard limitPerClient != nil else { return }
    clients.withLock { clients in
      guard let count = clients[peer.client] else { return }
      clients[peer.client] = count > 1 ? count - 1 : nil
    }
  }
}
