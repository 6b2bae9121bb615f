import Autodiff
import Poisson
import Randomness
import Testing

/// Finite differences between walls against matrices written down from their definition: the central stencil on
/// values that are reflected at the walls, and for Robin conditions continued with the slope there.
///
/// ρ is rough, but 0 near walls: what closures read of it there is for the tests with polynomials.
@Suite("Walls against dense matrices")
struct DenseWallTests {
  private static let points = [21, 20, 19]

  /// The second derivative on a length of 1 between walls with data 0. Rows and columns of points where φ is given
  /// are 0.
  private func matrix(_ axis: Axis, _ index: Int, _ scheme: DiscreteScheme, length: Double)
    -> DenseMatrix
  {
    let (n, onNodes) = (axis.points, axis.placement == .nodes)
    let intervals = Double(onNodes ? n - 1 : n)
    func isGiven(_ point: Int) -> Bool {
      onNodes && (point == 0 && axis.boundary.condition(.lower) == .dirichlet)
        || onNodes && (point == n - 1 && axis.boundary.condition(.upper) == .dirichlet)
    }
    /// The weights of the points in the value at a place that may be behind a wall.
    func value(_ place: Int) -> [(point: Int, weight: Double)] {
      if (0..<n).contains(place) { return isGiven(place) ? [] : [(place, 1)] }
      let side: Side = place < 0 ? .lower : .upper
      let fromWall = side == .lower ? place : n - 1 - place
      let mirrored = onNodes ? -fromWall : -1 - fromWall
      func point(_ fromWall: Int) -> Int { side == .lower ? fromWall : n - 1 - fromWall }
      let image = value(point(mirrored))
      switch axis.boundary.condition(side) {
      case .dirichlet: return image.map { ($0.point, -$0.weight) }
      case .robin:
        let distance = (Double(mirrored) + (onNodes ? 0 : 0.5)) / intervals
        let slope =
          -length * RobinNumbers.value(index, side) / RobinNumbers.derivative(index, side)
        let trace = onNodes ? [1] : extrapolation(count: min(n, (scheme.order ?? 0) + 2))
        return image
          + trace.enumerated().map { (point($0.offset), 2 * distance * slope * $0.element) }
      default: return image
      }
    }
    var rows = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for row in 0..<n where !isGiven(row) {
      for (offset, weight) in scheme.stencil.enumerated() {
        for place in offset == 0 ? [row] : [row - offset, row + offset] {
          for part in value(place) {
            rows[row][part.point] += weight * intervals * intervals * part.weight
          }
        }
      }
    }
    let difference = DenseMatrix(count: n) { rows[$0][$1] }
    guard scheme == .compact4 else { return difference }
    let weights = DenseMatrix(count: n) { row, column in
      (row == column ? 1 : 0) + rows[row][column] / (12 * intervals * intervals)
    }
    let columns = (0..<n).map { column in weights.solve(rows.map { $0[column] }) }
    return DenseMatrix(count: n) { columns[$1][$0] }
  }

  /// Lagrange polynomials of ½, 1½, … at 0.
  private func extrapolation(count: Int) -> [Double] {
    var weights = [Double](repeating: 1, count: count)
    for point in 0..<count {
      for other in 0..<count where other != point {
        weights[point] *= (Double(other) + 0.5) / Double(other - point)
      }
    }
    return weights
  }

  /// Walls of each kind in one to three dimensions. Robin conditions where closures of higher order have no
  /// derivatives along walls.
  private static let boundaries: [[Boundary]] =
    WalledGridTests.boundaries + WalledGridTests.robin.map { [$0] }
    + [
      [WalledGridTests.robin[0], WalledGridTests.robin[1]], [WalledGridTests.robin[2], .periodic],
    ]

  @Test(
    "the matrix applied to the solution is ρ", arguments: WalledGridTests.schemes, boundaries)
  func residual(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    let isRobin = boundaries.contains { boundary in
      Side.allCases.contains { boundary.condition($0) == .robin }
    }
    if isRobin, boundaries.count > 1, scheme != .finiteDifference(.second) { return }
    let seed = UInt64(boundaries.count)
    var generator = SeededGenerator(seed: seed)
    for placement in Placement.allCases {
      let axes = zip(Self.points, boundaries).map {
        Axis(points: $0, boundary: $1, placement: placement)
      }
      let lengths = Array(WalledGridTests.lengths[..<axes.count])
      let discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
      let margin = (scheme.order ?? 0) + 2
      let inside = factors(axes) { axis, point in
        axis.isPeriodic || (margin..<axis.points - margin).contains(point)
      }
      let density = zip(generator.vector(discretisation.grid.count), inside).map { $0 * $1 }
      let graph = Graph()
      var walls = WallData()
      for axis in axes.indices {
        for side in Side.allCases { walls.setRobinNumbers(axis, side) }
      }
      let solution = discretisation.solve(
        graph.constant(density), lengths: lengths.map { Value($0) }, walls: walls)
      let workspace = Program(
        graph, inputs: [], outputs: [solution.potential, solution.removedMean ?? 0]
      ).makeWorkspace()
      workspace.run()
      let potential = workspace.output(0)
      var image = [Double](repeating: 0, count: density.count)
      for (index, axis) in axes.enumerated() {
        let matrix =
          axis.isPeriodic
          ? scheme.ring(axis.points) : matrix(axis, index, scheme, length: lengths[index])
        let derivative = apply(
          matrix, potential, axis: index, extents: discretisation.grid.extents)
        image = image.adding(1 / (lengths[index] * lengths[index]) * derivative)
      }
      let isUnknown = factors(axes) { axis, point in
        placement == .cellCentres
          || !(point == 0 && axis.boundary.condition(.lower) == .dirichlet
            || point == axis.points - 1 && axis.boundary.condition(.upper) == .dirichlet)
      }
      let removed = workspace.scalarOutput(1)
      let defect = image.indices.map {
        isUnknown[$0] * (image[$0] - density[$0] + removed)
      }
      #expect(defect.largest < 1e-10, "\(placement), seed \(seed)")
      let given = zip(potential, isUnknown).map { $0 * (1 - $1) }
      #expect(given.largest == 0, "\(placement), seed \(seed)")
    }
  }

  /// 1 at the points of a grid that are among a condition's along all axes, else 0.
  private func factors(_ axes: [Axis], _ condition: (Axis, Int) -> Bool) -> [Double] {
    axes.reduce([1.0]) { field, axis in
      field.flatMap { value in (0..<axis.points).map { condition(axis, $0) ? value : 0 } }
    }
  }
}
