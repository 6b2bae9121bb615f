extension ExpressionError: CustomStringConvertible {
  /// The error as English sentences without its place; the only spot that makes sentences.
  public var message: String {
    switch code {
    case .tooLong: "The expression has \(found ?? "more") characters; the limit is \(limit ?? 0)."
    case .tooDeep: "The expression is nested more than \(limit ?? 0) deep, which is the limit."
    case .tooManyNodes:
      """
      The expression has more than \(limit ?? 0) operations, numbers and names, which is the limit; the terms \
      of sums count each time.
      """
    case .empty: "There is no expression."
    case .invalidCharacter: "The character \(character) means nothing here.\(instead)"
    case .malformedNumber: "\(quoted) is not a number."
    case .numberOutOfRange: "The number \(found ?? "") is beyond the range of a double."
    case .unexpected: "Expected \(alternatives), found \(found ?? "something else").\(instead)"
    case .implicitMultiplication: "A product needs its sign.\(instead)"
    case .missingParentheses: "The operand of \(quoted) stands in parentheses.\(instead)"
    case .chainedComparison: "Comparisons do not chain.\(instead)"
    case .ambiguousPower: "This power can be read in two ways. Put parentheses."
    case .invalidBounds:
      "A sum runs between whole numbers written out, up to \(ExpressionLimits.largest), from the smaller to the larger."
    case .unknownName:
      reason.map { "There is no value named \(quoted) here: \($0)." }
        ?? "There is no value named \(quoted).\(hint)"
    case .unknownFunction:
      reason.map { "There is no function named \(quoted) here: \($0)." }
        ?? "There is no function named \(quoted).\(hint)"
    case .notAFunction: "\(quoted) is a value and not a function.\(instead)"
    case .nameTaken: "The name \(quoted) has a meaning already."
    case .misplacedBinding:
      "Bindings stand before everything else, outside of parentheses: let a = …; then the expression."
    case .unusedName: "\(quoted) is bound and not used."
    case .wrongArity: "The function is \(alternatives); here it has \(found ?? "")."
    case .unexpectedKeyword: "There is no operand \(quoted) here; it is \(alternatives).\(hint)"
    case .wrongType: "Expected \(alternatives), found \(found ?? "something else")."
    default: "\(found ?? "\(code)").\(instead)"
    }
  }

  /// The code, the place, the message, and the line with a caret.
  public var description: String {
    "\(code) (line \(line), column \(column)): \(message)\n\(rendering)"
  }

  /// The line it is in, or the part of it around the place, and below it carets.
  public var rendering: String { excerpt.rendering }

  private var character: String {
    guard let scalar = found?.unicodeScalars.first else { return "" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return scalar.isASCII ? quoted : "\(code) ('\(found ?? "")')"
  }

  private var alternatives: String {
    switch expected.count {
    case 0: "something else"
    case 1: expected[0]
    default: expected.dropLast().joined(separator: ", ") + " or " + expected[expected.count - 1]
    }
  }

  private var quoted: String { "'\(found ?? "")'" }

  private var hint: String { suggestion.map { " Did you mean '\($0)'?" } ?? "" }

  private var instead: String { suggestion.map { " Write \($0)." } ?? "" }
}
