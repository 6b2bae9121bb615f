import Autodiff

/// Points of walls with Robin conditions that lie on another wall, too, one where φ is given.
///
/// There φ is what the other wall's data say, and so is ∂φ/∂n, by differences along that wall. If α φ + β ∂φ/∂n is not
/// g then, no smooth φ has both walls' data, and the flux (g − α φ)/β that the condition asks for is beyond all bounds
/// as β becomes 0: it is that in a layer beside the corner, as wide as β/α. On grids that don't resolve the layer, where
/// β is small against α times the spacing ℓ, closures of higher order and polynomials would take this number for a
/// value of a flux that is smooth along the wall; and where β is 0 nothing would determine it.
///
/// So an equation of such a point is
///
///     (1 − t) (α φ + β q − g) ± t s (q − ∂φ/∂n) = 0,  s² = β² + (α ℓ)²,
///
/// with t = e at a wall where φ is given, e = exp(−50 (β/s)⁸), the sign being that of β. That is the condition where the
/// layer is resolved, to all digits from β = 4 α ℓ on; where it isn't, what fits the other wall's data; and either if
/// the data fit both.
///
/// A wall with a Robin condition of its own gives φ only if its own β is as small. So where two of them meet, t is e
/// times that of the first axis's wall in the other's equations. Otherwise, for both β = 0, both conditions would be for
/// φ, with two fluxes to choose from.
struct RobinCorners: Sendable {
  private let grid: Grid
  private let walls: [Wall]

  private struct Wall: Sendable {
    let axis: Int
    let side: Side
    /// How far the first two points of the axis are from each other, on a length of 1.
    let spacing: Double
    /// 1 at its points where φ is given, 0 elsewhere; nil if there are none.
    let given: [Double]?
    /// The walls with Robin conditions that give φ to some extent.
    let owners: [Int]
  }

  /// The equation of a wall's points is `condition` times (α φ + β q − g) plus `slope` times (q − ∂φ/∂n).
  struct Weights {
    /// 1 − t.
    let condition: Value
    /// ± t s.
    let slope: Value
    /// (1 − e) β ± e s: what q is multiplied by at points where φ is given, so that it changes neither φ nor ∂φ/∂n.
    let diagonal: Value
  }

  init(_ grid: Grid, _ axes: [AxisRule], _ walls: [RobinWalls.Wall]) {
    self.grid = grid
    func isOnNodes(_ axis: Int) -> Bool { grid.axes[axis].placement == .nodes }
    self.walls = walls.map { wall in
      let owners = walls.indices.filter { index in
        let other = walls[index].axis
        return other != wall.axis && isOnNodes(other)
          && (other < wall.axis || !isOnNodes(wall.axis))
      }
      let nodes = axes[wall.axis].nodes
      return Wall(
        axis: wall.axis, side: wall.side, spacing: nodes[1] - nodes[0], given: wall.given,
        owners: owners)
    }
  }

  /// The weights of a wall's equations; nil where all are its conditions.
  func weights(
    _ index: Int, _ coefficients: [RobinCoefficients], lengths: [Value], in graph: Graph
  ) -> Weights? {
    let wall = walls[index]
    if wall.given == nil, wall.owners.isEmpty { return nil }
    let derivative = coefficients[index].derivative
    // 1 less the extent to which other walls give φ.
    var rest = graph.constant(
      wall.given?.map { 1 - $0 } ?? [Double](repeating: 1, count: grid.wallCount(wall.axis)))
    for owner in wall.owners {
      let share = unresolved(owner, coefficients, lengths).share
      let field = graph.lift(share, to: .field(grid.wallCount(walls[owner].axis)))
      rest = rest * (1 - edge(field, from: walls[owner], to: wall))
    }
    let own = unresolved(index, coefficients, lengths)
    let size = `where`(isGreaterOrEqual(derivative, 0), 1, -1) * own.size
    let share = (1 - rest) * own.share
    return Weights(
      condition: 1 - share, slope: share * size,
      diagonal: (1 - own.share) * derivative + own.share * size)
  }

  /// e and s.
  private func unresolved(
    _ index: Int, _ coefficients: [RobinCoefficients], _ lengths: [Value]
  ) -> (share: Value, size: Value) {
    let spacing = walls[index].spacing * lengths[walls[index].axis]
    let size = hypot(coefficients[index].derivative, spacing * coefficients[index].value)
    let part = square(coefficients[index].derivative / size)
    return (exp(-50 * square(square(part))), size)
  }

  /// A field of one wall's points at the edge where it meets another, as a field of the other's points, 0 elsewhere.
  private func edge(_ field: Value, from wall: Wall, to other: Wall) -> Value {
    func end(_ wall: Wall) -> (points: Int, place: Int) {
      let points = grid.axes[wall.axis].points
      return (points, wall.side == .lower ? 0 : points - 1)
    }
    let (column, row) = (end(wall), end(other))
    let reading = SparseMatrix(columnCount: row.points, rows: [[(row.place, 1)]])
    let placing = SparseMatrix(rowCount: column.points, columnCount: 1) { row, entries in
      if row == column.place { entries.add(0, 1) }
    }
    return apply(
      map(placing, wall.axis, without: other.axis),
      apply(map(reading, other.axis, without: wall.axis), field))
  }

  /// A matrix along an axis of the wall where another axis ends.
  private func map(_ matrix: SparseMatrix, _ axis: Int, without wall: Int) -> AxisMap {
    func count(_ axes: Range<Int>) -> Int {
      axes.reduce(1) { $0 * ($1 == wall ? 1 : grid.axes[$1].points) }
    }
    return AxisMap(matrix, outer: count(0..<axis), inner: count(axis + 1..<grid.dimension))
  }
}
