extension Expression: CustomStringConvertible {
  /// The expression in canonical text: ASCII, no parenthesis too many. Reading it gives an equal one.
  public var description: String {
    var printer = Printer(expression: self)
    return printer.print()
  }
}

/// Writes an expression from left to right, with a list of what is still to be written.
private struct Printer {
  private enum Piece {
    case text(String)
    /// A node, in parentheses if it binds less than this.
    case node(Int, minimum: Int)
  }

  let expression: Expression
  private var pending: [Piece] = []
  private var output = ""

  init(expression: Expression) { self.expression = expression }

  private static let loosest = 0
  /// Above every operator.
  private static let primary = 9

  mutating func print() -> String {
    for binding in expression.bindings {
      write([.text("let \(binding.name) = "), .node(binding.root, minimum: 0), .text("; ")])
    }
    write([.node(expression.nodes.count - 1, minimum: Self.loosest)])
    return output
  }

  private mutating func write(_ pieces: [Piece]) {
    pending.append(contentsOf: pieces.reversed())
    while let piece = pending.popLast() {
      switch piece {
      case .text(let text):
        output += text
      case .node(let node, let minimum):
        let needsParentheses = precedence(of: node) < minimum
        if needsParentheses { pending.append(.text(")")) }
        pending.append(contentsOf: self.pieces(of: node).reversed())
        if needsParentheses { pending.append(.text("(")) }
      }
    }
  }

  private func precedence(of node: Int) -> Int {
    switch expression.nodes[node].kind {
    case .binary(let join): join.precedence
    case .negate: Operator.signPrecedence
    default: Self.primary
    }
  }

  private func pieces(of node: Int) -> [Piece] {
    let operands = expression.nodes.operands(of: node)
    switch expression.nodes[node].kind {
    case .number(let number): return [.text(Self.text(number))]
    case .constant(let constant): return [.text(constant.rawValue)]
    case .name(let place): return [.text(expression.freeNames[place])]
    case .binding(let place): return [.text(expression.bindings[place].name)]
    case .counter(let loop): return [.text(counterName(loop))]
    case .loop: return []
    case .negate:
      return [.text("-"), .node(operands[0], minimum: Operator.signPrecedence)]
    case .binary(let join): return pieces(of: join, operands[0], operands[1])
    case .call(let place):
      return call(Function.table[place].name, operands, keywords: operands.map { _ in nil })
    case .invoke(let name, let keywords): return call(name, operands, keywords: keywords)
    case .sum:
      guard case .loop(let name, let first, let last) = loop(of: node) else { return [] }
      return [
        .text("sum(\(name), \(first), \(last), "), .node(operands[0], minimum: Self.loosest),
        .text(")"),
      ]
    }
  }

  private func loop(of sum: Int) -> Node.Kind {
    expression.nodes[expression.nodes[sum].start].kind
  }

  private func counterName(_ loop: Int) -> String {
    if case .loop(let name, _, _) = expression.nodes[loop].kind { name } else { "" }
  }

  private func pieces(of join: Operator, _ left: Int, _ right: Int) -> [Piece] {
    let minimums =
      join == .power
      ? (left: Self.primary, right: Operator.signPrecedence)
      : (
        left: join.isComparison ? join.precedence + 1 : join.precedence, right: join.precedence + 1
      )
    let symbol = join == .power ? "^" : " \(join.symbol) "
    return [
      .node(left, minimum: minimums.left), .text(symbol), .node(right, minimum: minimums.right),
    ]
  }

  private func call(_ name: String, _ operands: [Int], keywords: [String?]) -> [Piece] {
    var pieces: [Piece] = [.text("\(name)(")]
    for (index, operand) in operands.enumerated() {
      let keyword = keywords[index].map { "\($0) = " } ?? ""
      pieces.append(.text((index > 0 ? ", " : "") + keyword))
      pieces.append(.node(operand, minimum: Self.loosest))
    }
    return pieces + [.text(")")]
  }

  /// The shortest digits that give the same double.
  private static func text(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
