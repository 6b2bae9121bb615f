extension JSONError {
  /// A kind of error, named by the word that clients see.
  ///
  /// The set is open: the reader of a document adds its own.
  package struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The word, in kebab-case.
    package let description: String

    /// Makes a code of its word.
    package init(_ name: String) {
      description = name
    }

    /// The text is empty, or nothing but white space.
    package static let empty = Code("empty-document")
    /// The text begins with a UTF-8 byte order mark.
    package static let byteOrderMark = Code("byte-order-mark")
    /// The text is not JSON (RFC 8259).
    package static let malformed = Code("malformed-json")
    /// A string is not UTF-8.
    package static let invalidUTF8 = Code("invalid-utf8")
    /// Arrays and objects are nested beyond the limit.
    package static let tooDeep = Code("too-deep")
    /// The text is longer than the limit.
    package static let tooLarge = Code("too-large")
    /// There is no memory left to read the text.
    package static let outOfMemory = Code("out-of-memory")
    /// An object names a member twice.
    package static let duplicateKey = Code("duplicate-key")
    /// An object has a member that means nothing here.
    package static let unknownField = Code("unknown-field")
    /// An object lacks a member.
    package static let missingField = Code("missing-field")
    /// A value of another kind was expected.
    package static let wrongType = Code("wrong-type")
    /// A number is too large for the type it is read as.
    package static let numberOutOfRange = Code("number-out-of-range")
    /// A number that is to be written is infinite or not a number.
    package static let nonFinite = Code("non-finite")
  }
}
