extension JSONError {
  /// What would have been right at the place of an error.
  ///
  /// It is kept as the words that follow 'expected' in a sentence. The set is open.
  package struct Expectation: Sendable, Hashable, CustomStringConvertible {
    /// The words.
    package let description: String

    /// Makes an expectation of its words.
    package init(_ words: String) {
      description = words
    }

    // MARK: Kinds of values

    /// A number.
    package static let number = Expectation("a number")
    /// A number without a fraction.
    package static let integer = Expectation("an integer")
    /// `true` or `false`.
    package static let boolean = Expectation("true or false")
    /// A string.
    package static let string = Expectation("a string")
    /// An array.
    package static let array = Expectation("an array")
    /// An object.
    package static let object = Expectation("an object")
    /// At most so many levels.
    package static func depth(_ limit: Int) -> Expectation {
      Expectation("at most \(limit) nested arrays and objects")
    }
    /// At most so many bytes.
    package static func byteCount(_ limit: Int) -> Expectation {
      Expectation("at most \(limit) bytes")
    }

    // MARK: Syntax

    static let value = Expectation("a value")
    static let key = Expectation("a key in double quotes")
    static let keyOrEnd = Expectation("a key in double quotes or '}'")
    static let colon = Expectation("':'")
    static let commaOrArrayEnd = Expectation("',' or ']'")
    static let commaOrObjectEnd = Expectation("',' or '}'")
    static let endOfText = Expectation("nothing more")
    static let digit = Expectation("a digit")
    static let noLeadingZero = Expectation("no digit after a leading zero")
    static let endOfString = Expectation("'\"' to close the string")
    static let escapedControl = Expectation("control characters escaped")
    static let escape = Expectation("one of \"\\/bfnrtu after the backslash")
    static let hexDigit = Expectation("four hexadecimal digits")
    static let lowSurrogate = Expectation("a low surrogate \\uDC00 to \\uDFFF to follow a high one")
    static let highSurrogate = Expectation("a high surrogate before a low one")
    static let utf8 = Expectation("UTF-8")
    static func literal(_ word: StaticString) -> Expectation { Expectation("\(word)") }
  }
}
