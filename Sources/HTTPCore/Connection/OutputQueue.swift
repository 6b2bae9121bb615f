/// Bytes on their way to the client, in order.
///
/// What is small is gathered, so that pipelined answers leave in one piece. What is large is kept as
/// it came and never copied: an answer of 100 MB costs an event loop no more than its system calls.
struct OutputQueue: Sendable {
  /// Pieces of this size stay by themselves.
  private static let pieceBytes = 16_384

  /// The piece being sent, in which the first `sentCount` bytes are sent.
  private var first: [UInt8] = []
  private var sentCount = 0
  private var rest: [[UInt8]] = []

  /// Where each answer ends, counted from the beginning of the connection.
  private var ends: [(position: Int, id: ExchangeID)] = []
  private var sentTotal = 0

  /// How many bytes are not sent yet.
  private(set) var count = 0

  /// Whether everything is sent.
  var isEmpty: Bool { count == 0 }

  /// The next bytes to send.
  var pending: ArraySlice<UInt8> { first[sentCount...] }

  /// Whether there is more than `pending`.
  var hasMore: Bool { !rest.isEmpty }

  /// Adds what `write` appends.
  mutating func append(_ write: (inout [UInt8]) -> Void) {
    if rest.isEmpty, first.count < Self.pieceBytes {
      count += Self.counted(&first, write)
    } else if let last = rest.indices.last, rest[last].count < Self.pieceBytes {
      count += Self.counted(&rest[last], write)
    } else {
      var piece: [UInt8] = []
      count += Self.counted(&piece, write)
      rest.append(piece)
    }
  }

  /// Adds bytes.
  mutating func append(_ bytes: [UInt8]) {
    guard bytes.count >= Self.pieceBytes else {
      append { $0.append(contentsOf: bytes.span) }
      return
    }
    count += bytes.count
    if first.isEmpty { first = bytes } else { rest.append(bytes) }
  }

  /// What has been added last is the end of that answer.
  mutating func endAnswer(_ id: ExchangeID) {
    ends.append((sentTotal + count, id))
  }

  /// So many bytes were sent.
  mutating func didSend(_ sent: Int) {
    sentCount += sent
    sentTotal += sent
    count -= sent
    guard sentCount == first.count else { return }
    first = rest.isEmpty ? [] : rest.removeFirst()
    sentCount = 0
  }

  /// The first answer that is wholly sent and was not told yet.
  mutating func nextSentAnswer() -> ExchangeID? {
    guard let end = ends.first, end.position <= sentTotal else { return nil }
    // An idle connection keeps no buffers.
    if ends.count == 1 { ends = [] } else { ends.removeFirst() }
    return end.id
  }

  private static func counted(_ piece: inout [UInt8], _ write: (inout [UInt8]) -> Void) -> Int {
    let before = piece.count
    write(&piece)
    return piece.count - before
  }
}
