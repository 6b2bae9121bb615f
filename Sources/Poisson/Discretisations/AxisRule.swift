/// What a scheme makes of one axis, for a length of 1.
struct AxisRule: Sendable {
  /// The coordinates of the points.
  let nodes: [Double]
  /// The quadrature weights.
  let weights: [Double]
  /// The eigenvectors of the second derivative.
  let modes: AxisModes
  /// What differences need to know of the walls.
  let closures: [Side: WallClosure]

  /// - Throws: `GridError` if the scheme is not defined on the axis, of this index.
  init(_ axis: Axis, _ scheme: DiscreteScheme, index: Int) throws(GridError) {
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
      return
    }
    guard scheme != .spectral else {
      throw .unsupported(axis: index, reason: "there is no spectral scheme between walls")
    }
    for condition in [lower, upper] {
      if case .robin = condition {
        throw .unsupported(axis: index, reason: "there is no scheme for Robin conditions")
      }
    }
    let intervals = Double(axis.placement == .nodes ? points - 1 : points)
    nodes = (0..<points).map { (Double($0) + shift) / intervals }
    weights = Quadrature.corrected(
      points: points, placement: axis.placement, order: scheme.order ?? 2)
    modes = AxisModes(
      points: points, placement: axis.placement, lowerIsDirichlet: lower == .dirichlet,
      upperIsDirichlet: upper == .dirichlet, scheme)
    closures = [
      .lower: WallClosure(axis, isDirichlet: lower == .dirichlet, side: .lower, scheme),
      .upper: WallClosure(axis, isDirichlet: upper == .dirichlet, side: .upper, scheme),
    ]
  }

  /// A periodic difference needs distinct neighbours; one between walls must not see behind both at
  /// once, and reads derivatives of ρ from as many points as its order.
  private static func minimumPoints(_ axis: Axis, _ scheme: DiscreteScheme) -> Int {
    let width = 2 * scheme.reach + 1
    return axis.isPeriodic ? max(3, width) : max(4, width + 1, (scheme.order ?? 0) + 2)
  }
}
