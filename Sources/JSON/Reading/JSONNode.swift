/// The six kinds of JSON values.
package enum JSONKind: String, Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean
  /// A number.
  case number
  /// A string.
  case string
  /// An array.
  case array
  /// An object.
  case object
}

/// A value in a document, which knows its place there.
///
/// The typed readers throw an error that tells the place, what was expected and what was found.
package struct JSONNode: Sendable {
  let tape: Tape
  let index: Int

  /// What kind of value it is.
  package var kind: JSONKind { tape.kind(at: index) }

  /// Where it is; made when asked for.
  package var pointer: JSONPointer { tape.pointer(to: index) }

  /// Whether it is `null`.
  package var isNull: Bool { kind == .null }

  /// The error that this value is not what was `expected`.
  package func mismatch(_ expected: JSONError.Expectation) -> JSONError {
    JSONError(.wrongType, at: pointer, expected: expected, found: kind.rawValue)
  }
}
