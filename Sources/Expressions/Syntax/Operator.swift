import Autodiff

/// An operation that is written between its operands: a row of the table below.
enum Operator: UInt8, CaseIterable, Sendable {
  case or, and
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
  case add, subtract
  case multiply, divide
  case power

  /// The operator that a mark stands for between two operands.
  init?(_ symbol: Symbol) {
    switch symbol {
    case .or: self = .or
    case .and: self = .and
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .plus: self = .add
    case .minus: self = .subtract
    case .times: self = .multiply
    case .divide: self = .divide
    case .power: self = .power
    case .leftParenthesis, .rightParenthesis, .comma, .semicolon, .assign: return nil
    }
  }

  /// How strongly it binds; a sign binds like ``signPrecedence``.
  var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: 3
    case .add, .subtract: 4
    case .multiply, .divide: 5
    case .power: 7
    }
  }

  /// Above products and below powers: −x² is −(x²), and −x y is (−x) y.
  static let signPrecedence = 6

  var isComparison: Bool { precedence == 3 }

  /// In canonical text.
  var symbol: String {
    switch self {
    case .or: "||"
    case .and: "&&"
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .equal: "=="
    case .notEqual: "!="
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .power: "^"
    }
  }

  /// The operation on values. What is above 0 counts as true.
  func callAsFunction(_ x: Value, _ y: Value) -> Value {
    switch self {
    case .or: max(isGreater(x, 0), isGreater(y, 0))
    case .and: isGreater(x, 0) * isGreater(y, 0)
    case .less: isLess(x, y)
    case .lessOrEqual: isLessOrEqual(x, y)
    case .greater: isGreater(x, y)
    case .greaterOrEqual: isGreaterOrEqual(x, y)
    case .equal: isEqual(x, y)
    case .notEqual: isNotEqual(x, y)
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .power: Autodiff.power(x, y)
    }
  }
}
