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

  /// What will be told of it.
  var record: ExchangeRecord
}

extension Connection {
  /// A request was delivered, or refused.
  func beginExchange(_ id: ExchangeID, _ progress: AnswerProgress, _ record: ExchangeRecord) {
    openExchanges.append(OpenExchange(id: id, progress: progress, record: record))
  }

  /// A request that is not sent its answer to the last byte.
  func openExchange(_ id: ExchangeID) -> OpenExchange? {
    place(of: id).map { openExchanges[$0] }
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

  /// A request got its answer.
  func noteAnswer(
    _ id: ExchangeID, _ response: HTTPResponse, as outcome: ExchangeRecord.Outcome
  ) {
    guard let index = place(of: id) else { return }
    openExchanges[index].record.note(response, as: outcome)
  }

  private func place(of id: ExchangeID) -> Int? {
    openExchanges.firstIndex { $0.id == id }
  }
}
