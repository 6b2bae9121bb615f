/// A text of a conformance case: readable where it is UTF-8, bytes where it is not.
struct Text: Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  let bytes: [UInt8]

  init(stringLiteral text: String) { bytes = Array(text.utf8) }

  /// The bytes between two pieces of readable text.
  init(_ before: String, _ middle: [UInt8], _ after: String) {
    bytes = Array(before.utf8) + middle + Array(after.utf8)
  }

  var description: String { String(decoding: bytes.prefix(40), as: UTF8.self).debugDescription }
}
