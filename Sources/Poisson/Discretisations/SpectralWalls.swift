import Synchronization

/// What the polynomials of a spectral axis between walls depend on.
struct SpectralWalls: Hashable, Sendable {
  let points: Int
  let lowerIsDirichlet: Bool
  let upperIsDirichlet: Bool
}

extension SpectralWalls {
  /// Those of an axis; nil if it has none. Robin conditions are made of solutions for Neumann conditions.
  init?(_ axis: Axis) {
    guard case .walls(let lower, let upper) = axis.boundary else { return nil }
    self.init(
      points: axis.points, lowerIsDirichlet: lower == .dirichlet,
      upperIsDirichlet: upper == .dirichlet)
  }
}

extension AxisRule {
  /// The rules made last. To find eigenvectors takes tens to hundreds of milliseconds; the matrices of 1024 points take 16
  /// megabytes, or 32 between walls of different kinds.
  private static let known = Mutex<[SpectralWalls: AxisRule]>([:])
  private static let capacity = 8
  /// The most entries of a matrix, for all rules together.
  private static let entryLimit = 1 << 21

  /// The rule of a spectral axis whose modes are found beforehand, since another one is integrated, made once.
  static func dense(_ walls: SpectralWalls) -> AxisRule {
    if let rule = known.withLock({ $0[walls] }) { return rule }
    let rule = AxisRule(diagonalised: walls)
    known.withLock { known in
      // Emptied at once when it is full: those in use return with the next problem.
      let entries = known.keys.reduce(walls.points * walls.points) { $0 + $1.points * $1.points }
      if known.count >= capacity || entries > entryLimit { known.removeAll() }
      known[walls] = rule
    }
    return rule
  }

  /// The rule of a spectral axis along which `ChebyshevChannel` integrates.
  init(alone walls: SpectralWalls) {
    let axis = ChebyshevAxis(points: walls.points)
    let weights = axis.weights
    self.init(
      nodes: axis.nodes, weights: weights, modes: AxisModes(between: walls, weights: weights),
      closures: [:])
  }

  private init(diagonalised walls: SpectralWalls) {
    let isDirichlet = [Side.lower: walls.lowerIsDirichlet, .upper: walls.upperIsDirichlet]
    let legendre = LegendreModes(
      points: walls.points, lowerIsDirichlet: walls.lowerIsDirichlet,
      upperIsDirichlet: walls.upperIsDirichlet)
    let axis = ChebyshevAxis(points: walls.points)
    let (nodes, weights) = (axis.nodes, axis.weights)
    var modalWalls: [Side: ModalWall] = [:]
    for (side, other) in [(Side.lower, Side.upper), (.upper, .lower)] {
      modalWalls[side] =
        isDirichlet[side] == true
        ? ModalWall(
          legendre, dirichlet: side, nodes: nodes, otherIsDirichlet: isDirichlet[other] == true)
        : ModalWall(legendre, neumann: side)
    }
    self.init(
      nodes: nodes, weights: weights,
      modes: AxisModes(
        legendre, weights: weights,
        isDirichletTwice: walls.lowerIsDirichlet && walls.upperIsDirichlet),
      closures: [:], modalWalls: modalWalls)
  }
}
