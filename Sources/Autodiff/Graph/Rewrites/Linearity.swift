// Rewrites of sums and linear operators.

extension Rewrite {
  static let linearity = Rewrite(option: .linearity) { _, operation, operands in
    switch operation {
    case .sum: takeOut(of: operands[0]) { Autodiff.sum($0) } ?? splitSum(of: operands[0])
    case .linear(let linear):
      takeOut(of: operands[0]) { Autodiff.apply(linear.map, $0) }
        ?? linear.map.expansion(of: operands[0])
    default: nil
    }
  }

  /// Moves the scalar factors, signs and shifts of the field x out of a linear map; in a loop, since
  /// there may be any number of them.
  private static func takeOut(of x: Value, _ map: (Value) -> Value) -> Value? {
    var field = x
    var outer: [(Value) -> Value] = []
    while let (step, rest) = outermost(of: field, map) {
      outer.append(step)
      field = rest
    }
    return outer.isEmpty ? nil : outer.reversed().reduce(map(field)) { $1($0) }
  }

  /// Σ f (s g + r h) = s Σ f g + r Σ f h: two passes that only add up, for four that also write.
  private static func splitSum(of x: Value) -> Value? {
    guard let (function, f, g) = x.elementwise, function == .multiply else { return nil }
    let (factor, combination) = f.combination != nil ? (g, f.combination) : (f, g.combination)
    guard let (first, second) = combination, !factor.shape.isScalar else { return nil }
    return first.scalar * Autodiff.sum(factor * first.field)
      + second.scalar * Autodiff.sum(factor * second.field)
  }

  /// The outermost factor, sign or shift of a field, as what is done with the map of the rest.
  private static func outermost(
    of x: Value, _ map: (Value) -> Value
  ) -> (step: (Value) -> Value, rest: Value)? {
    if let rest = x.negated { return ({ -$0 }, rest) }
    if let (s, rest) = x.scaled { return rest.isConstant ? nil : ({ s * $0 }, rest) }
    guard let (rest, shift) = x.shifted, !rest.isConstant, let graph = x.graph else { return nil }
    let image: Value
    if shift.shape.isScalar {
      let ones = [Double](repeating: 1, count: x.shape.count)
      image = shift * map(graph.constant(ones, shape: x.shape))
    } else if let (s, field) = shift.scaled {
      image = s * map(field)
    } else {
      image = map(shift)
    }
    return ({ $0 + image }, rest)
  }

  static let diagonals = Rewrite(option: .diagonals) { graph, operation, operands in
    switch operation {
    case .linear(let outer):
      guard let (inner, x) = operands[0].linear, inner.inputCount == outer.map.outputCount,
        let diagonal = outer.map.diagonal(ofProductWith: inner)
      else { return nil }
      return graph.constant(diagonal, shape: x.shape) * x
    case .sum:
      guard let (function, a, b) = operands[0].elementwise,
        function == .square || function == .multiply,
        let (first, x) = a.linear, let (second, y) = b.linear,
        LinearMap(map: first) == LinearMap(map: second),
        let diagonal = first.gramDiagonal
      else { return nil }
      return Autodiff.sum(graph.constant(diagonal, shape: x.shape) * (x * y))
    default:
      return nil
    }
  }
}
