import Glibc

/// Legendre polynomials on an axis from −1 to 1 with Chebyshev–Lobatto nodes: Galerkin's method with
/// Shen's basis, diagonalised.
///
/// ψ_k = L_k + a_k L_{k+1} + b_k L_{k+2} obeys the homogeneous conditions at both ends. Then
/// −∫ψ_j″ψ_k = δ_jk (4k+6)(−b_k), and the mass matrix ∫ψ_jψ_k is symmetric with five diagonals. Its
/// eigenvectors give functions χ_m, orthonormal, with −∫χ_l″χ_m = δ_lm/θ_m. Eigenvalues θ of the
/// inverse of the second derivative are found rather than those of itself, which grow like n⁴:
/// so the low modes are right to round-off.
struct LegendreModes {
  /// −cos(πj/(n−1)).
  let nodes: [Double]
  /// From values at the nodes to ∫ f χ_m, f being their interpolant: a row per mode.
  let analysis: [[Double]]
  /// χ_m at the nodes: a row per node.
  let synthesis: [[Double]]
  /// The eigenvalues of the second derivative, the smallest in size first.
  let eigenvalues: [Double]
  /// ∫ f = Σ w f at the nodes: Clenshaw and Curtis' rule.
  let weights: [Double]

  init(points: Int, lowerIsDirichlet: Bool, upperIsDirichlet: Bool) {
    let nodes = LegendreModes.nodes(points)
    let polynomials = nodes.map { LegendreModes.legendre($0, count: points) }
    let toCoefficients = LegendreModes.inverse(polynomials)
    var (modes, thetas) = LegendreModes.modes(points, lowerIsDirichlet, upperIsDirichlet)
    let order = thetas.indices.sorted { thetas[$0] > thetas[$1] }
    modes = order.map { modes[$0] }
    thetas = order.map { thetas[$0] }
    func norm(_ degree: Int) -> Double { 2 / Double(2 * degree + 1) }
    self.nodes = nodes
    analysis = modes.map { mode in
      (0..<points).map { node in
        mode.indices.reduce(into: 0.0) {
          $0 += mode[$1] * norm($1) * toCoefficients[$1][node]
        }
      }
    }
    synthesis = polynomials.map { values in
      modes.map { mode in mode.indices.reduce(into: 0.0) { $0 += mode[$1] * values[$1] } }
    }
    eigenvalues = thetas.map { $0 == .infinity ? 0 : -1 / $0 }
    weights = toCoefficients[0].map { 2 * $0 }
  }

  static func nodes(_ points: Int) -> [Double] {
    // sin is odd, so that the nodes are exactly symmetric.
    (0..<points).map { sin(0.5 * Double.pi * Double(2 * $0 - points + 1) / Double(points - 1)) }
  }

  /// L_0 … at x.
  private static func legendre(_ x: Double, count: Int) -> [Double] {
    var values = [1, x]
    for k in 1..<max(2, count - 1) {
      values.append((Double(2 * k + 1) * x * values[k] - Double(k) * values[k - 1]) / Double(k + 1))
    }
    return Array(values.prefix(count))
  }

  /// The Legendre coefficients of the χ_m, and θ_m, infinite for a constant.
  private static func modes(
    _ points: Int, _ lowerIsDirichlet: Bool, _ upperIsDirichlet: Bool
  ) -> (modes: [[Double]], thetas: [Double]) {
    var basis: [[Double]] = []
    for k in 0..<points - 2 {
      // L_k = (±1)ᵏ and 2 L_k′ = (±1)ᵏ⁻¹ k (k+1) at ±1.
      func ends(_ isDirichlet: Bool) -> [Double] {
        (k...k + 2).map { isDirichlet ? 1 : Double($0 * ($0 + 1)) }
      }
      let (p, q) = (ends(upperIsDirichlet), ends(lowerIsDirichlet))
      let determinant = p[1] * q[2] + q[1] * p[2]
      let a = (q[0] * p[2] - p[0] * q[2]) / determinant
      let b = -(p[1] * q[0] + q[1] * p[0]) / determinant
      // The constant between Neumann walls has b = 0: it is a mode by itself.
      let stiffness = b == 0 ? 2 : -b * Double(4 * k + 6)
      let scale = 1 / stiffness.squareRoot()
      basis.append(
        [Double](repeating: 0, count: k) + [scale, a * scale, b * scale]
          + [Double](repeating: 0, count: points - k - 3))
    }
    let isSingular = !lowerIsDirichlet && !upperIsDirichlet
    let constant = isSingular ? [basis.removeFirst()] : []
    func mass(_ f: [Double], _ g: [Double]) -> Double {
      f.indices.reduce(into: 0.0) { $0 += f[$1] * g[$1] * 2 / Double(2 * $1 + 1) }
    }
    let system = SymmetricEigensystem(
      basis.indices.map { row in
        basis.indices.map { (row - $0).magnitude > 2 ? 0 : mass(basis[row], basis[$0]) }
      })
    let modes = basis.indices.map { index -> [Double] in
      let vector = system.vector(index)
      let scale = 1 / system.values[index].squareRoot()
      return (0..<points).map { degree in
        let range = max(0, degree - 3)..<min(basis.count, degree + 1)
        return range.reduce(into: 0.0) { $0 += scale * vector[$1] * basis[$1][degree] }
      }
    }
    return (constant + modes, constant.map { _ in Double.infinity } + system.values)
  }

  /// The inverse of a matrix by elimination with row exchanges.
  private static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let n = matrix.count
    var rows = matrix.enumerated().map { index, row in
      row + (0..<n).map { $0 == index ? 1 : 0 }
    }
    for column in 0..<n {
      let pivot = (column..<n).max { rows[$0][column].magnitude < rows[$1][column].magnitude }
      rows.swapAt(column, pivot ?? column)
      let scale = 1 / rows[column][column]
      for k in column..<2 * n { rows[column][k] *= scale }
      let pivotRow = rows[column]
      for row in 0..<n where row != column {
        let factor = rows[row][column]
        for k in column..<2 * n { rows[row][k] -= factor * pivotRow[k] }
      }
    }
    return rows.map { Array($0[n...]) }
  }
}
