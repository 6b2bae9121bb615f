import Autodiff

/// One axis of length 1 with fluxes halfway between its points, all differences of one order, up to the walls.
///
/// Away from walls differences, means and divergences are central, of as many neighbours as the order; next to them they
/// take the nearest ones, one more, and what is known at the wall itself: φ, or the flux through it. So the matrix is not
/// symmetric.
struct StaggeredAxis: Sendable {
  /// Differences of φ through the faces, a row per face.
  let differences: SparseMatrix
  /// What φ at a wall without points on it adds to them, as a column.
  let wallDifferences: [Side: SparseMatrix]
  /// A coefficient at the faces.
  let means: SparseMatrix
  /// The derivative of fluxes at the points, a row per point.
  let divergence: SparseMatrix
  /// What the flux through a wall, where it is known, adds to that, as a column.
  let inflows: [Side: SparseMatrix]
  /// A field at a wall from its values along the axis, as a row.
  let traces: [Side: SparseMatrix]
  /// The outward derivative at a wall, as a row.
  let normals: [Side: SparseMatrix]

  /// - Parameters:
  ///   - axis: an axis, with as many points as the scheme asks for.
  ///   - order: 4 or 6.
  init(_ axis: Axis, order: Int) {
    guard case .walls(let lower, let upper) = axis.boundary else {
      (differences, means, divergence) = StaggeredAxis.ring(axis.points, order: order)
      (wallDifferences, inflows, traces, normals) = ([:], [:], [:], [:])
      return
    }
    let points = axis.points
    let onNodes = axis.placement == .nodes
    let intervals = Double(onNodes ? points - 1 : points)
    let conditions = [Side.lower: lower, .upper: upper]
    let ends = [Side.lower: 0, .upper: intervals]
    // In spacings from the lower wall.
    let places = (0..<points).map { Double($0) + (onNodes ? 0 : 0.5) }
    var faces = (0..<points - 1).map { places[$0] + 0.5 }
    if !onNodes, lower == .dirichlet { faces.insert(0, at: 0) }
    if !onNodes, upper == .dirichlet { faces.append(intervals) }
    let givenWalls = Side.allCases.filter { !onNodes && conditions[$0] == .dirichlet }
    let knownFluxes = Side.allCases.filter { conditions[$0] != .dirichlet }
    func rows(
      _ targets: [Double], _ sources: [Double], _ extra: [Side], _ derivative: Int
    ) -> (own: SparseMatrix, walls: [Side: SparseMatrix]) {
      let all = sources + extra.map { ends[$0] ?? 0 }
      let weights = targets.map {
        StaggeredAxis.weights(at: $0, from: all, derivative, order: order).map {
          (column: $0.column, value: derivative == 1 ? intervals * $0.value : $0.value)
        }
      }
      let own = SparseMatrix(
        columnCount: sources.count,
        rows: weights.map { $0.filter { $0.column < sources.count } })
      var walls: [Side: SparseMatrix] = [:]
      for (index, side) in extra.enumerated() {
        walls[side] = SparseMatrix(
          columnCount: 1,
          rows: weights.map { row in
            row.filter { $0.column == sources.count + index }.map { (column: 0, value: $0.value) }
          })
      }
      return (own, walls)
    }
    (differences, wallDifferences) = rows(faces, places, givenWalls, 1)
    means = rows(faces, places, [], 0).own
    (divergence, inflows) = rows(places, faces, knownFluxes, 1)
    traces = ends.mapValues { rows([$0], places, [], 0).own }
    var normals: [Side: SparseMatrix] = [:]
    for (side, end) in ends {
      let row = rows([end], places, [], 1).own
      normals[side] =
        side == .upper
        ? row : SparseMatrix(columnCount: points, rows: [row.row(0).map { ($0.column, -$0.value) }])
    }
    self.normals = normals
  }

  /// A periodic axis, as `FluxAxis` has it.
  private static func ring(
    _ points: Int, order: Int
  ) -> (differences: SparseMatrix, means: SparseMatrix, divergence: SparseMatrix) {
    let ring = FluxAxis(ring: points, order: order)
    guard case .matrix(let differences) = ring.differences, case .matrix(let means) = ring.means
    else { preconditionFailure("differences are sparse") }
    func scaled(_ matrix: SparseMatrix, _ factor: Double) -> SparseMatrix {
      SparseMatrix(
        columnCount: points,
        rows: (0..<points).map { matrix.row($0).map { ($0.column, factor * $0.value) } })
    }
    return (
      scaled(differences, Double(points)), means, scaled(differences.transpose, -Double(points))
    )
  }

  /// Weights of a derivative at a place from fields at others: of as many as the order if they lie around it
  /// symmetrically in steps of a spacing, or else of the nearest ones, one more than the order.
  private static func weights(
    at place: Double, from places: [Double], _ derivative: Int, order: Int
  ) -> [(column: Int, value: Double)] {
    if let same = places.firstIndex(of: place), derivative == 0 { return [(same, 1)] }
    let wanted = (0..<order).map { place + Double($0) + 0.5 - Double(order / 2) }
    var columns = wanted.compactMap { places.firstIndex(of: $0) }
    if columns.count < order {
      let sorted = places.indices.sorted { one, other in
        let (near, far) = ((places[one] - place).magnitude, (places[other] - place).magnitude)
        return near < far || near == far && one < other
      }
      columns = Array(sorted.prefix(order + 1))
    }
    let weights = DifferenceWeights.weights(
      at: place, from: columns.map { places[$0] }, derivative: derivative)
    return zip(columns, weights).map { ($0, $1) }
  }
}
