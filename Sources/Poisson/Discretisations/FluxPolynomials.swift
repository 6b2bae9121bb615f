/// Polynomials between walls: the weak form.
///
/// With all fields polynomials through their values at Chebyshev–Lobatto nodes, and a polynomial χ that vanishes where φ
/// is given,
///
///     ∫ a φ′χ′ + κ² φχ = −∫ ρχ + what flows in, a ∂φ/∂n χ at walls.
///
/// The integrals are sums over Gauss points (`GaussPoints`): sums and faces are there. A wall has a node, and all that
/// flows through it enters there, since the other nodes' polynomials vanish at the wall.
extension FluxAxis {
  /// An axis with a wall at each end.
  init(polynomials walls: SpectralWalls) {
    let points = walls.points
    let gauss = GaussPoints(points)
    interpolation = .dense(AxisMatrix(gauss.interpolation))
    differences = .dense(AxisMatrix(gauss.derivative))
    means = nil
    conductances = gauss.weights
    volumes = gauss.weights
    pointVolumes = (0..<points).map { node in
      zip(gauss.weights, gauss.interpolation).reduce(into: 0.0) { $0 += $1.0 * $1.1[node] }
    }
    var given: Set<Int> = []
    if walls.lowerIsDirichlet { given.insert(0) }
    if walls.upperIsDirichlet { given.insert(points - 1) }
    givenPoints = given
    wallFaces = [:]
    let ends = [
      Side.lower: SparseMatrix(columnCount: points, rows: [[(0, 1)]]),
      .upper: SparseMatrix(columnCount: points, rows: [[(points - 1, 1)]]),
    ]
    (entries, traces) = (ends, ends)
    inflow = 1
    spacing = 1
    wallDistance = 0
  }
}
