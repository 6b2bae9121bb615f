/// What a scheme makes of one axis, for a length of 1.
struct AxisRule: Sendable {
  /// The coordinates of the points.
  let nodes: [Double]
  /// The quadrature weights.
  let weights: [Double]
  /// The eigenvectors of the second derivative.
  let modes: AxisModes
  /// What data at walls add to the right-hand side.
  let closures: [Side: WallClosure]
  /// What data at walls are in modes, where these are polynomials, diagonalised.
  let modalWalls: [Side: ModalWall]

  /// Puts a rule together.
  init(
    nodes: [Double], weights: [Double], modes: AxisModes, closures: [Side: WallClosure],
    modalWalls: [Side: ModalWall] = [:]
  ) {
    self.nodes = nodes
    self.weights = weights
    self.modes = modes
    self.closures = closures
    self.modalWalls = modalWalls
  }

  /// - Parameters:
  ///   - axis: the axis.
  ///   - scheme: the scheme.
  ///   - index: which axis of its grid it is.
  ///   - isIntegrated: whether Chebyshev series along it are integrated (`ChebyshevChannel`).
  /// - Throws: `GridError` if the scheme is not defined on the axis.
  init(
    _ axis: Axis, _ scheme: DiscreteScheme, index: Int, isIntegrated: Bool
  ) throws(GridError) {
    let points = axis.points
    let minimum = AxisRule.minimumPoints(axis, scheme)
    guard points >= minimum else {
      throw .tooFewPoints(axis: index, points: points, minimum: minimum)
    }
    let shift = axis.placement == .nodes ? 0 : 0.5
    guard case .walls(let lower, let upper) = axis.boundary else {
      nodes = (0..<points).map { (Double($0) + shift) / Double(points) }
      weights = [Double](repeating: 1 / Double(points), count: points)
      modes = AxisModes(periodic: points, scheme)
      closures = [:]
      modalWalls = [:]
      return
    }
    // Robin conditions are made of solutions for Neumann conditions.
    let (lowerIsDirichlet, upperIsDirichlet) = (lower == .dirichlet, upper == .dirichlet)
    guard scheme != .spectral else {
      guard isIntegrated || points <= AxisRule.maximumDensePoints else {
        throw .tooManyPoints(axis: index, points: points, maximum: AxisRule.maximumDensePoints)
      }
      guard axis.placement == .nodes else {
        throw .unsupported(axis: index, reason: "spectral axes between walls have nodes only")
      }
      let walls = SpectralWalls(
        points: points, lowerIsDirichlet: lowerIsDirichlet, upperIsDirichlet: upperIsDirichlet)
      self = isIntegrated ? AxisRule(alone: walls) : AxisRule.dense(walls)
      return
    }
    let intervals = Double(axis.placement == .nodes ? points - 1 : points)
    nodes = (0..<points).map { (Double($0) + shift) / intervals }
    weights = Quadrature.corrected(
      points: points, placement: axis.placement, order: scheme.order ?? 2)
    modes = AxisModes(
      points: points, placement: axis.placement, lowerIsDirichlet: lowerIsDirichlet,
      upperIsDirichlet: upperIsDirichlet, scheme)
    closures = [
      .lower: WallClosure(axis, isDirichlet: lowerIsDirichlet, side: .lower, scheme),
      .upper: WallClosure(axis, isDirichlet: upperIsDirichlet, side: .upper, scheme),
    ]
    modalWalls = [:]
  }

  /// Where several axes have polynomials and matrices, setting up takes of the order of n³ operations, most of a second
  /// for so many points, and can't be given up; a transform takes n² per line of points, by parity half of that.
  static let maximumDensePoints = 1024

  /// A periodic difference needs distinct neighbours; one between walls must not see behind both at
  /// once, and reads derivatives of ρ from as many points as its order.
  private static func minimumPoints(_ axis: Axis, _ scheme: DiscreteScheme) -> Int {
    let width = 2 * scheme.reach + 1
    return axis.isPeriodic ? max(3, width) : max(4, width + 1, (scheme.order ?? 0) + 2)
  }
}
