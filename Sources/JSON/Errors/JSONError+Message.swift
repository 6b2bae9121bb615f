extension JSONError: CustomStringConvertible {
  /// The error as one English sentence without its place; the only spot that makes sentences.
  package var message: String {
    switch code {
    case .empty: "The document is empty."
    case .byteOrderMark: "The text begins with a byte order mark; send plain UTF-8."
    case .malformed: "The text is not JSON: \(comparison)."
    case .invalidUTF8: "A string is not valid UTF-8\(because)."
    case .tooDeep: "The document is nested too deeply\(because)."
    case .tooLarge: "The document is too large\(because)."
    case .outOfMemory: "There is not enough memory to read the document."
    case .duplicateKey: "The key \(quoted) occurs twice in one object."
    case .unknownField: "The field \(quoted) is unknown.\(hint)"
    case .missingField: "The field \(quoted) is missing\(because)."
    case .numberOutOfRange: "The number \(found ?? "") is out of range\(because)."
    case .nonFinite: "A result is \(found ?? "not finite") and cannot be written."
    default: "\(capitalised(comparison)).\(hint)"
    }
  }

  /// The sentence with its place.
  package var description: String {
    let place = pointer == .root ? "" : " at \(pointer)"
    guard let position else { return "\(code)\(place): \(message)" }
    return "\(code)\(place) (line \(position.line), column \(position.column)): \(message)"
  }

  private var comparison: String {
    switch (expected, found) {
    case (let expected?, let found?): "expected \(expected), found \(inWords(found))"
    case (let expected?, nil): "expected \(expected)"
    case (nil, let found?): "did not expect \(found)"
    case (nil, nil): "\(code)"
    }
  }

  /// A kind of value with its article; anything else as it is.
  private func inWords(_ found: String) -> String {
    switch JSONKind(rawValue: found) {
    case .null, nil: found
    case .array, .object: "an \(found)"
    case .boolean, .number, .string: "a \(found)"
    }
  }

  private var because: String { expected.map { "; expected \($0)" } ?? "" }

  private var hint: String { suggestion.map { " Did you mean '\($0)'?" } ?? "" }

  private var quoted: String { "'\(found ?? "")'" }

  private func capitalised(_ words: String) -> String {
    words.prefix(1).uppercased() + words.dropFirst()
  }
}
