import Autodiff

/// What data at walls of axes with dense modes add.
struct ModalWallTerms {
  let discretisation: Discretisation
  let graph: Graph
  let lengths: [Value]
  let walls: WallData

  private var grid: Grid { discretisation.grid }

  /// The axes with such walls.
  private var axes: [Int] {
    grid.axes.indices.filter { !discretisation.axes[$0].modalWalls.isEmpty }
  }

  /// What is to be added to the modes of ρ where Chebyshev series along an axis are integrated; nil for 0.
  func loads(_ channel: ChebyshevChannel) -> Value? {
    let kinds = ChebyshevChannel.kinds(discretisation.axes, axis: channel.axis)
    return loads(channel.modeExtents) { field, others in
      ChebyshevSeries(
        extents: others.map { grid.extents[$0] }, kinds: others.map { kinds[$0] }
      ).coefficients(of: field)
    }
  }

  /// The same where modes along all axes are known.
  func loads() -> Value? {
    loads(discretisation.basis.modes.along.map(\.count)) { field, others in
      ModalBasis(
        extents: others.map { grid.extents[$0] }, others.map { discretisation.axes[$0].modes }
      ).forward(field)
    }
  }

  /// The same, by what makes modes of a field on a wall, which has the other axes.
  private func loads(
    _ counts: [Int], _ modes: (_ field: Value, _ others: [Int]) -> Value
  ) -> Value? {
    var total: Value?
    for axis in axes {
      let others = grid.axes.indices.filter { $0 != axis }
      for side in Side.allCases {
        guard let wall = discretisation.axes[axis].modalWalls[side],
          let data = walls.known(axis, side)
        else { continue }
        let field = field(data, axis)
        let modes = others.isEmpty ? field : modes(field, others)
        let load = apply(
          AxisMap(
            wall.load, outer: counts[..<axis].reduce(1, *),
            inner: counts[(axis + 1)...].reduce(1, *)), modes)
        let term = load / (wall.isDirichlet ? square(lengths[axis]) : lengths[axis])
        total = total.map { $0 - term } ?? -term
      }
    }
    return total
  }

  /// What φ has besides its modes; nil for nothing. The axes have their turn one after the other: a wall's data are
  /// lessened by what is there already.
  func completion() -> Value? {
    var total: Value?
    for axis in axes {
      let known = total
      for side in Side.allCases {
        guard let column = discretisation.axes[axis].modalWalls[side]?.completion
        else { continue }
        var data = walls.known(axis, side).map { field($0, axis) }
        if let known {
          let points = grid.extents[axis]
          let reading = SparseMatrix(
            columnCount: points, rows: [[(side == .lower ? 0 : points - 1, 1)]])
          let present = apply(discretisation.map(reading, axis), known)
          data = data.map { $0 - present } ?? -present
        }
        guard let data else { continue }
        let term = apply(discretisation.map(column, axis), data)
        total = total.map { $0 + term } ?? term
      }
    }
    return total
  }

  /// The mean flux through walls with Neumann conditions per length, which is the mean of ρ that they ask for.
  func inflow() -> Value? {
    var total: Value?
    for axis in grid.axes.indices {
      for side in Side.allCases {
        guard grid.axes[axis].boundary.condition(side) != nil, let data = walls.known(axis, side)
        else { continue }
        let others = grid.axes.indices.filter { $0 != axis }
        let weights = others.reduce([1.0]) { field, other in
          field.flatMap { value in discretisation.axes[other].weights.map { value * $0 } }
        }
        let mean = data.shape.isScalar ? data : sum(data.weighted(by: weights))
        let term = mean / lengths[axis]
        total = total.map { $0 + term } ?? term
      }
    }
    return total
  }

  /// A field over a wall, from such a field or a scalar.
  private func field(_ value: Value, _ axis: Int) -> Value {
    graph.lift(value, to: .field(grid.wallCount(axis)))
  }
}
