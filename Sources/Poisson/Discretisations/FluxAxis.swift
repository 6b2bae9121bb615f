import Glibc

/// One axis of length 1 divided into cells around its points, for fluxes through the faces between them; or with what
/// takes the place of cells and faces on rings (`FluxRing.swift`) and for polynomials (`FluxPolynomials.swift`).
///
/// Cells next to walls with a point on them are halves. A wall where φ is given and no point lies is a face
/// of its own, at half a spacing from the first point.
struct FluxAxis: Sendable {
  /// A linear map along the axis.
  enum Stencil {
    /// A row per result.
    case matrix(SparseMatrix)
    /// What is done to the modes of a Fourier series.
    case series(SparseMatrix)
    /// A matrix with every entry.
    case dense(AxisMatrix)
  }

  /// From values at the points to those where ρ and κ²φ are summed; nil where these are the points themselves.
  let interpolation: Stencil?
  /// From there, differences of φ through the faces; for series and polynomials the derivative at the faces.
  let differences: Stencil
  /// From there, a coefficient at the faces: the mean of both sides, and at walls that of the nearest point; for
  /// series the series' value; nil where faces are where sums are.
  let means: Stencil?
  /// What a difference of 1 makes per cell volume, by face: 1/h², at walls 2/h²; for a derivative the quadrature weight.
  let conductances: [Double]
  /// The volume of each cell where ρ is summed, as a part of a whole one.
  let volumes: [Double]
  /// The volume that belongs to each point.
  let pointVolumes: [Double]
  /// Points where φ is given.
  let givenPoints: Set<Int>
  /// Where φ at a wall that is a face enters the differences, as a column.
  let wallFaces: [Side: SparseMatrix]
  /// The point into which a flux through a wall flows where φ is not given, as a row.
  let entries: [Side: SparseMatrix]
  /// What such a flux makes per cell volume.
  let inflow: Double
  /// A coefficient at a wall, from its values along the axis, as a row.
  let traces: [Side: SparseMatrix]
  /// How far points are apart.
  let spacing: Double
  /// How far the first point is from its wall.
  let wallDistance: Double

  /// The axes of a grid.
  ///
  /// - Throws: `GridError` where there is no flux form.
  static func axes(of discretisation: Discretisation) throws(GridError) -> [FluxAxis] {
    let grid = discretisation.grid
    switch discretisation.scheme {
    case .finiteDifference(.second): return grid.axes.map { FluxAxis($0) }
    case .finiteDifference(let order) where grid.isPeriodic:
      return grid.axes.map { FluxAxis(ring: $0.points, order: order.rawValue) }
    case .spectral:
      var axes: [FluxAxis] = []
      for (index, axis) in grid.axes.enumerated() {
        guard let walls = SpectralWalls(axis) else {
          axes.append(FluxAxis(series: axis.points))
          continue
        }
        guard axis.points <= AxisRule.maximumDensePoints else {
          throw .tooManyPoints(
            axis: index, points: axis.points, maximum: AxisRule.maximumDensePoints,
            isForEveryAxis: true)
        }
        axes.append(FluxAxis(polynomials: walls))
      }
      return axes
    default:
      throw .unsupported(
        axis: nil,
        reason: """
          A coefficient or a reaction goes with the schemes "spectral" and "finite-difference" of order 2, 4 or 6.
          """)
    }
  }

  /// The cells of an axis.
  init(_ axis: Axis) {
    let points = axis.points
    guard case .walls(let lower, let upper) = axis.boundary else {
      self.init(
        points: points, faces: (0..<points).map { .between($0, ($0 + 1) % points) },
        intervals: Double(points), halves: [])
      return
    }
    let onNodes = axis.placement == .nodes
    var faces = (0..<points - 1).map { Face.between($0, $0 + 1) }
    var ends: [Side: Int] = [:]
    if !onNodes, lower == .dirichlet { faces.insert(.wall(0), at: 0) }
    if !onNodes, upper == .dirichlet { faces.append(.wall(points - 1)) }
    for (side, condition) in [(Side.lower, lower), (.upper, upper)] where condition == .dirichlet {
      ends[side] = side == .lower ? 0 : (onNodes ? points - 1 : faces.count - 1)
    }
    self.init(
      points: points, faces: faces, intervals: Double(onNodes ? points - 1 : points),
      halves: onNodes ? [0, points - 1] : [], given: ends, onNodes: onNodes, isWalled: true)
  }

  /// A face between two points, or between a point and a wall.
  private enum Face {
    case between(Int, Int)
    case wall(Int)
  }

  private init(
    points: Int, faces: [Face], intervals: Double, halves: Set<Int>, given: [Side: Int] = [:],
    onNodes: Bool = true, isWalled: Bool = false
  ) {
    func stencil(_ near: Double, _ far: Double) -> Stencil {
      let matrix = SparseMatrix(rowCount: faces.count, columnCount: points) { row, entries in
        switch faces[row] {
        case .between(let one, let other):
          entries.add(one, near)
          entries.add(other, far)
        case .wall(let point):
          entries.add(point, 1)
        }
      }
      return .matrix(matrix)
    }
    differences = stencil(-1, 1)
    means = stencil(0.5, 0.5)
    conductances = faces.map { face in
      if case .wall = face { 2 * intervals * intervals } else { intervals * intervals }
    }
    spacing = 1 / intervals
    wallDistance = onNodes ? 0 : 0.5 / intervals
    volumes = (0..<points).map { halves.contains($0) ? 0.5 : 1 }
    pointVolumes = volumes
    interpolation = nil
    inflow = intervals
    givenPoints = onNodes ? Set(given.values) : []
    func column(_ count: Int, _ place: Int, _ value: Double) -> SparseMatrix {
      SparseMatrix(rowCount: count, columnCount: 1) { row, entries in
        if row == place { entries.add(0, value) }
      }
    }
    wallFaces = onNodes ? [:] : given.mapValues { column(faces.count, $0, 1) }
    var entries: [Side: SparseMatrix] = [:]
    var traces: [Side: SparseMatrix] = [:]
    for side in Side.allCases where isWalled && given[side] == nil {
      let (end, next) = side == .lower ? (0, 1) : (points - 1, points - 2)
      entries[side] = SparseMatrix(columnCount: points, rows: [[(end, 1)]])
      traces[side] = SparseMatrix(
        columnCount: points, rows: [onNodes ? [(end, 1)] : [(end, 1.5), (next, -0.5)]])
    }
    self.entries = entries
    self.traces = traces
  }
}
