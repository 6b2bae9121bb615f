import Autodiff

/// The system of equations of a flux form: A u = b for the part u of φ that is unknown.
struct FluxSystem {
  /// c_i; s, κ² by cells; e_k, what flows out through walls with Robin conditions for φ = 1.
  let coefficients: FluxCoefficients
  /// b; it has no mean where A is singular.
  let right: Value
  /// φ where it is given, continued into the grid; nil if that is 0.
  let given: Value?
  /// What had to be subtracted from ρ; nil where A is not singular.
  let removedMean: Value?
  /// What flows in through walls where φ is not given.
  let inflows: [Inflow]
  /// Per axis what φ at walls that are faces adds to the differences through them.
  let jumps: [[Value]]

  /// The flux into the grid through the cells of a wall, per cell volume: a constant less a slope times φ at the point.
  struct Inflow {
    let wall: FluxWall
    /// nil for 0.
    let constant, slope: Value?
  }

  /// Writes down the equations.
  ///
  /// - Parameters:
  ///   - matrix: the geometry.
  ///   - density: ρ.
  ///   - coefficient: a, a number or a field.
  ///   - lengths: the length of each axis.
  ///   - screening: κ², a number or a field.
  ///   - walls: the data of the conditions at walls.
  ///   - isSingular: whether what has no solution is to be removed from ρ.
  init(
    _ matrix: FluxMatrix, _ density: Value, coefficient: Value, lengths: [Value], screening: Value?,
    walls: WallData, isSingular: Bool
  ) {
    let discretisation = matrix.discretisation
    guard let graph = density.graph else { preconditionFailure("a density is a field") }
    let shape = Shape.field(matrix.count)
    let coefficient = graph.lift(coefficient, to: shape)
    let fluxes = matrix.axes.indices.map { axis in
      1 / square(lengths[axis])
        * matrix.mean(axis, of: coefficient).weighted(by: matrix.conductances[axis])
    }
    let terms = WallTerms(
      discretisation: discretisation, graph: graph, lengths: lengths, screening: nil, walls: walls)
    let given = matrix.hasPolynomials ? matrix.continuation(terms) : terms.givenPotential()
    let reaction = screening.map {
      matrix.inCells(graph.lift($0, to: shape)).weighted(by: matrix.volumes)
    }
    var right = -matrix.loads(of: matrix.inCells(density))
    var inflows: [Inflow] = []
    let wallJumps = matrix.axes.indices.map { matrix.wallJumps($0, terms) }
    for axis in matrix.axes.indices {
      for side in Side.allCases {
        guard let inflow = matrix.inflow(axis, side, terms, coefficient) else { continue }
        inflows.append(inflow)
        if let constant = inflow.constant { right = right + inflow.wall.entered(constant) }
      }
      for jump in wallJumps[axis] {
        right = right - matrix.divergence(axis, of: fluxes[axis] * jump)
      }
    }
    coefficients = FluxCoefficients(
      fluxes: fluxes, reaction: reaction, walls: inflows.compactMap(\.slope))
    if let given { right = right - matrix.fullImage(of: given, coefficients) }
    right = matrix.unknown(right)
    var removedMean: Value?
    if isSingular {
      let excess = sum(right) / matrix.pointVolumes.reduce(into: 0.0) { $0 += $1 }
      right = right - excess * graph.constant(matrix.pointVolumes)
      removedMean = -excess
    }
    self.right = right
    self.given = given
    self.removedMean = removedMean
    self.inflows = inflows
    jumps = wallJumps
  }
}

extension FluxMatrix {
  /// What φ at walls that are faces takes from the differences through them.
  fileprivate func wallJumps(_ axis: Int, _ terms: WallTerms) -> [Value] {
    Side.allCases.compactMap { side in
      guard let face = axes[axis].wallFaces[side], let data = terms.walls.known(axis, side) else {
        return nil
      }
      return -apply(discretisation.map(face, axis), terms.field(data, axis))
    }
  }

  /// What flows in through a wall where φ is not given; nil at other walls.
  ///
  /// With Robin conditions φ at the wall is that at the point, at a distance d, plus d ∂φ/∂n: so that
  /// ∂φ/∂n = (g − α φ)/(β + α d).
  fileprivate func inflow(
    _ axis: Int, _ side: Side, _ terms: WallTerms, _ coefficient: Value
  ) -> FluxSystem.Inflow? {
    let condition = discretisation.grid.axes[axis].boundary.condition(side)
    guard condition == .neumann || condition == .robin, let wall = wall(axis, side) else {
      return nil
    }
    let atWall = wall.coefficient(coefficient)
    func flow(_ derivative: Value) -> Value {
      let flux = atWall * wall.inCells(terms.field(derivative, axis)) / terms.lengths[axis]
      return flux.weighted(by: wall.areas)
    }
    let data = terms.walls.known(axis, side)
    guard condition == .robin else {
      return .init(wall: wall, constant: data.map(flow), slope: nil)
    }
    let coefficients = terms.walls[robin: axis, side]
    let distance = axes[axis].wallDistance * terms.lengths[axis]
    let divisor = coefficients.derivative + distance * coefficients.value
    return .init(
      wall: wall, constant: data.map { flow($0 / divisor) },
      slope: flow(coefficients.value / divisor))
  }
}
