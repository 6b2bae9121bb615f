/// A known field as a multiple of another one: their quotient varies along one axis only, or nowhere.
struct AxisMultiple {
  /// The node of the other one.
  let base: Int
  /// The quotient.
  let axis: AxisField
}

extension Graph {
  /// Those of the needed known fields that are multiples of others of them, by node: to multiply by the numbers of a
  /// line is cheaper than to read one more long field.
  func axisMultiples(needed: [Bool]) -> [Int: AxisMultiple] {
    var multiples: [Int: AxisMultiple] = [:]
    var bases: [Int: [(node: Int, inverse: AxisField)]] = [:]
    for (node, definition) in nodes.enumerated() where needed[node] {
      guard case .constantField(let index) = definition.operation,
        definition.shape.count >= Recomputation.shortest, constantFields[index].axis == nil
      else { continue }
      let factor = axisFactors[index]
      let axis = factor?.axis ?? AxisField(values: [1], inner: 1)
      let root = factor?.root ?? index
      for base in bases[root, default: []] {
        guard let quotient = axis.times(base.inverse), multiples[node] == nil else { continue }
        multiples[node] = AxisMultiple(base: base.node, axis: quotient)
      }
      if multiples[node] == nil, let inverse = axis.reciprocal {
        bases[root, default: []].append((node, inverse))
      }
    }
    return multiples
  }
}

extension AxisField {
  /// The values as a line, from any place of which a tile can be read.
  var padded: [Double] {
    values + (0..<Lowering.tile).map { values[$0 % values.count] }
  }
}
