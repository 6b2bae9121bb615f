/// One header or trailer line, `field-name ":" OWS field-value OWS` (RFC 9112 §5).
struct FieldLine: Sendable {
  /// Where the name lies in the line.
  let name: Range<Int>

  /// Where the value lies, white space around it taken off.
  let value: Range<Int>

  /// Takes the line apart, or says what is wrong with it.
  ///
  /// The line is not empty.
  init(_ line: Span<UInt8>) throws(HTTPFailure) {
    // RFC 9112 §5.2: obs-fold is refused; §2.2: so is white space before the first field.
    guard line[0] != ASCII.space, line[0] != ASCII.tab else { throw .lineFolding }
    let tokens = ByteSet.token
    var colon = 0
    while colon < line.count, tokens.contains(line[colon]) { colon += 1 }
    // RFC 9112 §5.1: no white space between name and colon, and RFC 9110 §5.1: a name is a token,
    // so not empty either.
    guard colon > 0, colon < line.count, line[colon] == ASCII.colon else {
      throw .invalidFieldName
    }
    // RFC 9110 §5.5: CR, LF, NUL and other control characters are invalid and dangerous.
    var index = colon + 1
    while index < line.count {
      guard isFieldValueByte(line[index]) else { throw .invalidFieldValue }
      index += 1
    }
    name = 0..<colon
    value = line.trimmed(colon + 1..<line.count)
  }
}
