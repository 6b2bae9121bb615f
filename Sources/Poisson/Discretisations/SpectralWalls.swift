import Synchronization

/// What the polynomials of a spectral axis between walls depend on.
struct SpectralWalls: Hashable, Sendable {
  let points: Int
  let lowerIsDirichlet: Bool
  let upperIsDirichlet: Bool
}

extension AxisRule {
  /// The rules made last. To find eigenvectors takes tens of milliseconds, and the megabytes of a few axes are
  /// little.
  private static let known = Mutex<[SpectralWalls: AxisRule]>([:])
  private static let capacity = 8

  /// The rule of a spectral axis, made once.
  static func spectral(_ walls: SpectralWalls) -> AxisRule {
    if let rule = known.withLock({ $0[walls] }) { return rule }
    let rule = AxisRule(walls)
    known.withLock { known in
      // Emptied at once when it is full: those in use return with the next problem.
      if known.count >= capacity { known.removeAll() }
      known[walls] = rule
    }
    return rule
  }

  private init(_ walls: SpectralWalls) {
    let isDirichlet = [Side.lower: walls.lowerIsDirichlet, .upper: walls.upperIsDirichlet]
    let legendre = LegendreModes(
      points: walls.points, lowerIsDirichlet: walls.lowerIsDirichlet,
      upperIsDirichlet: walls.upperIsDirichlet)
    let nodes = legendre.nodes.map { 0.5 * ($0 + 1) }
    let derivative = AxisRule.collocationDerivative(legendre.nodes)
    var (closures, lifts) = ([Side: WallClosure](), [Side: WallLift]())
    for (side, other) in [(Side.lower, Side.upper), (.upper, .lower)] {
      if isDirichlet[side] == true {
        lifts[side] = WallLift(nodes, side, otherIsDirichlet: isDirichlet[other] == true)
      } else {
        // A load on a length of 2 is twice as much on one of 1.
        closures[side] = WallClosure(
          delta: legendre.delta(side).map { 2 * $0 }, normal: AxisRule.normal(derivative, side))
      }
    }
    self.init(
      nodes: nodes, weights: legendre.weights.map { 0.5 * $0 },
      modes: AxisModes(
        legendre, isDirichletTwice: walls.lowerIsDirichlet && walls.upperIsDirichlet),
      closures: closures, lifts: lifts, collocation: derivative)
  }

  /// The derivative of the interpolant at Chebyshev–Lobatto nodes from −1 to 1, for a length of 1. The
  /// diagonal is such that constants have derivative 0.
  private static func collocationDerivative(_ nodes: [Double]) -> SparseMatrix {
    let last = nodes.count - 1
    return SparseMatrix(
      dense: nodes.indices.map { row in
        var entries = nodes.indices.map { column -> Double in
          guard row != column else { return 0 }
          let ends = (row % last == 0 ? 2.0 : 1) / (column % last == 0 ? 2 : 1)
          return ((row + column) % 2 == 0 ? 2 : -2) * ends / (nodes[row] - nodes[column])
        }
        entries[row] = -entries.reduce(into: 0.0) { $0 += $1 }
        return entries
      })
  }
}
