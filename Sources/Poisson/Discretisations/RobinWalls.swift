import Autodiff

/// Robin conditions α φ + β ∂φ/∂n = g at one or both ends of an axis, by superposition.
///
/// φ is what the problem has for ∂φ/∂n = 0 at these walls, plus what unknown fluxes q there add. Both are
/// solutions for Neumann conditions; q follows from the conditions, and since the modes along the walls
/// don't mix, that is one equation, or two, per mode. So α, β, the length and κ² need not be known when
/// transforms are planned, and every scheme has Robin conditions of its own order: φ at the wall is read
/// from the solution, no derivative is. (From values given at the wall and fluxes read, schemes would
/// lose an order, since errors have kinks near walls.)
///
/// Where Neumann conditions leave a constant free, the constant C is one more unknown, and one more equation
/// says that what has been removed from ρ is −κ² C. That is so for any κ², so that a small one does no harm.
struct RobinWalls: Sendable {
  /// One such wall.
  struct Wall: Sendable {
    let side: Side
    let value: Double
    let derivative: Double
    /// φ at the wall from the values along the axis, as a row.
    let trace: SparseMatrix
    /// The outward derivative, for a length of 1, of what data of other axes' walls have brought there; nil
    /// where they bring none.
    let normal: SparseMatrix?
  }

  let axis: Int
  let walls: [Wall]
  /// The number of points of a wall.
  let wallCount: Int
  /// The modes along the walls; nil for points.
  let basis: ModalBasis?

  /// - Throws: `GridError` if walls of several axes have such conditions, or modes along the walls would
  ///   mix.
  init?(_ grid: Grid, _ axes: [AxisRule], _ scheme: DiscreteScheme) throws(GridError) {
    let robin = grid.axes.indices.filter { index in
      Side.allCases.contains { grid.axes[index].boundary.condition($0)?.mixed != nil }
    }
    guard let axis = robin.first else { return nil }
    if robin.count > 1 {
      throw .unsupported(
        axis: robin[1], reason: "only the walls of one axis can have Robin conditions")
    }
    let others = grid.axes.indices.filter { $0 != axis }
    if let order = scheme.order, order > 2,
      let walled = others.first(where: { !grid.axes[$0].isPeriodic })
    {
      throw .unsupported(
        axis: walled,
        reason: "beside Robin conditions, differences of order 4 and 6 need periodic axes")
    }
    self.axis = axis
    wallCount = grid.wallCount(axis)
    walls = Side.allCases.compactMap { side in
      RobinWalls.wall(grid.axes[axis], axes[axis], side, scheme)
    }
    basis =
      others.isEmpty
      ? nil
      : ModalBasis(extents: others.map { grid.axes[$0].points }, others.map { axes[$0].modes })
  }

  private static func wall(
    _ axis: Axis, _ rule: AxisRule, _ side: Side, _ scheme: DiscreteScheme
  ) -> Wall? {
    guard let (value, derivative) = axis.boundary.condition(side)?.mixed else { return nil }
    let points = axis.points
    func place(_ fromWall: Int) -> Int { side == .lower ? fromWall : points - 1 - fromWall }
    var trace: [(column: Int, value: Double)] = [(place(0), 1)]
    if axis.placement == .cellCentres {
      let count = min(points, (scheme.order ?? 2) + 2)
      let weights = DifferenceWeights.weights(
        at: 0, from: (0..<count).map { Double($0) + 0.5 }, derivative: 0)
      trace = weights.enumerated().map { (place($0), $1) }
    }
    return Wall(
      side: side, value: value, derivative: derivative,
      trace: SparseMatrix(columnCount: points, rows: [trace]), normal: rule.lifts[side]?.reading)
  }
}

extension RobinWalls {
  /// What a problem with Neumann conditions has for some data at its walls.
  typealias Response = (_ fluxes: WallData, _ isHomogeneous: Bool) -> Solution

  /// The data of the Neumann conditions that stand for the Robin conditions, and the constant that is to
  /// be added to their solution if that lacks one.
  ///
  /// - Parameters:
  ///   - data: the data of all walls.
  ///   - length: of the axis.
  ///   - map: a matrix along the axis applied to a field of the grid.
  ///   - screening: κ².
  ///   - solve: the solution for Neumann data, with the density or without.
  func neumann(
    _ data: WallData, length: Value, in graph: Graph, map: (SparseMatrix, Value) -> Value,
    screening: Value?, solve: Response
  ) -> (data: WallData, constant: Value?) {
    var known = data
    for wall in walls { known[axis, wall.side] = 0 }
    let base = solve(known, false)
    let ones = graph.constant([Double](repeating: 1, count: basis?.modes.count ?? 1))
    let responses = walls.map { wall in
      var unit = WallData()
      unit[axis, wall.side] = points(ones)
      return solve(unit, true)
    }
    let right = walls.map { wall in
      var rest = data[axis, wall.side] - wall.value * map(wall.trace, base.potential)
      if let normal = wall.normal {
        rest = rest - wall.derivative / length * map(normal, base.potential)
      }
      return modes(rest)
    }
    let matrix = walls.enumerated().map { row, wall in
      responses.enumerated().map { column, response in
        let entry = wall.value * modes(map(wall.trace, response.potential))
        return row == column ? entry + wall.derivative : entry
      }
    }
    var fluxes = RobinWalls.solution(matrix, right)
    var constant: Value?
    if let removed = base.removedMean {
      // What the conditions make of a constant 1, and what each flux adds to the mean.
      let one = graph.constant([Double](repeating: 1, count: wallCount))
      let reaction = RobinWalls.solution(matrix, walls.map { -$0.value * modes(one) })
      let place = basis?.isNull.firstIndex(of: 1) ?? 0
      var (total, slope) = (removed, screening ?? 0)
      for (index, response) in responses.enumerated() {
        guard let share = response.removedMean else { continue }
        total = total + share * fluxes[index][place]
        slope = slope + share * reaction[index][place]
      }
      let value = -total / slope
      constant = value
      fluxes = zip(fluxes, reaction).map { $0 + value * $1 }
    }
    for (wall, flux) in zip(walls, fluxes) { known[axis, wall.side] = points(flux) }
    return (known, constant)
  }

  /// The modes of a field on the wall, as coefficients of the basis' functions.
  private func modes(_ field: Value) -> Value {
    basis.map { (1 / $0.scale) * $0.forward(field) } ?? field
  }

  private func points(_ modes: Value) -> Value { basis?.backward(modes) ?? modes }

  /// Cramer's rule for one or two equations.
  private static func solution(_ matrix: [[Value]], _ right: [Value]) -> [Value] {
    if right.count == 1 { return [right[0] / matrix[0][0]] }
    let determinant = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0]
    return [
      (right[0] * matrix[1][1] - matrix[0][1] * right[1]) / determinant,
      (matrix[0][0] * right[1] - right[0] * matrix[1][0]) / determinant,
    ]
  }
}
