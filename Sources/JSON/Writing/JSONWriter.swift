/// Writes one JSON document into bytes, compact, in the order of the calls.
///
/// Arrays and objects are closures, so that they are always closed. Nothing is sent before
/// ``finish()``: a number that JSON cannot express throws, and the writer is dropped.
package struct JSONWriter: ~Copyable {
  var bytes: [UInt8] = []

  /// Whether a comma must come before the next value or key.
  var needsComma = false

  /// Makes a writer with room for a document of so many bytes.
  package init(reserving byteCount: Int = 256) {
    bytes.reserveCapacity(byteCount)
  }

  /// The document.
  package consuming func finish() -> [UInt8] { bytes }

  // MARK: Values

  /// Writes `null`.
  package mutating func null() { literal("null") }

  /// Writes `true` or `false`.
  package mutating func write(_ value: Bool) { literal(value ? "true" : "false") }

  /// Writes an integer.
  package mutating func write(_ value: Int) { literal(value.description) }

  /// Writes a string.
  package mutating func write(_ value: String) {
    separate()
    appendQuoted(value)
  }

  /// Writes an array, whose elements are what `elements` writes.
  package mutating func array<Failure: Error>(
    _ elements: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    open(UInt8(ascii: "["))
    try elements(&self)
    close(UInt8(ascii: "]"))
  }

  /// Writes an object, whose members are what `members` writes: a key, a value, and so on.
  package mutating func object<Failure: Error>(
    _ members: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    open(UInt8(ascii: "{"))
    try members(&self)
    close(UInt8(ascii: "}"))
  }

  /// Writes the key of the next value.
  package mutating func key(_ name: String) {
    separate()
    appendQuoted(name, followedBy: UInt8(ascii: ":"))
    needsComma = false
  }

  // MARK: Parts

  /// Writes the comma that may be due before a value or a key.
  mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func literal(_ text: String) {
    separate()
    append(text.utf8Span.span)
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }
}
