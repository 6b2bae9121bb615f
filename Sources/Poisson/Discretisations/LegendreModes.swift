import Glibc

/// Legendre polynomials on an axis from −1 to 1 with Chebyshev–Lobatto nodes: Galerkin's method,
/// diagonalised.
///
/// The functions (L_k − L_{k+2})/√(4k+6) vanish at both ends, and with one linear function (two for two Neumann
/// ends: x and a constant) they span what vanishes at the Dirichlet ends. ∫f′g′ of them is 1 for f = g and else 0;
/// for a constant it is 0. At Neumann ends functions are free: there the condition is part of the weak equation
/// −∫φ′χ′ + [φ′χ] = ∫ρχ, and its data stand on the right-hand side.
///
/// The mass matrix ∫fg has five diagonals. Its eigenvectors give functions χ_m, orthonormal, with
/// ∫χ_l′χ_m′ = δ_lm/θ_m. Eigenvalues θ of the inverse of the second derivative are found rather than those of
/// itself, which grow like n⁴: so the low modes are right to round-off.
struct LegendreModes {
  /// −cos(πj/(n−1)).
  let nodes: [Double]
  /// From values at the nodes to ∫ f χ_m, f being their interpolant: a row per mode.
  let analysis: [[Double]]
  /// χ_m at the nodes: a row per node.
  let synthesis: [[Double]]
  /// The eigenvalues of the second derivative, the smallest in size first.
  let eigenvalues: [Double]

  /// The field f with ∫ f χ_m = χ_m at an end, for all modes: what data at a Neumann wall are multiplied by.
  func delta(_ side: Side) -> [Double] {
    let end = synthesis[side == .lower ? 0 : nodes.count - 1]
    return synthesis.map { zip($0, end).reduce(into: 0.0) { $0 += $1.0 * $1.1 } }
  }

  init(points: Int, lowerIsDirichlet: Bool, upperIsDirichlet: Bool) {
    let nodes = ChebyshevAxis(points: points).nodes.map { 2 * $0 - 1 }
    let polynomials = nodes.map { LegendreModes.legendre($0, count: points) }
    let toCoefficients = LegendreModes.inverse(polynomials)
    var (modes, thetas) = LegendreModes.modes(points, lowerIsDirichlet, upperIsDirichlet)
    let order = thetas.indices.sorted { thetas[$0] > thetas[$1] }
    modes = order.map { modes[$0] }
    thetas = order.map { thetas[$0] }
    func norm(_ degree: Int) -> Double { 2 / Double(2 * degree + 1) }
    self.nodes = nodes
    analysis = modes.map { mode in
      var row = [Double](repeating: 0, count: points)
      for degree in mode.indices where mode[degree] != 0 {
        let factor = mode[degree] * norm(degree)
        let values = toCoefficients[degree]
        for node in 0..<points { row[node] += factor * values[node] }
      }
      return row
    }
    synthesis = polynomials.map { values in
      modes.map { mode in
        var value = 0.0
        for degree in mode.indices { value += mode[degree] * values[degree] }
        return value
      }
    }
    eigenvalues = thetas.map { $0 == .infinity ? 0 : -1 / $0 }
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
    let basis = basis(points, lowerIsDirichlet, upperIsDirichlet)
    func mass(_ f: [Int: Double], _ g: [Int: Double]) -> Double {
      var sum = 0.0
      for (degree, value) in f { sum += value * (g[degree] ?? 0) * 2 / Double(2 * degree + 1) }
      return sum
    }
    let system = TridiagonalEigensystem(
      diagonal: basis.map { mass($0, $0) }, beside: zip(basis, basis.dropFirst()).map(mass))
    let modes = basis.indices.map { index -> [Double] in
      let vector = system.vector(index)
      let scale = 1 / system.values[index].squareRoot()
      var mode = [Double](repeating: 0, count: points)
      for (part, function) in zip(vector, basis) {
        for (degree, coefficient) in function { mode[degree] += scale * part * coefficient }
      }
      return mode
    }
    if lowerIsDirichlet || upperIsDirichlet { return (modes, system.values) }
    let constant = (0..<points).map { $0 == 0 ? 0.5.squareRoot() : 0 }
    return ([constant] + modes, [Double.infinity] + system.values)
  }

  /// The functions by their Legendre coefficients, without a constant, in such an order that only neighbours
  /// overlap: of odd and of even degree, the lowest ones in the middle, beside the linear function that belongs to
  /// both.
  private static func basis(
    _ points: Int, _ lowerIsDirichlet: Bool, _ upperIsDirichlet: Bool
  ) -> [[Int: Double]] {
    let half = 0.5.squareRoot()
    let isSingular = !lowerIsDirichlet && !upperIsDirichlet
    let functions = (0..<points - 2).map { k -> [Int: Double] in
      let scale = 1 / Double(4 * k + 6).squareRoot()
      // Less its mean, where the constant is a mode by itself.
      return isSingular && k == 0 ? [2: -scale] : [k: scale, k + 2: -scale]
    }
    let linear: [Int: Double]? =
      switch (lowerIsDirichlet, upperIsDirichlet) {
      case (true, true): nil
      case (true, false): [0: half, 1: half]
      case (false, true): [0: half, 1: -half]
      case (false, false): [1: half]
      }
    let odd = functions.indices.filter { $0 % 2 == 1 }.reversed().map { functions[$0] }
    let even = functions.indices.filter { $0 % 2 == 0 }.map { functions[$0] }
    return odd + (linear.map { [$0] } ?? []) + even
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
        // Taken out, so that it is changed in place.
        var values: [Double] = []
        swap(&values, &rows[row])
        let factor = values[column]
        for k in column..<2 * n { values[k] -= factor * pivotRow[k] }
        rows[row] = values
      }
    }
    return rows.map { Array($0[n...]) }
  }
}
