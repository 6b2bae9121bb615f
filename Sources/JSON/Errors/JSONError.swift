/// What is wrong with a document, as data; ``message`` makes the sentence.
package struct JSONError: Error, Sendable, Hashable {
  /// What kind of error it is.
  package var code: Code

  /// Where it is; for a text that is not JSON, the value that was being read.
  package var pointer: JSONPointer

  /// What would have been right there.
  package var expected: Expectation?

  /// What stood there instead: a kind of value, a literal, a character.
  package var found: String?

  /// An allowed name that resembles the one found.
  package var suggestion: String?

  /// Where it is in the text, if the text could not be read to its end.
  package var position: Position?

  /// Makes an error.
  package init(
    _ code: Code, at pointer: JSONPointer, expected: Expectation? = nil, found: String? = nil,
    suggestion: String? = nil, position: Position? = nil
  ) {
    self.code = code
    self.pointer = pointer
    self.expected = expected
    self.found = found
    self.suggestion = suggestion
    self.position = position
  }
}

extension JSONError {
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
