package import Autodiff

/// P = 1 − 11ᵀ/n: a field without its mean. Symmetric.
///
/// As a linear operator it takes a uniform part of the field, however large, out exactly: the graph moves
/// it out of the map, and P 1 = 0.
package final class MeanRemoval: LinearOperator {
  private let points: Int

  /// The projection of fields with so many points.
  package init(points: Int) { self.points = points }

  package var inputCount: Int { points }
  package var outputCount: Int { points }
  package var scratchCount: Int { 0 }
  package var transpose: any LinearOperator { self }
  package var imageOfOnes: [Double]? { [Double](repeating: 0, count: points) }

  package func expansion(of x: Value) -> Value? { x - mean(x) }

  package func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    let mean = VectorKernels.sum(x) / Double(points)
    VectorKernels.subtract(mean, from: x, into: &y)
  }
}
