/// Strings: escapes, surrogate pairs, UTF-8.
extension Scanner {
  /// Reads a string, which begins here.
  mutating func string() throws(JSONError) {
    offset += 1
    while let byte {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20: throw malformed(.escapedControl)
      case 0x20..<0x80: offset += 1
      default: try multibyteScalar(first: byte)
      }
    }
    throw malformed(.endOfString)
  }

  /// Reads an escape, which begins here with its backslash.
  private mutating func escape() throws(JSONError) {
    let start = offset
    offset += 1
    switch byte {
    case UInt8(ascii: "u"): break
    case let letter? where "\"\\/bfnrt".utf8.contains(letter):
      offset += 1
      return
    default: throw malformed(.escape)
    }
    switch try codeUnit() {
    case 0xD800...0xDBFF:
      let isEscape = byte == UInt8(ascii: "\\")
      guard isEscape, offset + 1 < text.count, text[offset + 1] == UInt8(ascii: "u") else {
        throw malformed(.lowSurrogate)
      }
      let second = offset
      offset += 1
      if !(0xDC00...0xDFFF).contains(try codeUnit()) {
        offset = second
        throw malformed(.lowSurrogate)
      }
    case 0xDC00...0xDFFF:
      offset = start
      throw malformed(.highSurrogate)
    default: break
    }
  }

  /// Reads the `u` here and its four digits.
  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    offset += 1
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw malformed(.hexDigit)
      }
      unit = unit << 4 | UInt16(digit)
      offset += 1
    }
    return unit
  }

  /// Reads a scalar of two to four bytes (Unicode, table 3-7), which begins here.
  private mutating func multibyteScalar(first: UInt8) throws(JSONError) {
    let second: ClosedRange<UInt8>
    let length: Int
    switch first {
    case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
    case 0xE0: (second, length) = (0xA0...0xBF, 3)
    case 0xED: (second, length) = (0x80...0x9F, 3)
    case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
    case 0xF0: (second, length) = (0x90...0xBF, 4)
    case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
    case 0xF4: (second, length) = (0x80...0x8F, 4)
    default: throw failure(.invalidUTF8, found: describe(first))
    }
    for place in 1..<length {
      let allowed = place == 1 ? second : 0x80...0xBF
      guard offset + place < text.count, allowed.contains(text[offset + place]) else {
        throw failure(.invalidUTF8, found: describe(first))
      }
    }
    offset += length
  }

  /// The text of a string that has been read, given the place between its quotes.
  func decoded(_ range: Range<Int>) -> String {
    guard text[range].contains(UInt8(ascii: "\\")) else {
      return String(decoding: text[range], as: UTF8.self)
    }
    var units: [UInt16] = []
    var literal: [UInt8] = []
    var place = range.lowerBound
    func flush() {
      units.append(contentsOf: String(decoding: literal, as: UTF8.self).utf16)
      literal.removeAll()
    }
    while place < range.upperBound {
      guard text[place] == UInt8(ascii: "\\") else {
        literal.append(text[place])
        place += 1
        continue
      }
      flush()
      if text[place + 1] == UInt8(ascii: "u") {
        units.append(UInt16(quote(place + 2..<place + 6), radix: 16) ?? 0xFFFD)
        place += 6
      } else {
        units.append(UInt16(Self.unescaped(text[place + 1])))
        place += 2
      }
    }
    flush()
    return String(decoding: units, as: UTF16.self)
  }

  private static func unescaped(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }
}
