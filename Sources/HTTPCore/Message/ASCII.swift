/// The few ASCII codes the protocol is written in.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let percent: UInt8 = 0x25
  static let asterisk: UInt8 = 0x2A
  static let comma: UInt8 = 0x2C
  static let dot: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let equals: UInt8 = 0x3D
  static let question: UInt8 = 0x3F
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let delete: UInt8 = 0x7F

  /// The byte with an upper-case letter made lower-case.
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  /// The value of a hexadecimal digit, or nil.
  static func hexValue(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x41 + 10
    case 0x61...0x66: Int(byte) - 0x61 + 10
    default: nil
    }
  }
}

extension Span<UInt8> {
  /// Whether the bytes spell `text` with ASCII letters compared regardless of case.
  ///
  /// `text` is to be in lower case.
  func isCaseInsensitively(_ text: String) -> Bool {
    // The most common answer, and the cheapest.
    guard text.utf8.count == count else { return false }
    let other = text.utf8Span.span
    for index in other.indices where ASCII.lowercased(self[index]) != other[index] { return false }
    return true
  }

  /// The position of the first such byte from `start` on, or nil.
  func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    var index = start
    while index < count {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// The range left when spaces and tabs at both ends of `range` are taken off (OWS, RFC 9110
  /// §5.6.3).
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, self[lower] == ASCII.space || self[lower] == ASCII.tab { lower += 1 }
    while lower < upper, self[upper - 1] == ASCII.space || self[upper - 1] == ASCII.tab {
      upper -= 1
    }
    return lower..<upper
  }
}
