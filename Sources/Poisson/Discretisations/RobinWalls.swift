import Autodiff

/// Robin conditions α φ + β ∂φ/∂n = g at any walls, by superposition. (`ChebyshevChannel` does without, unless α or β
/// vary along a wall.)
///
/// φ is what the problem has for ∂φ/∂n = 0 at these walls, plus what unknown fluxes q there add. Both are
/// solutions for Neumann conditions; q follows from the conditions, α φ(q) + β q = g at the points of the walls.
/// So α, β, the lengths and κ² need not be known when transforms are planned, every scheme has Robin
/// conditions of its own order, and no scheme knows of them: φ at the wall is read from the solution, no
/// derivative is. (From values given at the wall and fluxes read, schemes would lose an order, since errors have
/// kinks near walls.)
///
/// For the walls of one axis, modes along the walls don't mix, and that is one equation, or two, per mode, solved
/// at once. Axis by axis this is the preconditioner of an iteration where several axes have such walls, or modes
/// mix: the equations are of the second kind, so that its steps hardly depend on the number of points. There is an
/// iteration, too, where κ² may be negative: near an eigenvalue of the Neumann conditions the direct solution is
/// the difference of large numbers.
///
/// Where Neumann conditions leave a constant free, the constant C is one more unknown, and one more equation
/// says that what has been removed from ρ is −κ² C. That is so for any κ², so that a small one does no harm.
struct RobinWalls: Sendable {
  /// One such wall.
  struct Wall: Sendable {
    let axis: Int
    let side: Side
    /// φ at the wall from the values along the axis, as a row.
    let trace: SparseMatrix
    /// ∂φ/∂n at the wall for a length of 1, likewise.
    let normal: SparseMatrix
    /// Where its points are among the unknowns.
    let places: Range<Int>
    /// 1 at its points that lie on walls where φ is given, 0 elsewhere; nil if there are none.
    let given: [Double]?
  }

  /// The one or two walls of an axis, by their indices, and the modes along them; nil for points.
  struct Pair: Sendable {
    let walls: [Int]
    let basis: ModalBasis?

    /// The number of modes, those of a point included.
    var modeCount: Int { basis?.modes.count ?? 1 }

    /// The modes of a field on the wall, as coefficients of the basis' functions.
    func modes(_ field: Value) -> Value {
      basis.map { (1 / $0.scale) * $0.forward(field) } ?? field
    }

    func points(_ modes: Value) -> Value { basis?.backward(modes) ?? modes }
  }

  let walls: [Wall]
  let pairs: [Pair]
  let corners: RobinCorners
  /// Whether Neumann conditions in place of these leave a constant free.
  let hasConstant: Bool
  /// Whether one axis alone has such walls, and modes along them don't mix.
  let isDirect: Bool

  /// nil if there are no such walls.
  init?(_ grid: Grid, _ axes: [AxisRule], _ scheme: DiscreteScheme, hasConstant: Bool) {
    var (walls, pairs, count) = ([Wall](), [Pair](), 0)
    for axis in grid.axes.indices {
      let first = walls.count
      let given = RobinWalls.given(grid, axis)
      for side in Side.allCases where grid.axes[axis].boundary.condition(side) == .robin {
        walls.append(
          Wall(
            axis: axis, side: side, trace: RobinWalls.trace(grid.axes[axis], side, scheme),
            normal: grid.axes[axis].normalDerivative(side, scheme),
            places: count..<count + grid.wallCount(axis), given: given))
        count += grid.wallCount(axis)
      }
      if walls.count == first { continue }
      let others = grid.axes.indices.filter { $0 != axis }
      pairs.append(
        Pair(
          walls: Array(first..<walls.count),
          basis: others.isEmpty
            ? nil
            : ModalBasis(extents: others.map { grid.extents[$0] }, others.map { axes[$0].modes })))
    }
    guard let axis = walls.first?.axis else { return nil }
    self.walls = walls
    self.pairs = pairs
    corners = RobinCorners(grid, axes, walls)
    self.hasConstant = hasConstant
    // Closures of higher order have derivatives along the wall, which modes between walls are no eigenfunctions of.
    let isMixed = (scheme.order ?? 2) > 2
    isDirect =
      pairs.count == 1
      && grid.axes.indices.allSatisfy { $0 == axis || grid.axes[$0].isPeriodic || !isMixed }
  }

  /// Whether no α or β varies along its wall.
  func isUniform(_ data: WallData) -> Bool {
    walls.allSatisfy { wall in
      let coefficients = data[robin: wall.axis, wall.side]
      return coefficients.value.shape.isScalar && coefficients.derivative.shape.isScalar
    }
  }

  /// The number of unknowns.
  var count: Int { (walls.last?.places.upperBound ?? 0) + (hasConstant ? 1 : 0) }

  /// 1 at the points of an axis's wall that lie on walls where φ is given; nil if there are none.
  private static func given(_ grid: Grid, _ axis: Int) -> [Double]? {
    let others = grid.axes.indices.filter { $0 != axis }.map { grid.axes[$0] }
    guard others.contains(where: { !$0.givenPoints.isEmpty }) else { return nil }
    return others.reduce([0]) { field, other in
      let given = other.givenPoints
      return field.flatMap { value in
        (0..<other.points).map { given.contains($0) ? 1 : value }
      }
    }
  }

  private static func trace(_ axis: Axis, _ side: Side, _ scheme: DiscreteScheme) -> SparseMatrix {
    let points = axis.points
    func place(_ fromWall: Int) -> Int { side == .lower ? fromWall : points - 1 - fromWall }
    var trace: [(column: Int, value: Double)] = [(place(0), 1)]
    if axis.placement == .cellCentres {
      let count = min(points, (scheme.order ?? 2) + 2)
      let weights = DifferenceWeights.weights(
        at: 0, from: (0..<count).map { Double($0) + 0.5 }, derivative: 0)
      trace = weights.enumerated().map { (place($0), $1) }
    }
    return SparseMatrix(columnCount: points, rows: [trace])
  }
}

extension RobinWalls {
  /// The same conditions with numbers of order 1: a multiple of a condition is the same condition, and those of several
  /// walls are equations of one system.
  func scaled(_ walls: WallData, _ lengths: [Value]) -> WallData {
    var scaled = walls
    for wall in self.walls {
      let coefficients = walls[robin: wall.axis, wall.side]
      let size = hypot(lengths[wall.axis] * coefficients.value, coefficients.derivative)
      scaled[robin: wall.axis, wall.side] = RobinCoefficients(
        value: coefficients.value / size, derivative: coefficients.derivative / size)
      if let data = walls.known(wall.axis, wall.side) {
        scaled[wall.axis, wall.side] = data / size
      }
    }
    return scaled
  }
}
