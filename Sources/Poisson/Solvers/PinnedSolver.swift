package import Autodiff

/// M φ = r with the matrix of the post this service reproduces: the periodic second difference on
/// an axis of length 1, its first row replaced by φ_0 = r_0. Solved in O(n).
///
/// M has the rows
///
///     row 0:  φ_0 = r_0
///     row i:  (φ_{i−1} − 2 φ_i + φ_{i+1}) / h² = r_i,  φ_n = φ_0.
///
/// It is not symmetric: φ_0 stands in rows 1 and n−1, which row 0 does not return. The transpose is
/// therefore a solver of its own: with D as in `DirichletSum`, g′ = g without its first entry,
///
///     M⁻¹ r:  φ_0 = r_0,  φ′ = D⁻¹ (h² r′ − r_0 (e_1 + e_{n−1}))
///     M⁻ᵀ g:  λ′ = h² D⁻¹ g′,  λ_0 = g_0 − (λ_1 + λ_{n−1}) / h².
///
/// The contribution of r_0 to φ′ is the constant r_0: D 1 = −e_1 − e_{n−1}.
package final class PinnedSolver: LinearOperator {
  private let inner: DirichletSum
  private let isTransposed: Bool

  /// A solver for a number of points, at least 3.
  package convenience init(points: Int) {
    precondition(points >= 3, "a periodic second difference needs 3 points")
    self.init(inner: DirichletSum(points: points), isTransposed: false)
  }

  private init(inner: DirichletSum, isTransposed: Bool) {
    self.inner = inner
    self.isTransposed = isTransposed
  }

  package var inputCount: Int { inner.points }
  package var outputCount: Int { inner.points }
  package var scratchCount: Int { inner.scratchCount }
  package var transpose: any LinearOperator {
    PinnedSolver(inner: inner, isTransposed: !isTransposed)
  }

  package func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    inner.solve(
      x, removingMean: false, at: .start(isTransposed ? 0 : x[0]), into: &y, scratch: &scratch)
    guard isTransposed else { return }
    let n = inner.points
    y[0] = x[0] - (y[1] + y[n - 1]) * Double(n) * Double(n)
  }

  /// The posts' solution of φ″ = ρ on an axis of length 1: the mean of ρ is removed, the first row asks
  /// for φ_0 = 0, and the mean of φ is subtracted afterwards.
  static func solveWithoutMean(_ density: Value, in graph: Graph) -> Value {
    let points = density.shape.count
    let removal = MeanRemoval(points: points)
    let keep = graph.constant([0] + [Double](repeating: 1, count: points - 1))
    let potential = Autodiff.apply(
      PinnedSolver(points: points), keep * Autodiff.apply(removal, density))
    return Autodiff.apply(removal, potential)
  }
}
