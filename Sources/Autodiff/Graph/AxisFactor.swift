/// How a long known field came about: as the product of another one with numbers along one axis, or with one
/// number everywhere.
///
/// A program that reads several fields with the same `root` reads one of them only, see `AxisHoisting`.
struct AxisFactor {
  /// The other field, by its place in the graph's table; it has no factor itself.
  let root: Int
  /// The numbers.
  let axis: AxisField
}

extension Graph {
  /// Notes of which factors a known field is the product.
  func note(_ product: Value, isProductOf factors: [Value]) {
    guard let index = longField(product), axisFactors[index] == nil else { return }
    for (a, b) in [(factors[0], factors[1]), (factors[1], factors[0])] {
      guard let axis = a.knownField?.axis ?? a.number.map({ AxisField(values: [$0], inner: 1) }),
        let field = longField(b)
      else { continue }
      let factor = axisFactors[field].map { ($0.root, $0.axis.times(axis)) } ?? (field, axis)
      if let axis = factor.1, factor.0 != index {
        axisFactors[index] = AxisFactor(root: factor.0, axis: axis)
      }
    }
  }

  /// The place of a long known field that does not repeat numbers itself.
  private func longField(_ value: Value) -> Int? {
    guard case .node(let graph, let node) = value.storage, graph === self,
      case .constantField(let index) = nodes[node].operation
    else { return nil }
    let field = constantFields[index]
    return field.axis == nil && field.count >= Recomputation.shortest ? index : nil
  }
}

extension AxisField {
  /// The same number everywhere.
  var isUniform: Bool { values.count == 1 }

  /// The product with numbers along the same axis, or with a number; nil for another axis.
  func times(_ other: AxisField) -> AxisField? {
    if other.isUniform {
      return AxisField(values: values.map { $0 * other.values[0] }, inner: inner)
    }
    if isUniform { return other.times(self) }
    guard layout == other.layout else { return nil }
    return AxisField(values: zip(values, other.values).map { $0 * $1 }, inner: inner)
  }

  /// The number by number reciprocal, if all are finite.
  var reciprocal: AxisField? {
    let reciprocals = values.map { 1 / $0 }
    guard reciprocals.allSatisfy(\.isFinite) else { return nil }
    return AxisField(values: reciprocals, inner: inner)
  }
}
