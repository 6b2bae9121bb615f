import HTTPCore
import Synchronization

/// How far an answer has come, for the threads that work on it.
final class AnswerProgress: Sendable {
  private static let begun: UInt8 = 1
  private static let givenUp: UInt8 = 2
  private let state = Atomic<UInt8>(0)

  /// Whether somebody has begun to work on it.
  var hasBegun: Bool { state.load(ordering: .relaxed) & Self.begun != 0 }

  /// Whether nobody waits for it any more.
  var isGivenUp: Bool { state.load(ordering: .relaxed) & Self.givenUp != 0 }

  /// Somebody begins to work on it.
  func begin() { state.bitwiseOr(Self.begun, ordering: .relaxed) }

  /// Nobody waits for it any more.
  func giveUp() { state.bitwiseOr(Self.givenUp, ordering: .relaxed) }
}

/// A request that is under way.
struct OpenExchange {
  let id: ExchangeID
  let progress: AnswerProgress

  /// What will be told of it, where that is wanted.
  var record: ExchangeRecord?
}

extension Connection {
  /// A request was delivered, or refused.
  func beginExchange(_ id: ExchangeID, _ progress: AnswerProgress) {
    openExchanges.append(OpenExchange(id: id, progress: progress))
  }

  /// Whether an answer to that request is still wanted.
  func isWaiting(_ id: ExchangeID) -> Bool {
    place(of: id).map { !openExchanges[$0].progress.isGivenUp } ?? false
  }

  /// The answer is sent to its last byte.
  func endExchange(_ id: ExchangeID) -> ExchangeRecord? {
    guard let index = place(of: id) else { return nil }
    let record = openExchanges[index].record
    // An idle connection keeps no buffers.
    if openExchanges.count == 1 { openExchanges = [] } else { openExchanges.remove(at: index) }
    return record
  }

  /// Begins the record of a request that was delivered, or refused.
  func beginRecord(
    _ id: ExchangeID, method: HTTPMethod?, target: RequestTarget?, headers: HTTPHeaders,
    bytes: Int, at now: Int
  ) {
    guard let index = place(of: id) else { return }
    openExchanges[index].record = ExchangeRecord(
      peer: peer, method: method, target: target, requestHeaders: headers,
      requestBytes: bytes, began: readTime ?? now, received: now)
  }

  /// A request got its answer.
  func noteAnswer(_ id: ExchangeID, _ response: HTTPResponse, at now: Int) {
    guard let index = place(of: id) else { return }
    openExchanges[index].record?.status = response.status
    openExchanges[index].record?.responseHeaders = response.headers
    openExchanges[index].record?.responseBytes = response.body.count
    openExchanges[index].record?.outcome = .answered
    openExchanges[index].record?.answered = now
  }

  /// A request was refused, which answers it.
  func noteRefusal(_ id: ExchangeID, _ failure: HTTPFailure, at now: Int) {
    guard let index = place(of: id) else { return }
    openExchanges[index].record?.status = failure.status
    openExchanges[index].record?.outcome = .refused(failure)
    openExchanges[index].record?.answered = now
  }

  private func place(of id: ExchangeID) -> Int? {
    openExchanges.firstIndex { $0.id == id }
  }
}
