import Testing

@testable import HTTPCore

@Suite("Output queue")
struct OutputQueueTests {
  /// Sends everything in steps of at most `step` bytes.
  private static func drain(_ queue: inout OutputQueue, step: Int) -> (
    bytes: [UInt8], answers: [UInt32]
  ) {
    var bytes: [UInt8] = []
    var answers: [UInt32] = []
    while !queue.isEmpty {
      let piece = queue.pending.prefix(step)
      bytes += piece
      queue.didSend(piece.count)
      while let id = queue.nextSentAnswer() { answers.append(id.number) }
    }
    return (bytes, answers)
  }

  @Test("bytes leave in order, in whatever steps; each answer is told when its last has left")
  func order() {
    for step in [1, 7, 1_000, 16_384, 1 << 20] {
      var queue = OutputQueue()
      var expected: [UInt8] = []
      for number in 0..<6 {
        let large = [UInt8](repeating: UInt8(number), count: number * 10_000)
        queue.append { $0.append("head \(number)") }
        queue.append(large)
        queue.endAnswer(ExchangeID(number: UInt32(number)))
        expected += Array("head \(number)".utf8) + large
      }
      #expect(queue.count == expected.count)
      let (bytes, answers) = Self.drain(&queue, step: step)
      #expect(bytes == expected)
      #expect(answers == [0, 1, 2, 3, 4, 5])
      #expect(queue.pending.isEmpty && !queue.hasMore)
    }
  }

  @Test("small answers leave in one piece, a large one is not copied")
  func pieces() {
    var queue = OutputQueue()
    for number in 0..<3 {
      queue.append { $0.append("a\(number)") }
    }
    #expect(Array(queue.pending) == Array("a0a1a2".utf8) && !queue.hasMore)
    let large = [UInt8](repeating: 1, count: 1 << 20)
    let address = unsafe large.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
    queue.append(large)
    queue.append { $0.append("end") }
    #expect(queue.hasMore)
    queue.didSend(6)
    let pending = queue.pending
    let sent = unsafe pending.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
    #expect(sent == address)
    #expect(Self.drain(&queue, step: 1 << 20).bytes == large + Array("end".utf8))
  }

  @Test("bytes may be added while some are being sent")
  func interleaved() {
    var queue = OutputQueue()
    var (expected, bytes): ([UInt8], [UInt8]) = ([], [])
    for number in 0..<2_000 {
      let text = Array("answer \(number), ".utf8)
      queue.append(text)
      expected += text
      let piece = queue.pending.prefix(9)
      bytes += piece
      queue.didSend(piece.count)
    }
    #expect(bytes + Self.drain(&queue, step: 100).bytes == expected)
  }
}
