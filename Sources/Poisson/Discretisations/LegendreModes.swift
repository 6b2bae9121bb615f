import Autodiff

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
  /// From values at the nodes to ∫ f χ_m, f being their interpolant: a row per mode.
  let analysis: AxisMatrix
  /// χ_m at the nodes: a row per node.
  let synthesis: AxisMatrix
  /// The eigenvalues of the second derivative: the smallest in size first or, where both ends are of one kind, those
  /// of even functions and then those of odd ones, each with the smallest first.
  let eigenvalues: [Double]
  /// How many eigenvalues are smaller in size.
  let ranks: [Int]
  /// χ_m at −1 and 1.
  let ends: [Side: [Double]]

  /// The field f with ∫ f χ_m = χ_m at an end, for all modes: what data at a Neumann wall are multiplied by.
  func delta(_ side: Side) -> [Double] {
    AxisProduct(synthesis, outer: 1, inner: 1)(ends[side] ?? [])
  }

  init(points: Int, lowerIsDirichlet: Bool, upperIsDirichlet: Bool) {
    let series = LegendreSeries(points: points)
    let (modes, thetas) = LegendreModes.modes(points, lowerIsDirichlet, upperIsDirichlet)
    let order = thetas.indices.sorted { thetas[$0] > thetas[$1] }
    /// Whether a function has coefficients of one parity only.
    func isOf(_ parity: Int, _ mode: Int) -> Bool {
      modes[mode].indices.allSatisfy { $0 % 2 == parity || modes[mode][$0] == 0 }
    }
    let isSplit = lowerIsDirichlet == upperIsDirichlet
    let even = isSplit ? order.filter { isOf(0, $0) } : order
    let odd = isSplit ? order.filter { isOf(1, $0) } : []
    let places = even + odd
    if isSplit {
      let parts = [even, odd].enumerated().map { parity, part in
        series.matrices(of: part.map { modes[$0] }, parity: parity)
      }
      analysis = AxisMatrix(even: parts[0].analysis, odd: parts[1].analysis, .before)
      synthesis = AxisMatrix(even: parts[0].synthesis, odd: parts[1].synthesis, .after)
    } else {
      let matrices = series.matrices(of: places.map { modes[$0] })
      (analysis, synthesis) = (AxisMatrix(matrices.analysis), AxisMatrix(matrices.synthesis))
    }
    eigenvalues = places.map { thetas[$0] == .infinity ? 0 : -1 / thetas[$0] }
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, mode) in order.enumerated() { ranks[mode] = rank }
    self.ranks = places.map { ranks[$0] }
    // L_k(±1) = (±1)^k.
    ends = [
      .lower: places.map { mode in
        modes[mode].enumerated().reduce(into: 0.0) { $0 += $1.0 % 2 == 0 ? $1.1 : -$1.1 }
      },
      .upper: places.map { mode in modes[mode].reduce(into: 0.0) { $0 += $1 } },
    ]
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
}
