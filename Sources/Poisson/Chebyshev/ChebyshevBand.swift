import Autodiff

/// A matrix with entries on its diagonal and at two places beside it, equally far, for coefficients along an axis:
/// y_k = l_k x_{k−d} + m_k x_k + u_k x_{k+d}.
final class ChebyshevBand: LinearOperator {
  private let lower: [Double]
  private let diagonal: [Double]
  private let upper: [Double]
  private let distance: Int
  private let outer: Int
  private let inner: Int

  /// For fields with `outer` values before and `inner` values after the axis; `distance` is d. Entries beyond the first
  /// and the last column are 0.
  init(
    lower: [Double], diagonal: [Double], upper: [Double], distance: Int, outer: Int, inner: Int
  ) {
    (self.lower, self.diagonal, self.upper) = (lower, diagonal, upper)
    (self.distance, self.outer, self.inner) = (distance, outer, inner)
  }

  var inputCount: Int { outer * diagonal.count * inner }
  var outputCount: Int { inputCount }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator {
    let zeros = [Double](repeating: 0, count: distance)
    return ChebyshevBand(
      lower: zeros + upper.dropLast(distance), diagonal: diagonal,
      upper: lower.dropFirst(distance) + zeros, distance: distance, outer: outer, inner: inner)
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    let (points, far) = (diagonal.count, distance * inner)
    for block in 0..<outer {
      let first = block * points * inner
      for row in 0..<points {
        let (l, m, u) = (lower[row], diagonal[row], upper[row])
        let hasLower = row >= distance
        let hasUpper = row + distance < points
        let place = first + row * inner
        for index in place..<place + inner {
          var value = m * x[index]
          if hasLower { value += l * x[index - far] }
          if hasUpper { value += u * x[index + far] }
          y[index] = value
        }
      }
    }
  }
}
