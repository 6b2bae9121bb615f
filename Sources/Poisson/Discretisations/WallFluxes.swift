import Autodiff

/// The fluxes ∫ a ∂φ/∂n through walls of an equation in flux form: those that its cells exchange with the outside, so
/// that all together are the integral of ρ + κ²φ + f(φ).
///
/// Where the flux is given, or follows from φ at the nearest point, it is what the equations contain; at a wall that is
/// a face it is that through the face. At points where φ is given it is what their equations lack of balance. Of points
/// where such walls meet in an edge each has its own part, see `own`, and they take equal shares of the rest.
struct WallFluxes: FluxReading {
  let matrix: FluxMatrix
  let system: FluxSystem
  let lengths: [Value]
  let coefficient: Value
  /// ρ, and f(φ) in the cells.
  let density: Value
  let reaction: Value?
  let potential: Value

  /// The flux through the wall at one end of an axis, n pointing outward.
  func flux(axis: Int, side: Side) -> Value {
    let cells = matrix.axes[axis]
    let total: Value
    if let inflow = system.inflows.first(where: { $0.wall.axis == axis && $0.wall.side == side }) {
      let slope = inflow.slope.map { dot($0, inflow.wall.values(of: potential)) }
      let constant = inflow.constant.map { sum($0) } ?? 0
      total = slope.map { constant - $0 } ?? constant
    } else if let face = cells.wallFaces[side] {
      total = -sum(apply(map(face.transpose, axis), exchange(axis)))
    } else {
      let row = parts(axis, side).enumerated().map { (column: $0, value: $1) }
      let parts = SparseMatrix(columnCount: row.count, rows: [row.filter { $0.value != 0 }])
      total = sum(apply(map(parts, axis), given(axis)))
    }
    return zip(lengths, matrix.axes).reduce(total) { $1.1.spacing * ($1.0 * $0) }
  }

  private func map(_ matrix: SparseMatrix, _ axis: Int) -> AxisMap {
    self.matrix.discretisation.map(matrix, axis)
  }

  /// c ∘ (G φ), with φ at walls that are faces.
  private func exchange(_ axis: Int) -> Value {
    let difference = system.jumps[axis].reduce(matrix.difference(axis, of: potential)) { $0 + $1 }
    return system.coefficients.fluxes[axis] * difference
  }

  /// The part of what is lacking at each point of an axis that belongs to a wall where φ is given: what is at the wall.
  ///
  /// At points where φ is unknown nothing is lacking but what the iteration and round-off leave. Where no other
  /// axis has such walls it is added, times a linear function χ that is 1 at the wall and 0 at another such one: so the
  /// flux is ∫ a ∇φ·∇χ plus the source's ∫ (ρ + …) χ, in which there is no round-off of derivatives next to the wall, some
  /// n² times that of φ with polynomials.
  private func parts(_ axis: Int, _ side: Side) -> [Double] {
    let nodes = matrix.discretisation.nodes(axis)
    let (given, end) = (matrix.axes[axis].givenPoints, side == .lower ? 0 : nodes.count - 1)
    let isAlone = matrix.axes.indices.allSatisfy {
      $0 == axis || matrix.axes[$0].givenPoints.isEmpty
    }
    return nodes.indices.map { point in
      if given.contains(point) { return point == end ? 1 : 0 }
      if !isAlone { return 0 }
      return given.count == 1 ? 1 : 1 - (nodes[point] - nodes[end]).magnitude
    }
  }

  /// What flows out at points where φ is given, through walls of an axis; elsewhere what is left of the equations.
  private func given(_ axis: Int) -> Value {
    let all = matrix.axes.indices
    var rest = matrix.loads(of: reaction.map { source + $0 } ?? source)
    rest = rest + matrix.fullImage(of: potential, system.coefficients)
    for (axis, jumps) in system.jumps.enumerated() {
      for jump in jumps {
        rest = rest + matrix.divergence(axis, of: system.coefficients.fluxes[axis] * jump)
      }
    }
    for inflow in system.inflows {
      if let constant = inflow.constant { rest = rest - inflow.wall.entered(constant) }
    }
    let isGiven = all.map { matrix.isGiven($0) }
    let isShared = (0..<matrix.count).contains { point in
      isGiven.reduce(0.0) { $0 + $1[point] } > 1
    }
    guard isShared else { return rest }
    let own = all.map { isGiven[$0].contains(1) ? self.own($0).weighted(by: isGiven[$0]) : nil }
    for term in own { if let term { rest = rest - term } }
    let shares = (0..<matrix.count).map { point in
      1 / max(1, isGiven.reduce(0.0) { $0 + $1[point] })
    }
    let share = rest.weighted(by: shares)
    return own[axis].map { $0 + share } ?? share
  }

  private var source: Value { matrix.inCells(density) }

  /// What flows out through walls of an axis, at their points: what the next point's cell has from them; or, since a
  /// polynomial's values along an edge belong to both walls, a ∂φ/∂n as it is, which is right up to an error that
  /// falls faster than any power of the spacing.
  private func own(_ axis: Int) -> Value {
    guard matrix.hasPolynomials else { return matrix.divergence(axis, of: exchange(axis)) }
    let axisRule = ChebyshevAxis(points: matrix.discretisation.grid.axes[axis].points)
    let terms = Side.allCases.compactMap { side -> Value? in
      guard let wall = matrix.wall(axis, side) else { return nil }
      let normal = apply(map(axisRule.normal(side), axis), potential) / square(lengths[axis])
      let flux = wall.coefficient(coefficient) * wall.inCells(normal)
      return wall.entered(flux.weighted(by: wall.areas))
    }
    return terms.dropFirst().reduce(terms[0]) { $0 + $1 }
  }
}

extension FluxMatrix {
  /// 1 at points where φ is given at walls of an axis, else 0.
  fileprivate func isGiven(_ axis: Int) -> [Double] {
    let given = axes[axis].givenPoints
    return discretisation.spread(
      axes[axis].volumes.indices.map { given.contains($0) ? 1 : 0 }, axis)
  }
}
