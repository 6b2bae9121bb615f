import Autodiff

/// ∇·(a ∇φ) − κ²φ = ρ by differences of a higher order between walls, as a system of equations that is not symmetric:
///
///     M u = Σ_i D_i (c_i ∘ G_i u) − s ∘ u − Σ_k w_k (e_k ∘ t_k u) = b,
///
/// G_i differences through faces, D_i derivatives of fluxes at the points, c_i = a/L_i² at faces, s = κ²; at walls with
/// Robin conditions e_k = a α/β L, t_k reads φ there and w_k is what a flux through the wall is in D.
///
/// It is solved in the form P M u = P b, P the fast solver of the scheme for mean coefficients: so residuals are those of u
/// itself, in which there is no h⁻² of round-off, and minimal residuals take a number of steps that hardly depends
/// on the number of points.
final class StaggeredSystem: Sendable {
  let discretisation: Discretisation
  let axes: [StaggeredAxis]
  /// The walls with Robin conditions.
  let robinWalls: [(axis: Int, side: Side)]
  /// Whether nothing fixes a constant.
  let hasGauge: Bool
  let hasScreening: Bool
  let order: Int
  /// 1 where φ is unknown, 0 where it is given.
  private let isUnknown: [Double]

  /// How many points φ is unknown at.
  private var unknownCount: Double { isUnknown.reduce(into: 0.0) { $0 += $1 } }

  /// - Parameters:
  ///   - discretisation: differences.
  ///   - order: their order, 4 or 6.
  ///   - hasScreening: whether there is s.
  ///   - hasReaction: whether another part of the equation fixes φ.
  init(
    _ discretisation: Discretisation, order: Int, hasScreening: Bool, hasReaction: Bool = false
  ) {
    self.discretisation = discretisation
    self.order = order
    self.hasScreening = hasScreening
    let grid = discretisation.grid
    axes = grid.axes.map { StaggeredAxis($0, order: order) }
    robinWalls = grid.axes.indices.flatMap { axis in
      Side.allCases.filter { grid.axes[axis].boundary.condition($0) == .robin }.map { (axis, $0) }
    }
    hasGauge = discretisation.isSingular && !hasScreening && !hasReaction
    isUnknown = discretisation.product(
      grid.axes.indices.map { axis in
        let given = Side.allCases.compactMap {
          discretisation.axes[axis].closures[$0]?.givenPoint
        }
        return (0..<grid.axes[axis].points).map { given.contains($0) ? 0 : 1 }
      })
  }

  /// c, s if there is one, e.
  struct Coefficients {
    var fluxes: [Value]
    var screening: Value?
    var walls: [Value]

    var operands: [Value] { fluxes + (screening.map { [$0] } ?? []) + walls }
  }

  /// Those among operands.
  func coefficients(_ operands: [Value]) -> Coefficients {
    let count = axes.count
    return Coefficients(
      fluxes: Array(operands[..<count]), screening: hasScreening ? operands[count] : nil,
      walls: Array(operands[(count + (hasScreening ? 1 : 0))...].prefix(robinWalls.count)))
  }

  /// G_i u.
  func difference(_ axis: Int, of u: Value) -> Value {
    apply(map(axes[axis].differences, axis), u)
  }

  /// D_i f.
  func divergence(_ axis: Int, of fluxes: Value) -> Value {
    apply(map(axes[axis].divergence, axis), fluxes)
  }

  /// A coefficient at the faces of an axis.
  func mean(_ axis: Int, of coefficient: Value) -> Value {
    apply(map(axes[axis].means, axis), coefficient)
  }

  /// A field at a wall.
  func trace(_ field: Value, _ axis: Int, _ side: Side) -> Value {
    axes[axis].traces[side].map { apply(map($0, axis), field) } ?? field
  }

  /// The least value of a coefficient at points, faces and walls.
  func least(of coefficient: Value) -> Value {
    var least = min(coefficient)
    for axis in axes.indices {
      least = min(least, min(mean(axis, of: coefficient)))
      for side in axes[axis].traces.keys.sorted(by: { $0 == .lower && $1 == .upper }) {
        least = min(least, min(trace(coefficient, axis, side)))
      }
    }
    return least
  }

  /// What the outward flux through a wall is in the divergence.
  func inflow(_ flux: Value, _ axis: Int, _ side: Side) -> Value {
    guard let column = axes[axis].inflows[side] else { return 0 }
    let field = apply(map(column, axis), flux)
    return side == .lower ? -field : field
  }

  private func map(_ matrix: SparseMatrix, _ axis: Int) -> AxisMap {
    discretisation.map(matrix, axis)
  }

  /// The part of a field at points where φ is unknown.
  func unknown(_ field: Value) -> Value {
    isUnknown.contains(0) ? field.weighted(by: isUnknown) : field
  }

  /// M u.
  func image(of u: Value, _ coefficients: Coefficients) -> Value {
    var total = divergence(0, of: coefficients.fluxes[0] * difference(0, of: u))
    for axis in axes.indices.dropFirst() {
      total = total + divergence(axis, of: coefficients.fluxes[axis] * difference(axis, of: u))
    }
    if let screening = coefficients.screening { total = total - screening * u }
    for (wall, slope) in zip(robinWalls, coefficients.walls) {
      total = total - inflow(slope * trace(u, wall.axis, wall.side), wall.axis, wall.side)
    }
    return unknown(total)
  }

  /// What modes are multiplied by in P.
  func inverse(_ coefficients: Coefficients, in graph: Graph) -> Value {
    let basis = discretisation.basis
    var symbol: Value = 0
    for axis in axes.indices {
      symbol =
        symbol + Autodiff.mean(coefficients.fluxes[axis])
        * graph.constant(basis.modes.spread(basis.eigenvalues[axis], axis))
    }
    // Where φ is given nothing is screened, and a reaction's slope may be anything.
    var shift = coefficients.screening.map { sum(unknown($0)) / unknownCount } ?? 0
    for slope in coefficients.walls { shift = shift + Autodiff.mean(slope) }
    symbol = symbol - max(shift, 0)
    guard hasGauge else { return (1 / basis.scale) / symbol }
    return graph.constant(basis.isNull.map { (1 - $0) / basis.scale })
      / (symbol + rate(coefficients) * graph.constant(basis.isNull))
  }

  /// What a mean of u is multiplied by where it is added to M u, in units of M: the mean of c.
  private func rate(_ coefficients: Coefficients) -> Value {
    let means = coefficients.fluxes.map { Autodiff.mean($0) }
    return means.dropFirst().reduce(means[0]) { $0 + $1 } / Double(means.count)
  }

  /// P r.
  func precondition(_ r: Value, _ inverse: Value) -> Value {
    discretisation.basis.backward(inverse * discretisation.basis.forward(r))
  }

  /// The constant part of the source, which no potential has.
  func nullComponent(of source: Value) -> Value {
    sum(source.weighted(by: discretisation.product(discretisation.axes.map(\.modes.nullWeights))))
  }

  /// The equations M u = b, with parameters c, s, e, to be solved as P M u = P b. Where φ is given u is b; where nothing
  /// fixes a constant, u's mean is added to M u: so it is what b has too much.
  func equations(_ shapes: [Shape]) -> TracedSystem {
    let isGiven = isUnknown.map { 1 - $0 }
    return TracedSystem(
      count: discretisation.grid.count, parameters: shapes, isPreconditionedFromLeft: true,
      map: { [self] u, parameters in
        let coefficients = coefficients(parameters)
        let image = image(of: unknown(u), coefficients)
        if hasGauge { return image + rate(coefficients) * Autodiff.mean(u) }
        return isGiven.contains(1) ? image + u.weighted(by: isGiven) : image
      },
      prepare: { inverse(coefficients($0), in: $1) },
      precondition: { [self] r, parameters, inverse in
        let z = precondition(r, inverse)
        if hasGauge { return z + nullComponent(of: r) / rate(coefficients(parameters)) }
        return isGiven.contains(1) ? z + r.weighted(by: isGiven) : z
      })
  }
}
