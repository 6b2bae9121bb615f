import Testing

@testable import HTTPCore

@Suite("Line reader")
struct LineReaderTests {
  /// The lines of the pieces, and how reading ended.
  private static func read(_ pieces: [String], limit: Int) -> [String] {
    var reader = LineReader()
    var lines: [String] = []
    for piece in pieces {
      let bytes = Array(piece.utf8)
      var position = 0
      while position < bytes.count {
        switch reader.take(bytes.span, &position, limit: limit) {
        case .found(let range): lines.append(String(decoding: bytes[range], as: UTF8.self))
        case .held(let line): lines.append(String(decoding: line, as: UTF8.self))
        case .incomplete: break
        case .tooLong: return lines + ["too long"]
        case .bareLineFeed: return lines + ["bare line feed"]
        }
      }
    }
    return lines
  }

  @Test("Pieces do not matter")
  func pieces() {
    for pieces in [
      ["ab\r\n\r\nc\r\n"], ["a", "b\r", "\n\r", "\nc", "\r\n"], ["ab\r\n", "\r\nc\r\n"],
    ] {
      #expect(Self.read(pieces, limit: 2) == ["ab", "", "c"])
    }
  }

  @Test("The limit is on the line without its end, and is looked at first")
  func limit() {
    #expect(Self.read(["abc\r\n"], limit: 3) == ["abc"])
    #expect(Self.read(["abc", "\r", "\n"], limit: 3) == ["abc"])
    for pieces in [["abcd\r\n"], ["abc", "d\r\n"], ["abcd\r", "\n"], ["abcde\n"], ["abcdefgh"]] {
      #expect(Self.read(pieces, limit: 3) == ["too long"])
    }
    for pieces in [["abcd\n"], ["abc", "d", "\n"], ["abcd", "\n"], ["\n"], ["a\n"]] {
      #expect(Self.read(pieces, limit: 3) == ["bare line feed"])
    }
  }

  @Test("Mid-line is known")
  func midLine() {
    var reader = LineReader()
    #expect(!reader.isMidLine)
    var position = 0
    let part = Array("ab".utf8)
    _ = reader.take(part.span, &position, limit: 9)
    #expect(reader.isMidLine)
    position = 0
    let rest = Array("\r\n".utf8)
    _ = reader.take(rest.span, &position, limit: 9)
    #expect(!reader.isMidLine)
  }
}
