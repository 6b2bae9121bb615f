/// Σᵢ xᵢ over all points of a field; a scalar is its own sum.
public func sum(_ x: Value) -> Value {
  guard !x.shape.isScalar, let graph = x.graph else { return x }
  return graph.apply(.sum, [x], shape: .scalar)
}

/// The arithmetic mean over all points of a field.
public func mean(_ x: Value) -> Value { sum(x) / Double(x.shape.count) }

/// The Euclidean inner product Σᵢ xᵢ yᵢ.
public func dot(_ x: Value, _ y: Value) -> Value { sum(x * y) }

/// The field with the value of a scalar at every point; a field of that shape is left as it is.
///
/// Arithmetic broadcasts by itself. This is for what takes fields only. A bare number can't be
/// broadcast: it belongs to no graph.
public func broadcast(_ x: Value, to shape: Shape) -> Value {
  guard x.shape != shape else { return x }
  guard let graph = x.graph, x.shape.isScalar else {
    preconditionFailure("only a scalar of a graph can be broadcast")
  }
  return graph.apply(.broadcast, [x], shape: shape)
}

extension Value {
  /// wᵢ xᵢ for known weights, of which there are as many as the field has values.
  public func weighted(by weights: [Double]) -> Value {
    guard let graph, weights.count == shape.count, !shape.isScalar else {
      preconditionFailure("weights go with a field of as many values")
    }
    return graph.constant(weights, shape: shape) * self
  }
}

/// A x: a linear operator applied to a field.
public func apply(_ map: any LinearOperator, _ x: Value) -> Value {
  guard let graph = x.graph, !x.shape.isScalar else {
    preconditionFailure("a linear operator takes a field")
  }
  precondition(x.shape.count == map.inputCount, "the operator takes \(map.inputCount) values")
  return graph.apply(.linear(LinearMap(map: map)), [x], shape: .field(map.outputCount))
}
