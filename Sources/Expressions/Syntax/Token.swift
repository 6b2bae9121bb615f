/// A word of the language, and the Unicode scalars it was written with.
struct Token {
  enum Kind: Hashable {
    case number(Double)
    /// A name in its ASCII spelling.
    case name(String)
    case symbol(Symbol)
    /// Digits written high, which are a power.
    case superscript(Double)
    /// What is no word, told when the parser comes to it.
    case invalid(ExpressionError.Code, suggestion: String?)
    case end
  }

  let kind: Kind
  let range: Range<Int>

  func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }

  /// Whether an operand can begin here.
  var beginsOperand: Bool {
    switch kind {
    case .number, .name, .symbol(.leftParenthesis): true
    default: false
    }
  }
}

/// Marks that are not part of numbers and names, in their ASCII spelling.
enum Symbol: String {
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case power = "^"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case and = "&&"
  case or = "||"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case comma = ","
  case semicolon = ";"
  case assign = "="
}
