import Synchronization

/// What a server has counted so far, for a metrics page.
package struct HTTPServerStatistics: Sendable, Equatable {
  /// Connections accepted since the start.
  package var accepted = 0

  /// Connections open now.
  package var open = 0

  /// Requests handed to the application since the start.
  package var requests = 0

  /// Requests handed to the application and not answered yet.
  package var answering = 0

  /// Bytes of requests held, received or being answered.
  package var requestBytes = 0

  /// Bytes of answers that are not sent.
  package var answerBytes = 0

  /// Refusals by their code, connections beyond the limit among them.
  package var refused: [String: Int] = [:]
}

/// The counters behind the statistics, shared by all shards.
final class ServerCounters: Sendable {
  let accepted = Atomic<Int>(0)
  let open = Atomic<Int>(0)
  let requests = Atomic<Int>(0)
  let answered = Atomic<Int>(0)
  private let refused = Mutex<[String: Int]>([:])

  /// Counts a refusal.
  func countRefusal(_ code: String) {
    refused.withLock { $0[code, default: 0] += 1 }
  }

  /// All counters as they are now, each read by itself.
  var snapshot: HTTPServerStatistics {
    let answered = answered.load(ordering: .relaxed)
    let requests = requests.load(ordering: .relaxed)
    return HTTPServerStatistics(
      accepted: accepted.load(ordering: .relaxed), open: open.load(ordering: .relaxed),
      requests: requests, answering: max(0, requests - answered),
      refused: refused.withLock { $0 })
  }
}
