import Autodiff

/// What data at walls of axes with dense modes add, where Chebyshev series along another axis are integrated.
struct ModalWallTerms {
  let discretisation: Discretisation
  let channel: ChebyshevChannel
  let graph: Graph
  let lengths: [Value]
  let walls: WallData

  private var grid: Grid { discretisation.grid }

  /// The axes with such walls.
  private var axes: [Int] {
    grid.axes.indices.filter { !discretisation.axes[$0].modalWalls.isEmpty }
  }

  /// What is to be added to the modes of ρ; nil for 0.
  func loads() -> Value? {
    var total: Value?
    for axis in axes {
      let others = grid.axes.indices.filter { $0 != axis }
      let kinds = ChebyshevChannel.kinds(discretisation.axes, axis: channel.axis)
      let series = ChebyshevSeries(
        extents: others.map { grid.extents[$0] }, kinds: others.map { kinds[$0] })
      for side in Side.allCases {
        guard let wall = discretisation.axes[axis].modalWalls[side],
          let data = walls.known(axis, side)
        else { continue }
        let modes = series.coefficients(of: field(data, axis))
        let counts = channel.modeExtents
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
        let rule = discretisation.axes[axis]
        guard let column = rule.modalWalls[side]?.completion, let lift = rule.lifts[side]
        else { continue }
        var data = walls.known(axis, side).map { field($0, axis) }
        if let known {
          let present = apply(discretisation.map(lift.reading, axis), known)
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
