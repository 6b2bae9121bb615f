/// Errors, with their place.
extension Scanner {
  /// The value being read, from the root.
  var pointer: JSONPointer {
    frames.reduce(.root) { pointer, frame in
      switch frame {
      case .array(let index): pointer.appending(index)
      case .object(let key): pointer.appending(decoded(key))
      }
    }
  }

  /// An error of syntax here.
  func malformed(_ expected: JSONError.Expectation) -> JSONError {
    failure(.malformed, expected: expected, found: byte.map(describe) ?? "the end of the text")
  }

  /// An error here.
  func failure(
    _ code: JSONError.Code, expected: JSONError.Expectation? = nil, found: String? = nil
  ) -> JSONError {
    JSONError(
      code, at: pointer, expected: expected, found: found,
      position: JSONError.Position(offset: offset, in: text))
  }

  /// A byte as a reader would name it.
  func describe(_ byte: UInt8) -> String {
    switch byte {
    case 0x0A: "a line break"
    case 0x21...0x7E: "'\(Character(Unicode.Scalar(byte)))'"
    default: "the byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
    }
  }

  /// Part of the text.
  func quote(_ range: Range<Int>) -> String {
    String(decoding: text[range], as: UTF8.self)
  }
}
