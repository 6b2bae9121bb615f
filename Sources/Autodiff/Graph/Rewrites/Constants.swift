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
    let fields = operands.compactMap(\.knownField)
    if let axis = fields[0].axis, fields.allSatisfy({ $0.axis?.layout == axis.layout }) {
      let line = function(
        fields: operands.map { $0.elements(like: axis.values.count) { $0.axis?.values ?? [] } })
      let field = KnownField(AxisField(values: line, inner: axis.inner), count: shape.count)
      return graph.constant(field, shape: shape)
    }
    let field = KnownField(
      function(fields: operands.map { $0.elements(like: shape.count, \.values) }))
    let result = graph.constant(field, shape: shape)
    if function == .multiply { graph.note(result, isProductOf: operands) }
    return result
  }

  /// c (k x) = (c k) x and (k x)² = k² x².
  private static func merged(_ function: Elementwise, _ operands: [Value]) -> Value? {
    switch function {
    case .square:
      return operands[0].weighted.map { weights, x in square(weights) * square(x) }
    case .multiply:
      let (x, y) = (operands[0], operands[1])
      if x.knownField != nil { return y.weighted.map { weights, rest in (x * weights) * rest } }
      if y.knownField != nil { return x.weighted.map { weights, rest in (y * weights) * rest } }
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
    let (weights, sum) = x.knownField != nil ? (x, y) : (y, x)
    // One step only: a longer chain of shifts stays as it is.
    guard weights.knownField != nil, let (rest, shift) = sum.shifted,
      !shift.shape.isScalar, rest.shifted == nil
    else { return nil }
    return weights * rest + weights * shift
  }
}

extension Value {
  /// The numbers of a known field, or as many times a known number.
  fileprivate func elements(
    like count: Int, _ numbers: (KnownField) -> [Double]
  ) -> [Double] {
    knownField.map(numbers) ?? [Double](repeating: number ?? .nan, count: count)
  }
}
