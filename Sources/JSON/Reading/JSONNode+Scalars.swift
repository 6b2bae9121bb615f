/// Scalars.
extension JSONNode {
  /// The value as a boolean.
  package var bool: Bool {
    get throws(JSONError) {
      switch tape.tag(at: index) {
      case "t": true
      case "f": false
      default: throw mismatch(.boolean)
      }
    }
  }

  /// The value as a string.
  package var string: String {
    get throws(JSONError) {
      guard kind == .string else { throw mismatch(.string) }
      return tape.string(index)
    }
  }

  /// The value as the double nearest to the number in the text; `-0` keeps its sign.
  package var double: Double {
    get throws(JSONError) {
      switch tape.tag(at: index) {
      case "d": Double(bitPattern: tape.word(at: index + 1))
      case "l": Double(Int64(bitPattern: tape.word(at: index + 1)))
      case "u": Double(tape.word(at: index + 1))
      default: throw mismatch(.number)
      }
    }
  }

  /// The value as an integer, exactly: `1.0` and `1e3` are integers, `1.5` is not.
  ///
  /// A number written with a point or an exponent is read as a double, so it must not exceed 2^53,
  /// beyond which it may not be the integer that was written.
  package var int: Int {
    get throws(JSONError) {
      switch tape.tag(at: index) {
      case "l": return Int(Int64(bitPattern: tape.word(at: index + 1)))
      case "u": throw outOfRange("\(tape.word(at: index + 1))")
      case "d": break
      default: throw mismatch(.integer)
      }
      let number = Double(bitPattern: tape.word(at: index + 1))
      guard abs(number) <= 0x1p53 else { throw outOfRange(number.description) }
      let integer = Int(number)
      if Double(integer) != number {
        throw JSONError(
          .wrongType, at: pointer, expected: .integer, found: number.description)
      }
      return integer
    }
  }

  private func outOfRange(_ literal: String) -> JSONError {
    JSONError(.numberOutOfRange, at: pointer, expected: .integer, found: literal)
  }
}
