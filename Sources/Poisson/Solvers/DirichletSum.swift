/// The second difference on a ring of n points and length 1 with φ_0 = 0 given: the tridiagonal
/// Dirichlet problem D φ = h² ρ for φ_1 … φ_{n−1}, D = tri(1, −2, 1), φ_0 = φ_n = 0.
///
/// D is symmetric, and so is its inverse. It is solved by summing twice: the differences
/// d_i = φ_{i+1} − φ_i obey d_i = d_0 + Σ_{j≤i} h² ρ_j, and φ_n = 0 determines d_0.
struct DirichletSum {
  let points: Int

  /// Solves for the source ρ − `mean`, whose value at point 0 does not matter.
  func solve(
    _ source: Span<Double>, removing mean: Double, into potential: inout MutableSpan<Double>
  ) {
    precondition(source.count == points && potential.count == points)
    let n = Double(points)
    let scale = 1 / (n * n)
    // Starting from the negated first term, the sums at point 0 are 0 and need no special case.
    var difference = (mean - source[0]) * scale
    var sum = 0.0
    for index in potential.indices {
      potential[index] = sum
      difference += (source[index] - mean) * scale
      sum += difference
    }
    let slope = -sum / n
    for index in potential.indices { potential[index] += Double(index) * slope }
  }
}
