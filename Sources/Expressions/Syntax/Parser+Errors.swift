// What the parser says where it cannot go on.
extension Parser {
  func error(_ finding: ExpressionError.Finding, at range: Range<Int>) -> ExpressionError {
    ExpressionError(finding, at: range, in: scalars)
  }

  func text(_ range: Range<Int>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[range])
    return text
  }

  /// What stands at a token, for a message.
  private func found(_ token: Token) -> String {
    token.kind == .end ? "the end" : "'\(excerpt(token.range))'"
  }

  /// A piece of the text short enough for a message.
  private func excerpt(_ range: Range<Int>) -> String {
    range.count <= 32 ? text(range) : text(range.lowerBound..<range.lowerBound + 31) + "…"
  }

  private func invalid(
    _ code: ExpressionError.Code, suggestion: String?
  ) -> ExpressionError {
    error(
      .init(code: code, found: excerpt(token.range), suggestion: suggestion), at: token.range)
  }

  /// The current token cannot begin an operand.
  func unexpectedOperand(_ expected: [String]) -> ExpressionError {
    if case .invalid(let code, let suggestion) = token.kind {
      return invalid(code, suggestion: suggestion)
    }
    return error(
      .init(code: .unexpected, found: found(token), expected: expected), at: token.range)
  }

  /// The current token cannot follow an operand.
  func unexpectedAfterOperand(_ expected: [String]) -> ExpressionError {
    if token.beginsOperand { return implicitMultiplication() }
    switch token.kind {
    case .invalid(let code, let suggestion):
      return invalid(code, suggestion: suggestion)
    case .superscript:
      return error(.init(code: .ambiguousPower), at: token.range)
    default:
      // `=` is neither a comparison nor an assignment; a comma may be meant as a decimal point.
      let suggestion: String? =
        switch token.kind {
        case .symbol(.assign): "=="
        case .symbol(.comma): decimalPoint
        default: nil
        }
      return error(
        .init(
          code: .unexpected, found: found(token), expected: ["an operator"] + expected,
          suggestion: suggestion), at: token.range)
    }
  }

  /// `1.5`, at the comma of `1,5`.
  private var decimalPoint: String? {
    guard let previous, let following, case .number = previous.kind, case .number = following.kind
    else { return nil }
    return excerpt(previous.range) + "." + excerpt(following.range)
  }

  /// Two operands side by side, at the second.
  private func implicitMultiplication() -> ExpressionError {
    guard let previous else { return unexpectedOperand([]) }
    if let logical = ["and": "&&", "or": "||"][text(token.range)] {
      return error(
        .init(
          code: .unexpected, found: found(token), expected: ["an operator"], suggestion: logical),
        at: token.range)
    }
    let right = token.isSymbol(.leftParenthesis) ? "(…)" : excerpt(token.range)
    let left = previous.isSymbol(.rightParenthesis) ? "(…)" : excerpt(previous.range)
    return error(
      .init(
        code: .implicitMultiplication, found: excerpt(token.range), suggestion: "\(left)*\(right)"),
      at: previous.range.lowerBound..<token.range.upperBound)
  }

  /// At the name of a function without a parenthesis after it.
  func missingParentheses(_ name: String) -> ExpressionError {
    let isPower: Bool =
      switch following?.kind {
      case .superscript?, .symbol(.power)?: true
      default: false
      }
    let argument = following.flatMap { $0.beginsOperand ? excerpt($0.range) : nil } ?? "…"
    return error(
      .init(
        code: .missingParentheses, found: name,
        suggestion: isPower ? "\(name)(…)^2" : "\(name)(\(argument))"), at: token.range)
  }

  /// At the second of two comparisons, the first of which is `left`.
  func chainedComparison(_ left: Int) -> ExpressionError {
    let middle = nodes.count >= 2 ? excerpt(nodes[left - 1].range) : "…"
    return error(
      .init(
        code: .chainedComparison, found: found(token),
        suggestion: "\(excerpt(nodes[left].range)) && \(middle) \(excerpt(token.range)) …"),
      at: token.range)
  }

  /// At a keyword in a call of a function of the language.
  func keywordOfFunction(_ name: String, _ keyword: String) -> ExpressionError {
    error(
      .init(
        code: .unexpectedKeyword, found: keyword,
        expected: Function.places[name].map { Function.table[$0].signatures } ?? []),
      at: token.range)
  }
}
