import Autodiff

/// A stencil along an axis of a field: linear operators, one after the other.
struct FluxMap: Sendable {
  private let operators: [any LinearOperator]

  /// - Parameters:
  ///   - stencil: what is done along the axis.
  ///   - axis: the axis.
  ///   - extents: the field's.
  init(_ stencil: FluxAxis.Stencil, _ axis: Int, of extents: [Int]) {
    let (outer, inner) = (extents[..<axis].reduce(1, *), extents[(axis + 1)...].reduce(1, *))
    switch stencil {
    case .matrix(let matrix): operators = [AxisMap(matrix, outer: outer, inner: inner)]
    case .dense(let matrix): operators = [AxisProduct(matrix, outer: outer, inner: inner)]
    case .series(let matrix):
      let points = extents[axis]
      let basis = SeparableBasis(
        extents: [outer, points, inner], axes: [nil, AxisModes.fourier(points), nil])
      operators = [
        basis.forward, AxisMap(matrix, outer: outer, inner: inner), basis.backward,
      ]
    }
  }

  func callAsFunction(_ field: Value) -> Value { operators.reduce(field) { apply($1, $0) } }

  /// The transposed map.
  func transposed(_ field: Value) -> Value {
    operators.reversed().reduce(field) { $1.transposed($0) }
  }
}

/// A wall through which something flows, as the equations in flux form see it.
struct FluxWall: Sendable {
  let axis: Int
  let side: Side
  /// What a flux per area makes per cell volume, for each cell of the wall.
  let areas: [Double]
  private let entry: AxisMap
  private let trace: AxisMap
  private let interpolation: [FluxMap]

  /// nil where fluxes through the wall go through a face.
  init?(_ axes: [FluxAxis], _ axis: Int, _ side: Side, of extents: [Int]) {
    guard let entry = axes[axis].entries[side], let trace = axes[axis].traces[side] else {
      return nil
    }
    self.axis = axis
    self.side = side
    func map(_ row: SparseMatrix) -> AxisMap {
      AxisMap(
        row, outer: extents[..<axis].reduce(1, *), inner: extents[(axis + 1)...].reduce(1, *))
    }
    (self.entry, self.trace) = (map(entry), map(trace))
    var wall = extents
    wall[axis] = 1
    interpolation = axes.indices.compactMap { other in
      other == axis ? nil : axes[other].interpolation.map { FluxMap($0, other, of: wall) }
    }
    areas = FluxMatrix.product(
      axes.enumerated().map { $0 == axis ? [$1.inflow] : $1.volumes })
  }

  /// A field over the wall, in its cells.
  func inCells(_ field: Value) -> Value { interpolation.reduce(field) { $1($0) } }

  /// A coefficient at the wall.
  func coefficient(_ coefficient: Value) -> Value { inCells(apply(trace, coefficient)) }

  /// E φ: φ at the points into which fluxes flow.
  func values(of potential: Value) -> Value { inCells(apply(entry, potential)) }

  /// Eᵀ f: what flows into each point of the grid.
  func entered(_ cells: Value) -> Value {
    let field = interpolation.reversed().reduce(cells) { $1.transposed($0) }
    return entry.transposed(field)
  }
}
