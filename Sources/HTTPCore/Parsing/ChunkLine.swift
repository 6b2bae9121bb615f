/// The line before a chunk, `chunk-size [ chunk-ext ]` (RFC 9112 §7.1).
struct ChunkLine: Sendable {
  /// The size of the chunk; zero for the last.
  let size: Int

  /// How many bytes of extensions there are.
  let extensionBytes: Int

  /// Reads the line, or refuses it.
  init(_ line: Span<UInt8>) throws(HTTPFailure) {
    var end = 0
    var size = 0
    // RFC 9112 §7.1: one or more hexadecimal digits: no sign, no 0x, no underscore, and §7.1
    // again: no overflow. Sixteen digits hold every size, and bound the leading zeros.
    while end < line.count, let digit = ASCII.hexValue(line[end]) {
      guard end < 16, size <= Int.max >> 4 else { throw .invalidChunk }
      size = size << 4 | digit
      end += 1
    }
    guard end > 0 else { throw .invalidChunk }
    self.size = size
    extensionBytes = line.count - end
    if extensionBytes > 0 {
      try Self.checkExtensions(line.extracting(end..<line.count))
    }
  }

  /// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 §7.1.1).
  ///
  /// Extensions mean nothing here, but what is not one must not pass for one.
  private static func checkExtensions(_ bytes: Span<UInt8>) throws(HTTPFailure) {
    var index = 0
    while index < bytes.count {
      skipSpace(bytes, &index)
      guard index < bytes.count, bytes[index] == ASCII.semicolon else { throw .invalidChunk }
      index += 1
      skipSpace(bytes, &index)
      guard skipToken(bytes, &index) else { throw .invalidChunk }
      var next = index
      skipSpace(bytes, &next)
      guard next < bytes.count, bytes[next] == ASCII.equals else { continue }
      index = next + 1
      skipSpace(bytes, &index)
      guard skipToken(bytes, &index) || skipQuoted(bytes, &index) else { throw .invalidChunk }
    }
  }

  private static func skipSpace(_ bytes: Span<UInt8>, _ index: inout Int) {
    while index < bytes.count, bytes[index] == ASCII.space || bytes[index] == ASCII.tab {
      index += 1
    }
  }

  private static func skipToken(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
    let start = index
    while index < bytes.count, ByteSet.token.contains(bytes[index]) { index += 1 }
    return index > start
  }

  /// A quoted string (RFC 9110 §5.6.4).
  private static func skipQuoted(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
    guard index < bytes.count, bytes[index] == ASCII.quote else { return false }
    index += 1
    while index < bytes.count, bytes[index] != ASCII.quote {
      if bytes[index] == ASCII.backslash { index += 1 }
      guard index < bytes.count, isFieldValueByte(bytes[index]) else { return false }
      index += 1
    }
    guard index < bytes.count else { return false }
    index += 1
    return true
  }
}
