// What is known while tracing is computed while tracing, unless it would take too much memory: all such
// fields are kept as long as the graph.

extension Graph {
  /// Whether a known field of this length is to be computed while tracing.
  fileprivate func hasRoom(for count: Int) -> Bool {
    constantCount + count <= constantBudget
  }
}

extension Rewrite {
  static let constants = Rewrite(option: .constants) { graph, operation, operands in
    switch operation {
    case .elementwise(let function):
      return folded(function, operands, in: graph) ?? merged(function, operands)
        ?? distributed(function, operands) ?? inverted(function, operands)
    case .sum:
      return operands[0].constantField.map { Value(KernelTable.sum($0)) }
    case .linear(let linear):
      guard graph.hasRoom(for: linear.map.outputCount) else { return nil }
      return operands[0].constantField.map { field in
        let isOne = field.allSatisfy { $0 == 1 }
        return graph.constant((isOne ? linear.map.imageOfOnes : nil) ?? linear.map(field))
      }
    case .general(let general):
      guard graph.hasRoom(for: general.map.outputShape.count) else { return nil }
      let known = operands.compactMap { $0.constantField ?? $0.number.map { [$0] } }
      return known.count == operands.count ? graph.constant(general.map(known)) : nil
    case .input, .constant, .constantField, .broadcast, .spread, .ramp, .element, .slice, .assemble:
      return nil
    }
  }

  private static func folded(
    _ function: Elementwise, _ operands: [Value], in graph: Graph
  ) -> Value? {
    guard operands.allSatisfy(\.isConstant),
      let shape = operands.map(\.shape).first(where: { !$0.isScalar }),
      graph.hasRoom(for: shape.count)
    else { return nil }
    let fields = operands.map { operand in
      operand.constantField
        ?? [Double](repeating: operand.number ?? .nan, count: shape.count)
    }
    return graph.constant(function(fields: fields), shape: shape)
  }

  /// c (k x) = (c k) x and (k x)² = k² x².
  private static func merged(_ function: Elementwise, _ operands: [Value]) -> Value? {
    switch function {
    case .square:
      return operands[0].weighted.map { weights, x in square(weights) * square(x) }
    case .multiply:
      let (x, y) = (operands[0], operands[1])
      if x.constantField != nil { return y.weighted.map { weights, rest in (x * weights) * rest } }
      if y.constantField != nil { return x.weighted.map { weights, rest in (y * weights) * rest } }
      return nil
    default:
      return nil
    }
  }

  /// x / 2ᵏ = x · 2⁻ᵏ, the same bits.
  private static func inverted(_ function: Elementwise, _ operands: [Value]) -> Value? {
    guard function == .divide, let divisor = operands[1].number, divisor != 1,
      divisor.isNormal, divisor.significand == 1, (1 / divisor).isNormal
    else { return nil }
    return operands[0] * Value(1 / divisor)
  }

  /// c (x + s k) = c x + s (c k), so that known weights meet known shifts.
  private static func distributed(_ function: Elementwise, _ operands: [Value]) -> Value? {
    guard function == .multiply else { return nil }
    let (x, y) = (operands[0], operands[1])
    let (weights, sum) = x.constantField != nil ? (x, y) : (y, x)
    // One step only: a longer chain of shifts stays as it is.
    guard weights.constantField != nil, let (rest, shift) = sum.shifted,
      !shift.shape.isScalar, rest.shifted == nil
    else { return nil }
    return weights * rest + weights * shift
  }
}
