import Autodiff

/// The second difference on a ring of n points and length 1 with φ_0 = 0 given: the tridiagonal
/// Dirichlet problem D φ = h² ρ for φ_1 … φ_{n−1}, D = tri(1, −2, 1), φ_0 = φ_n = 0.
///
/// D is symmetric, and so is its inverse. It is solved by summing twice: the differences
/// d_i = φ_{i+1} − φ_i obey d_i = d_0 + Σ_{j≤i} h² ρ_j, and φ_n = 0 determines d_0.
struct DirichletSum {
  let points: Int

  /// Where the solution is to lie.
  enum Level {
    /// At this value at point 0.
    case start(Double)
    /// At the mean 0.
    case zeroMean
  }

  /// Solves for the source ρ − `mean`, whose value at point 0 does not matter, and shifts the solution.
  func solve(
    _ source: Span<Double>, removing mean: Double, at level: Level,
    into potential: inout MutableSpan<Double>
  ) {
    precondition(source.count == points && potential.count == points)
    let n = Double(points)
    let (end, sum) = VectorKernels.doubleSum(
      source, removing: mean, scale: 1 / (n * n), into: &potential)
    let slope = -end / n
    let shift =
      switch level {
      case .start(let value): value
      // The mean of the sums, and of the ramp i slope.
      case .zeroMean: -(sum / n + slope * (n - 1) / 2)
      }
    VectorKernels.addRamp(slope: slope, shift: shift, to: &potential)
  }
}
