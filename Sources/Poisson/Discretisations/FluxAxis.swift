import Glibc

/// One axis of length 1 divided into cells around its points, for fluxes through the faces between them.
///
/// Cells next to walls with a point on them are halves. A wall where φ is given and no point lies is a face
/// of its own, at half a spacing from the first point.
struct FluxAxis: Sendable {
  /// A linear map from values at the points to values at the faces.
  enum Stencil {
    /// A row per face.
    case matrix(SparseMatrix)
    /// What is done to the modes of a Fourier series.
    case series(SparseMatrix)
  }

  /// Differences of φ through the faces; for Fourier series the derivative there.
  let differences: Stencil
  /// A coefficient at the faces: the mean of both sides, and at walls that of the nearest point; for Fourier
  /// series the series' value.
  let means: Stencil
  /// What a difference of 1 makes per cell volume, by face: 1/h², at walls 2/h²; 1 for a derivative.
  let conductances: [Double]
  /// The volume of each point's cell, as a part of a whole one.
  let volumes: [Double]
  /// Points where φ is given.
  let givenPoints: Set<Int>
  /// Where φ at a wall that is a face enters the differences, as a column.
  let wallFaces: [Side: SparseMatrix]
  /// What a flux into the grid through a wall makes per cell volume, as a column.
  let inflows: [Side: SparseMatrix]
  /// A coefficient at a wall, from its values along the axis, as a row.
  let traces: [Side: SparseMatrix]
  /// How far points are apart.
  let spacing: Double
  /// How far the first point is from its wall.
  let wallDistance: Double

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
    givenPoints = onNodes ? Set(given.values) : []
    func column(_ count: Int, _ place: Int, _ value: Double) -> SparseMatrix {
      SparseMatrix(rowCount: count, columnCount: 1) { row, entries in
        if row == place { entries.add(0, value) }
      }
    }
    wallFaces = onNodes ? [:] : given.mapValues { column(faces.count, $0, 1) }
    var inflows: [Side: SparseMatrix] = [:]
    var traces: [Side: SparseMatrix] = [:]
    for side in Side.allCases where isWalled && given[side] == nil {
      let (end, next) = side == .lower ? (0, 1) : (points - 1, points - 2)
      inflows[side] = column(points, end, intervals)
      traces[side] = SparseMatrix(
        columnCount: points, rows: [onNodes ? [(end, 1)] : [(end, 1.5), (next, -0.5)]])
    }
    self.inflows = inflows
    self.traces = traces
  }
}

/// Fourier series: fluxes half a spacing behind the points.
///
/// There the derivative of a wave e^{iωx} is iω e^{iωh/2} times its value at the point, a factor of size ω for the
/// Nyquist mode as well, whose derivative at the points themselves would be 0: so GᵀG is minus the second derivative of
/// all modes, and a constant coefficient gives what the fast solver has.
extension FluxAxis {
  /// A periodic axis with a number of points.
  init(series points: Int) {
    func multiplication(
      _ factor: (_ angle: Double, _ mode: Int) -> (real: Double, imaginary: Double)
    ) -> Stencil {
      .series(
        SparseMatrix(rowCount: points, columnCount: points) { row, entries in
          // Real parts come first, then imaginary parts in reverse order.
          let mode = 2 * row <= points ? row : points - row
          let value = factor(Double.pi * Double(mode) / Double(points), mode)
          entries.add(row, value.real / Double(points))
          if mode == 0 || 2 * mode == points { return }
          let imaginary = value.imaginary / Double(points)
          entries.add(points - row, row == mode ? -imaginary : imaginary)
        })
    }
    differences = multiplication { angle, mode in
      let wavenumber = 2 * Double.pi * Double(mode)
      return (-wavenumber * sin(angle), wavenumber * cos(angle))
    }
    means = multiplication { angle, mode in
      (2 * mode == points ? 0 : cos(angle), sin(angle))
    }
    conductances = [Double](repeating: 1, count: points)
    volumes = conductances
    givenPoints = []
    wallFaces = [:]
    inflows = [:]
    traces = [:]
    spacing = 1 / Double(points)
    wallDistance = 0
  }
}
