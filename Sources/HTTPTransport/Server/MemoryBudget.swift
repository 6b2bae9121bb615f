import Synchronization

/// What all connections together may hold: bytes of requests that are not answered, and bytes of
/// answers that are not sent.
///
/// The limits of one connection bound what one client can make the server keep; these bound what
/// many can. Where the first is reached, the request that asks for more is refused; where the second
/// is, clients that stand still are cut off, and if that is not enough, the answer is replaced by 503.
final class MemoryBudget: Sendable {
  /// Up to this many bytes a connection is never refused anything: small requests and answers go on
  /// when large ones have taken all there is, and the number of connections bounds them.
  static let freeBytes = 16_384

  private let requestLimit: Int
  private let answerLimit: Int
  private let requests = Atomic<Int>(0)
  private let answers = Atomic<Int>(0)

  init(requestBytes: Int, answerBytes: Int) {
    requestLimit = requestBytes
    answerLimit = answerBytes
  }

  /// Bytes of requests now.
  var requestBytes: Int { requests.load(ordering: .relaxed) }

  /// Bytes of answers now.
  var answerBytes: Int { answers.load(ordering: .relaxed) }

  /// Whether requests hold more than they may.
  var lacksRequestRoom: Bool { requestBytes > requestLimit }

  /// Whether answers hold all that they may.
  var lacksAnswerRoom: Bool { answerBytes >= answerLimit }

  /// Whether there is no room for answers as large as those that are being sent.
  var isShortOfAnswerRoom: Bool { answerBytes > answerLimit / 2 }

  /// Whether there is room for an answer; the only one there is may be as large as it likes.
  func hasRoom(forAnswer count: Int) -> Bool {
    let present = answerBytes
    return count <= Self.freeBytes || present == 0 || present + count <= answerLimit
  }

  /// What a connection holds has changed.
  func add(requests requestChange: Int, answers answerChange: Int) {
    if requestChange != 0 { requests.add(requestChange, ordering: .relaxed) }
    if answerChange != 0 { answers.add(answerChange, ordering: .relaxed) }
  }
}
