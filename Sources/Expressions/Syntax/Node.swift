/// An operation, a number or a name of an expression.
///
/// The nodes of an expression stand in one array, operands before what they go into (postorder), so
/// that every walk is a loop: no depth of nesting can exhaust a stack.
struct Node: Sendable {
  enum Kind: Hashable, Sendable {
    case number(Double)
    /// π or e.
    case constant(Constant)
    /// A name that the environment explains: an index into the expression's names.
    case name(Int)
    /// What the `let` of this number bound.
    case binding(Int)
    /// The running number of the sum whose `loop` this is.
    case counter(loop: Int)
    case negate
    case binary(Operator)
    /// A function of the language: an index into its table.
    case call(Int)
    /// A function of the environment, with the keyword of each operand.
    case invoke(String, keywords: [String?])
    /// The first node of a sum: the name, the first and the last value of the running number.
    case loop(String, first: Int, last: Int)
    /// The sum of the operand over the values of the running number.
    case sum
  }

  let kind: Kind
  /// The first node of the expression whose root this is: its nodes are consecutive.
  let start: Int
  /// Where it stands in the text, in Unicode scalars; with its parentheses.
  var range: Range<Int>
}

/// A number that has a name.
enum Constant: String, CaseIterable, Sendable {
  case pi, e

  var value: Double {
    switch self {
    case .pi: .pi
    case .e: 2.718281828459045
    }
  }

  static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}

extension [Node] {
  /// The roots of a node's operands, in order.
  func operands(of root: Int) -> [Int] {
    var result: [Int] = []
    var next = root - 1
    let start = if case .sum = self[root].kind { self[root].start + 1 } else { self[root].start }
    while next >= start {
      result.append(next)
      next = self[next].start - 1
    }
    return result.reversed()
  }
}
