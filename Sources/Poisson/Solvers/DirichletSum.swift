/// The second difference on a ring of n points and length 1 with φ_0 = 0 given: the tridiagonal
/// Dirichlet problem D φ = h² ρ for φ_1 … φ_{n−1}, D = tri(1, −2, 1), φ_0 = φ_n = 0.
///
/// D is symmetric, and so is its inverse. It is solved by summing twice: the differences
/// d_i = φ_{i+1} − φ_i obey d_i = d_0 + Σ_{j≤i} h² ρ_j, and φ_n = 0 determines d_0.
struct DirichletSum {
  let points: Int

  /// Solves for the source ρ − `mean`, whose value at point 0 is not read.
  ///
  /// - Returns: the mean of φ over all n points.
  @discardableResult
  func solve(
    _ source: Span<Double>, removing mean: Double, into potential: inout MutableSpan<Double>
  ) -> Double {
    let n = Double(points)
    let scale = 1 / (n * n)
    var difference = 0.0
    var sum = 0.0
    for index in 1..<points {
      potential[index] = sum
      difference += (source[index] - mean) * scale
      sum += difference
    }
    potential[0] = 0
    let slope = -sum / n
    var total = 0.0
    for index in 1..<points {
      let value = potential[index] + Double(index) * slope
      potential[index] = value
      total += value
    }
    return total / n
  }
}

/// The arithmetic mean, added up in blocks of 256 so that the error grows little with n.
func mean(_ x: Span<Double>) -> Double {
  var total = 0.0
  var start = 0
  while start < x.count {
    let end = min(start + 256, x.count)
    var part = 0.0
    for index in start..<end { part += x[index] }
    total += part
    start = end
  }
  return total / Double(x.count)
}
