/// Strings: escaped where RFC 8259 asks for it, else as they are.
extension JSONWriter {
  /// Appends a string in its quotes, and a byte behind them.
  mutating func appendQuoted(_ text: String, followedBy next: UInt8? = nil) {
    let text = text.utf8Span.span
    guard !Self.needsEscape(text) else {
      bytes.append(UInt8(ascii: "\""))
      for index in text.indices { appendEscaped(text[index]) }
      bytes.append(UInt8(ascii: "\""))
      if let next { bytes.append(next) }
      return
    }
    bytes.append(addingCapacity: text.count + 3) { output in
      output.append(UInt8(ascii: "\""))
      for index in text.indices { output.append(text[index]) }
      output.append(UInt8(ascii: "\""))
      if let next { output.append(next) }
    }
  }

  /// Appends the bytes as they are.
  mutating func append(_ text: Span<UInt8>) {
    // The bytes are copied while the span lives.
    unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Looks at every byte, without an early end, so that the compiler vectorises it.
  private static func needsEscape(_ text: Span<UInt8>) -> Bool {
    var found: UInt8 = 0
    for index in text.indices { found |= needsEscape(text[index]) ? 1 : 0 }
    return found != 0
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    guard Self.needsEscape(byte) else { return bytes.append(byte) }
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x00..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    default: bytes.append(byte)
    }
  }
}
