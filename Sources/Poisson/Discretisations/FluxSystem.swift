import Autodiff

/// The system of equations of a flux form: A u = b for the part u of φ that is unknown.
struct FluxSystem {
  /// c_i.
  let coefficients: [Value]
  /// s, volumes included.
  let reaction: Value?
  /// b; it has no mean where A is singular.
  let right: Value
  /// φ where it is given, 0 elsewhere; nil if that is 0.
  let given: Value?
  /// What had to be subtracted from ρ; nil where A is not singular.
  let removedMean: Value?

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
    let coefficients = matrix.axes.enumerated().map { axis, cells in
      let means = apply(discretisation.map(cells.means, axis), coefficient)
      return 1 / square(lengths[axis]) * means.weighted(by: matrix.conductances[axis])
    }
    let terms = WallTerms(
      discretisation: discretisation, graph: graph, lengths: lengths, screening: nil, walls: walls)
    let given = terms.givenPotential()
    let reaction = screening.map { graph.lift($0, to: shape).weighted(by: matrix.volumes) }
    var right = -density.weighted(by: matrix.volumes)
    for axis in matrix.axes.indices {
      for inflow in matrix.inflows(axis, terms, coefficient) { right = right + inflow }
      var jumps = matrix.wallJumps(axis, terms)
      if let given { jumps.append(matrix.difference(axis, of: given)) }
      for jump in jumps { right = right - matrix.divergence(axis, of: coefficients[axis] * jump) }
    }
    if let given, let reaction { right = right - reaction * given }
    right = matrix.unknown(right)
    var removedMean: Value?
    if isSingular {
      let excess = sum(right) / matrix.volumes.reduce(into: 0.0) { $0 += $1 }
      right = right - excess * graph.constant(matrix.volumes)
      removedMean = -excess
    }
    self.coefficients = coefficients
    self.reaction = reaction
    self.right = right
    self.given = given
    self.removedMean = removedMean
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

  /// What flows in through walls where ∂φ/∂n is given, per cell volume.
  fileprivate func inflows(_ axis: Int, _ terms: WallTerms, _ coefficient: Value) -> [Value] {
    var areas = axes.map(\.volumes)
    areas[axis] = [1]
    let area = FluxMatrix.product(areas)
    return Side.allCases.compactMap { side in
      guard let inflow = axes[axis].inflows[side], let trace = axes[axis].traces[side],
        let data = terms.walls.known(axis, side)
      else { return nil }
      let atWall = apply(discretisation.map(trace, axis), coefficient)
      let flux = atWall * terms.field(data, axis) / terms.lengths[axis]
      return apply(discretisation.map(inflow, axis), flux.weighted(by: area))
    }
  }
}
