package import HTTPCore
import Synchronization

/// What an application does with requests.
///
/// It is called on an event loop and must not block there: what takes long is handed to another
/// queue together with the responder.
package typealias HTTPHandler = @Sendable (HTTPRequest, HTTPResponder) -> Void

/// The way back to the client of one request.
///
/// It may go to any thread.
///
/// If all copies are dropped without an answer, the client gets 500.
package struct HTTPResponder: Sendable {
  /// The place of the answer.
  let answer: Answer

  init(_ answer: Answer) {
    self.answer = answer
  }

  /// Answers the request; a second answer is ignored.
  ///
  /// An answer given before the handler returns is sent by the event loop right after; a later
  /// one is handed over to it.
  package func respond(_ response: HTTPResponse) {
    answer.give(response)
  }

  /// Tells that the work has begun: if the time of the request ends, the answer is 504 and not 503.
  package func begin() { answer.begin() }

  /// Makes room for a large answer where that is short, by cutting off clients that stand still;
  /// false if there is none at all, so that the answer would be computed in vain.
  package func makeRoom() -> Bool {
    let shard = answer.connection.shard
    if shard.budget.isShortOfAnswerRoom { shard.post(.relieveAll) }
    return !shard.budget.lacksAnswerRoom
  }

  /// Whether the client has gone, or the time is over, so that the answer would reach nobody.
  package var isCancelled: Bool { answer.isCancelled }

  /// Which connection the request came by: equal for all its requests, and no other's while it is
  /// open.
  package var connection: UInt64 {
    UInt64(UInt(bitPattern: ObjectIdentifier(answer.connection)))
  }

  /// The client's address.
  package var peer: SocketAddress { answer.peer }
}

/// The place of one answer, filled once by whichever thread has it.
///
/// `@unchecked Sendable`: `response` is written only by the thread that set `claimed`, before it
/// sets `stored`, and read only by the shard, after it has seen `stored`; both are atomic.
final class Answer: @unchecked Sendable {
  private static let claimed: UInt8 = 1
  private static let stored: UInt8 = 2
  private static let handlerReturned: UInt8 = 4

  /// Where the answer goes.
  let connection: Connection

  /// Which request it answers.
  let id: ExchangeID

  private let progress: AnswerProgress
  private let state = Atomic<UInt8>(0)
  private var response: HTTPResponse?

  init(_ connection: Connection, _ id: ExchangeID, _ progress: AnswerProgress) {
    self.connection = connection
    self.id = id
    self.progress = progress
  }

  deinit {
    if state.load(ordering: .acquiring) & Self.claimed == 0 {
      connection.shard.post(.unanswered(connection, id))
    }
  }

  var isCancelled: Bool { progress.isGivenUp || connection.isGone.load(ordering: .relaxed) }

  func begin() { progress.begin() }
  var peer: SocketAddress { connection.peer }

  /// Stores the answer.
  ///
  /// If the handler has returned, nobody is waiting for it, so the shard is told.
  func give(_ response: HTTPResponse) {
    let claim = state.bitwiseOr(Self.claimed, ordering: .acquiringAndReleasing)
    guard claim.oldValue & Self.claimed == 0 else { return }
    self.response = response
    let store = state.bitwiseOr(Self.stored, ordering: .acquiringAndReleasing)
    if store.oldValue & Self.handlerReturned != 0 { connection.shard.post(.answer(self)) }
  }

  /// The shard's side: the handler has returned.
  ///
  /// Gives the answer if there is one already; if not, it will be posted.
  func takeAfterHandler() -> HTTPResponse? {
    let state = state.bitwiseOr(Self.handlerReturned, ordering: .acquiringAndReleasing)
    return state.oldValue & Self.stored != 0 ? take() : nil
  }

  /// The shard's side: the answer that was posted.
  func take() -> HTTPResponse? {
    defer { response = nil }
    return response
  }
}
