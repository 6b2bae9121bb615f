/// What is wrong with a document, as data; ``message`` makes the sentence.
package struct JSONError: Error, Sendable, Hashable {
  /// What kind of error it is.
  package var code: Code

  /// Where it is; for a text that is not JSON, the value that was being read; where that is long to
  /// tell, what encloses it.
  package var pointer: JSONPointer

  /// What would have been right there.
  package var expected: Expectation?

  /// What stood there instead: a kind of value, a literal, a character.
  package var found: String?

  /// An allowed name that resembles the one found.
  package var suggestion: String?

  /// Where it is in the text, if the text could not be read to its end.
  package var position: Position?

  /// The longest pointer and the longest quotation, in bytes: an error is to be read, and must not
  /// become as long as the document it complains of.
  private static let (pointerLimit, quotationLimit) = (1_024, 200)

  /// Makes an error; what is quoted of the document is cut where it is long.
  package init(
    _ code: Code, at pointer: JSONPointer, expected: Expectation? = nil, found: String? = nil,
    suggestion: String? = nil, position: Position? = nil
  ) {
    self.code = code
    self.pointer = pointer.enclosing(within: Self.pointerLimit)
    self.expected = expected
    self.found = found.map { Self.shortened($0) }
    self.suggestion = suggestion
    self.position = position
  }
}

extension JSONError {
  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > quotationLimit else { return text }
    return String(decoding: text.utf8.prefix(quotationLimit), as: UTF8.self) + "…"
  }

  /// A place in the text.
  package struct Position: Sendable, Hashable {
    /// The bytes before it.
    package var offset: Int
    /// Its line, from 1.
    package var line: Int
    /// Its column, from 1, counted in Unicode scalars.
    package var column: Int

    /// The position of the byte at `offset` of a text.
    package init(offset: Int, in text: [UInt8]) {
      self.offset = offset
      line = 1
      column = 1
      for byte in text.prefix(offset) {
        if byte == UInt8(ascii: "\n") {
          line += 1
          column = 1
        } else if byte & 0xC0 != 0x80 {
          column += 1
        }
      }
    }
  }
}
