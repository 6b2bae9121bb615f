import Autodiff

/// A linear operator of which the graph knows nothing but its transpose, so that it cancels with no
/// other: what checks a solution has to be computed.
final class Hidden: LinearOperator {
  private let map: any LinearOperator

  init(_ map: any LinearOperator) { self.map = map }

  var inputCount: Int { map.inputCount }
  var outputCount: Int { map.outputCount }
  var scratchCount: Int { map.scratchCount }
  func transposed(_ w: Value) -> Value { map.transposed(w) }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) { map.apply(x, into: &y, scratch: &scratch) }
}
