import Autodiff

/// The fluxes ∫ a ∂φ/∂n through walls of an equation in flux form: those that its cells exchange with the outside, so
/// that all together are the integral of ρ + κ²φ + f(φ).
///
/// Where the flux is given, or follows from φ at the nearest point, it is what the equations contain; at a wall that is
/// a face it is that through the face. At points where φ is given it is what their own cells lack of balance: along the
/// wall's axis what the next point's cell has from them, and the rest of the balance, of which walls that meet in an
/// edge take equal shares.
struct WallFluxes {
  let matrix: FluxMatrix
  let system: FluxSystem
  let lengths: [Value]
  /// ρ + f(φ).
  let source: Value
  let potential: Value

  /// The flux through the wall at one end of an axis, n pointing outward.
  func flux(axis: Int, side: Side) -> Value {
    let cells = matrix.axes[axis]
    let total: Value
    if let inflow = system.inflows.first(where: { $0.axis == axis && $0.side == side }) {
      let slope = inflow.slope.map { dot($0, potential) }
      total = (inflow.constant.map { sum($0) } ?? 0) + (slope ?? 0)
    } else if let face = cells.wallFaces[side] {
      total = -sum(apply(map(face.transpose, axis), exchange(axis)))
    } else {
      let points = cells.volumes.count
      let end = SparseMatrix(
        columnCount: points, rows: [[(side == .lower ? 0 : points - 1, 1)]])
      total = sum(apply(map(end, axis), given(axis)))
    }
    return zip(lengths, matrix.axes).reduce(total) { $1.1.spacing * ($1.0 * $0) }
  }

  private func map(_ matrix: SparseMatrix, _ axis: Int) -> AxisMap {
    self.matrix.discretisation.map(matrix, axis)
  }

  /// c ∘ (G φ), with φ at walls that are faces.
  private func exchange(_ axis: Int) -> Value {
    let difference = system.jumps[axis].reduce(matrix.difference(axis, of: potential)) { $0 + $1 }
    return system.coefficients[axis] * difference
  }

  /// What flows in through walls of an axis at points where φ is given.
  private func given(_ axis: Int) -> Value {
    let all = matrix.axes.indices
    let terms = all.map { matrix.divergence($0, of: exchange($0)) }
    var rest = source.weighted(by: matrix.volumes)
    if let reaction = system.reaction { rest = rest + reaction * potential }
    for inflow in system.inflows { rest = inflow.constant.map { rest - $0 } ?? rest }
    let isGiven = all.map { matrix.isGiven($0) }
    for other in all {
      rest = rest + terms[other].weighted(by: isGiven[other].map { 1 - $0 })
    }
    let shares = (0..<matrix.count).map { point in
      1 / max(1, isGiven.reduce(0.0) { $0 + $1[point] })
    }
    return terms[axis] + rest.weighted(by: shares)
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
