import Autodiff

/// The parts of a problem that walls add to the right-hand side and to the solution.
struct WallTerms {
  let discretisation: Discretisation
  let graph: Graph
  let lengths: [Value]
  let screening: Value?
  let walls: WallData
  /// Whether closures take only their lowest derivative, the data themselves.
  var isLeading = false

  private var grid: Grid { discretisation.grid }

  /// What the second derivative along an axis has besides its reflected part, before the axis's filter;
  /// nil for nothing.
  func correction(_ axis: Int, of density: Value) -> Value? {
    var total: Value?
    for side in Side.allCases {
      guard let closure = discretisation.axes[axis].closures[side] else { continue }
      let derivatives = derivatives(closure, axis, side, of: density)
      for (derivative, column) in zip(derivatives, closure.corrections) {
        guard let derivative, !column.isZero else { continue }
        let term = apply(map(column, axis), field(derivative, axis))
        total = total.map { $0 + term } ?? term
      }
    }
    return total
  }

  /// φ at the points where it is given, 0 elsewhere; nil if it is 0 there.
  func givenPotential() -> Value? {
    var total: Value?
    for axis in grid.axes.indices {
      for side in Side.allCases {
        guard let point = discretisation.axes[axis].closures[side]?.givenPoint,
          let data = walls.known(axis, side)
        else { continue }
        let column = SparseMatrix(rowCount: grid.axes[axis].points, columnCount: 1) {
          row, entries in
          if row == point { entries.add(0, 1) }
        }
        // A corner belongs to the first of its walls.
        let term = apply(map(column, axis), isFirst(axis) * field(data, axis))
        total = total.map { $0 + term } ?? term
      }
    }
    return total
  }

  /// The normal derivatives of φ at a wall that its closure asks for, divided by L² (L the length of its
  /// axis): a ladder that begins with the data and goes on by
  ///
  ///     D^{d+2} φ = L² (D^d ρ + T D^d φ),  T = κ² − Σ_b D_b²/L_b² along the wall.
  private func derivatives(
    _ closure: WallClosure, _ axis: Int, _ side: Side, of density: Value
  ) -> [Value?] {
    let length = lengths[axis]
    let data = walls.known(axis, side)
    var current = data.map { closure.derivatives[0] == 0 ? $0 / square(length) : -$0 / length }
    var ladder = [current]
    if isLeading { return ladder }
    for derivative in closure.derivatives.dropLast() {
      guard let reading = closure.readings[derivative] else { continue }
      let source = apply(map(reading, axis), density)
      let along = current.flatMap { tangential($0, axis) }
      current = along.map { source + square(length) * $0 } ?? source
      ladder.append(current)
    }
    return ladder
  }

  /// T f for a field on a wall, or a scalar.
  private func tangential(_ f: Value, _ axis: Int) -> Value? {
    var total = screening.map { $0 * f }
    if f.shape.isScalar { return total }
    for other in grid.axes.indices where other != axis {
      let term = secondDerivative(f, other, without: axis) / square(lengths[other])
      total = total.map { $0 - term } ?? -term
    }
    return total
  }

  /// The second derivative, on a length of 1, of a field on a wall along one of its axes.
  private func secondDerivative(_ f: Value, _ axis: Int, without wall: Int) -> Value {
    let (outer, inner) = sizes(axis, without: wall)
    return discretisation.secondDerivative(f, axis, outer: outer, inner: inner)
  }

  /// A field over a wall, from such a field or a scalar.
  func field(_ value: Value, _ axis: Int) -> Value {
    let count = grid.wallCount(axis)
    if let number = value.number {
      return graph.constant([Double](repeating: number, count: count))
    }
    return broadcast(value, to: .field(count))
  }

  /// 1 at those points of a wall that don't lie on a wall of an earlier axis where φ is given.
  private func isFirst(_ axis: Int) -> Value {
    var factors: [[Double]] = []
    for other in grid.axes.indices where other != axis {
      let given = Side.allCases.compactMap { discretisation.axes[other].closures[$0]?.givenPoint }
      factors.append(
        (0..<grid.axes[other].points).map { other < axis && given.contains($0) ? 0 : 1 })
    }
    let table = ModeTable(along: factors.map { Array($0.indices) })
    return graph.constant(
      factors.enumerated().reduce([Double](repeating: 1, count: table.count)) { field, factor in
        zip(field, table.spread(factor.element, factor.offset)).map { $0 * $1 }
      })
  }

  /// A matrix along an axis of the grid, or of the grid's wall where another axis ends.
  private func map(_ matrix: SparseMatrix, _ axis: Int, without: Int? = nil) -> AxisMap {
    let (outer, inner) = sizes(axis, without: without)
    return AxisMap(matrix, outer: outer, inner: inner)
  }

  /// The number of points before and after an axis.
  private func sizes(_ axis: Int, without wall: Int?) -> (outer: Int, inner: Int) {
    func count(_ axes: Range<Int>) -> Int {
      axes.reduce(1) { $0 * ($1 == wall ? 1 : grid.axes[$1].points) }
    }
    return (count(0..<axis), count(axis + 1..<grid.dimension))
  }
}
