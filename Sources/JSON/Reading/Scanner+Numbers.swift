/// Numbers: their grammar, and whether a double can hold them.
extension Scanner {
  /// Reads a number, which begins here.
  mutating func number() throws(JSONError) {
    let start = offset
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    let integer = try digits()
    if integer.count > 1, text[integer.lowerBound] == UInt8(ascii: "0") {
      offset = integer.lowerBound + 1
      throw malformed(.noLeadingZero)
    }
    var fraction = offset..<offset
    var exponent = 0
    var isInteger = true
    if byte == UInt8(ascii: ".") {
      offset += 1
      fraction = try digits()
      isInteger = false
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      offset += 1
      exponent = try self.exponent()
      isInteger = false
    }
    if isInteger, !isWord(integer, isNegative: isNegative) { wideIntegerEnds.append(offset) }
    if overflows(start..<offset, integer: integer, fraction: fraction, exponent: exponent) {
      let literal = quote(start..<min(offset, start + 40))
      offset = start
      throw failure(.numberOutOfRange, found: literal)
    }
  }

  /// Reads one or more digits.
  private mutating func digits() throws(JSONError) -> Range<Int> {
    let start = offset
    while let byte, isDigit(byte) { offset += 1 }
    if offset == start { throw malformed(.digit) }
    return start..<offset
  }

  /// Reads an exponent with its sign; beyond a billion it no longer matters how large it is.
  private mutating func exponent() throws(JSONError) -> Int {
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative || byte == UInt8(ascii: "+") { offset += 1 }
    var magnitude = 0
    for place in try digits() where magnitude < 1_000_000_000_000 {
      magnitude = magnitude * 10 + Int(text[place] - UInt8(ascii: "0"))
    }
    return isNegative ? -magnitude : magnitude
  }

  /// Whether simdjson's tape can hold an integer exactly: as a signed or unsigned 64-bit word, and
  /// not -0, whose sign a word lacks.
  private func isWord(_ digits: Range<Int>, isNegative: Bool) -> Bool {
    if digits.count < 19 { return !(isNegative && text[digits.lowerBound] == UInt8(ascii: "0")) }
    if digits.count > 20 { return false }
    guard let magnitude = UInt64(quote(digits)) else { return false }
    return !isNegative || magnitude <= UInt64(Int64.max) + 1
  }

  /// Whether a number lies beyond the largest double.
  private func overflows(
    _ literal: Range<Int>, integer: Range<Int>, fraction: Range<Int>, exponent: Int
  ) -> Bool {
    guard integer.count + exponent >= 309 || fraction.count + exponent >= 309 else { return false }
    // The number lies between 10^(order - 1) and 10^order; zero has no order.
    let zero = UInt8(ascii: "0")
    let order: Int
    if let first = text[integer].firstIndex(where: { $0 != zero }) {
      order = integer.upperBound - first + exponent
    } else if let first = text[fraction].firstIndex(where: { $0 != zero }) {
      order = fraction.lowerBound - first + exponent
    } else {
      return false
    }
    if order != 309 { return order > 309 }
    return Double(quote(literal)).map { !$0.isFinite } ?? true
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}

extension Scanner {
  /// The text that was read, the integers that need it written with an exponent.
  func withFloatingPointLiterals() -> [UInt8] {
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count + 2 * wideIntegerEnds.count)
    var start = 0
    for end in wideIntegerEnds {
      plain.append(contentsOf: text[start..<end])
      plain.append(contentsOf: "e0".utf8)
      start = end
    }
    plain.append(contentsOf: text[start...])
    return plain
  }
}
