import Autodiff

/// The derivative of a sum of Chebyshev polynomials by ξ, for coefficients along an axis, in O(n):
///
///     (Df)_k = Σ 2j f_j / c_k over j = k+1, k+3, …,  c₀ = 2, else 1,
///
/// a recurrence from the highest degree down; the transpose is one from the lowest up. It multiplies the
/// round-off of the coefficients by up to n².
final class ChebyshevDerivative: LinearOperator {
  /// Which of the maps it is.
  struct Identity: Hashable {
    let outer, points, inner: Int
    let isTransposed: Bool
  }

  let identity: Identity

  /// The derivative along an axis of fields with `outer` points before and `inner` points after it.
  convenience init(outer: Int, points: Int, inner: Int) {
    self.init(Identity(outer: outer, points: points, inner: inner, isTransposed: false))
  }

  private init(_ identity: Identity) { self.identity = identity }

  var inputCount: Int { identity.outer * identity.points * identity.inner }
  var outputCount: Int { inputCount }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator {
    ChebyshevDerivative(
      Identity(
        outer: identity.outer, points: identity.points, inner: identity.inner,
        isTransposed: !identity.isTransposed))
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    let (points, inner) = (identity.points, identity.inner)
    for block in 0..<identity.outer {
      let first = block * points * inner
      if identity.isTransposed {
        ascend(x, &y, first, points, inner)
      } else {
        descend(x, &y, first, points, inner)
      }
    }
  }

  private func descend(
    _ x: Span<Double>, _ y: inout MutableSpan<Double>, _ first: Int, _ points: Int, _ inner: Int
  ) {
    var degree = points
    while degree > 0 {
      degree -= 1
      let place = first + degree * inner
      for index in place..<place + inner {
        let above = degree + 2 < points ? y[index + 2 * inner] : 0
        let own = degree + 1 < points ? Double(2 * (degree + 1)) * x[index + inner] : 0
        y[index] = (degree == 0 ? 0.5 : 1) * (above + own)
      }
    }
  }

  /// y_j = 2j s_j with s_j = s_{j−2} + x_{j−1}/c_{j−1}.
  private func ascend(
    _ x: Span<Double>, _ y: inout MutableSpan<Double>, _ first: Int, _ points: Int, _ inner: Int
  ) {
    for degree in 0..<points {
      let place = first + degree * inner
      for index in place..<place + inner {
        let below = degree > 1 ? y[index - 2 * inner] : 0
        let own = degree > 0 ? (degree == 1 ? 0.5 : 1) * x[index - inner] : 0
        y[index] = below + own
      }
    }
    for degree in 0..<points {
      let place = first + degree * inner
      for index in place..<place + inner { y[index] *= Double(2 * degree) }
    }
  }
}
