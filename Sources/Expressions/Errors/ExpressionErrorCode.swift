extension ExpressionError {
  /// A kind of error, named by the word that clients see.
  ///
  /// The set is open: whoever reads expressions may add codes.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The word, in kebab-case.
    public let description: String

    /// Makes a code of its word.
    public init(_ name: String) { description = name }

    // MARK: Limits

    /// The text is longer than the limit.
    public static let tooLong = Code("expression-too-long")
    /// Parentheses, calls, signs or powers are nested beyond the limit.
    public static let tooDeep = Code("expression-too-deep")
    /// There are more operations, numbers and names than the limit.
    public static let tooManyNodes = Code("expression-too-large")

    // MARK: Text

    /// There is no expression.
    public static let empty = Code("empty-expression")
    /// A character that means nothing here.
    public static let invalidCharacter = Code("invalid-character")
    /// Digits that are no number.
    public static let malformedNumber = Code("malformed-number")
    /// A number that a double cannot hold.
    public static let numberOutOfRange = Code("number-out-of-range")
    /// Something else was expected.
    public static let unexpected = Code("unexpected-token")
    /// Two operands stand side by side; products take a sign.
    public static let implicitMultiplication = Code("implicit-multiplication")
    /// A function without parentheses.
    public static let missingParentheses = Code("missing-parentheses")
    /// `a < b < c`.
    public static let chainedComparison = Code("chained-comparison")
    /// `x²^3`, which people read in two ways.
    public static let ambiguousPower = Code("ambiguous-power")
    /// The bounds of a sum are not whole numbers in order.
    public static let invalidBounds = Code("invalid-bounds")

    // MARK: Names

    /// No value has this name.
    public static let unknownName = Code("unknown-name")
    /// No function has this name.
    public static let unknownFunction = Code("unknown-function")
    /// A value is called like a function.
    public static let notAFunction = Code("not-a-function")
    /// The name means something already.
    public static let nameTaken = Code("name-taken")
    /// A `let` that is not at the beginning.
    public static let misplacedBinding = Code("misplaced-let")
    /// A name that was bound and is not used.
    public static let unusedName = Code("unused-name")

    // MARK: Operands

    /// The function takes another number of operands.
    public static let wrongArity = Code("wrong-arity")
    /// The function has no operand of this keyword, or has it already.
    public static let unexpectedKeyword = Code("unexpected-keyword")
    /// A number stands where a field is needed, or the reverse, or fields differ in shape.
    public static let wrongType = Code("wrong-type")
    /// The function refuses this operand.
    public static let invalidArgument = Code("invalid-argument")
  }
}
