import Randomness
import Testing

@testable import JSON

@Suite("Random texts")
struct FuzzTests {
  /// Pieces that make near-JSON more often than bytes do.
  static let pieces: [[UInt8]] =
    [
      "[", "]", "{", "}", ",", ":", "\"", "\\", "\"a\"", "\"b\":", "0", "-0", "1", "-", ".", "e",
      "E",
      "+", "5", "true", "false", "null", " ", "\n", "\\u", "D800", "DC00", "00e9", "é", "1e400",
      "99999999999999999999", "\u{0}", "\u{1F}", "-0.0", "18446744073709551616", "1e-400",
    ].map { Array($0.utf8) } + [[0xFF], [0xC2], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0x80]]

  static func agree(_ text: [UInt8]) -> Bool {
    var scanner = Scanner(text, depthLimit: 8)
    let scanned = failure { () throws(JSONError) in try scanner.scan() }
    let parsed = refusal(text, limits: JSONLimits(depth: 8))
    return scanned?.code == parsed?.code || (scanned == nil && parsed?.code == .duplicateKey)
  }

  @Test("Bytes never crash the reader, and scanner and parser agree")
  func bytes() {
    var random = SeededGenerator.announced("random bytes")
    for _ in 0..<10_000 {
      let length = Int.random(in: 0...24, using: &random)
      let text = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(Self.agree(text), "\(text)")
    }
  }

  @Test("Pieces of JSON never crash the reader, and scanner and parser agree")
  func tokens() {
    var random = SeededGenerator.announced("random pieces")
    for _ in 0..<20_000 {
      let count = Int.random(in: 1...12, using: &random)
      var text: [UInt8] = []
      for _ in 0..<count {
        text += Self.pieces[Int.random(in: Self.pieces.indices, using: &random)]
      }
      #expect(Self.agree(text), "\(String(decoding: text, as: UTF8.self)) \(text)")
    }
  }

  @Test("A good text with one byte changed")
  func mutations() {
    var random = SeededGenerator.announced("mutations")
    let good = Array(
      #"{"t":[1.0,-2.5e-3,0],"p":{"mu":3.14159,"s\u0041\uD834\uDD1Eé":"x\n"},"w":[true,null]}"#
        .utf8)
    for _ in 0..<20_000 {
      var text = good
      let place = Int.random(in: text.indices, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: text[place] = UInt8.random(in: 0...255, using: &random)
      case 1: text.remove(at: place)
      default:
        let piece = Self.pieces[Int.random(in: Self.pieces.indices, using: &random)]
        text.insert(contentsOf: piece, at: place)
      }
      #expect(Self.agree(text), "\(String(decoding: text, as: UTF8.self)) \(text)")
    }
  }
}
