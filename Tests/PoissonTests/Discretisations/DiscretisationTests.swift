import Autodiff
import Poisson
import Randomness
import Testing

@Suite("Discretisations")
struct DiscretisationTests {
  private static let kinds: [Boundary] = [.periodic] + WalledGridTests.kinds + WalledGridTests.robin

  /// At the stated minimum a scheme works, with one point less it says what the minimum is.
  @Test("fewest points", arguments: DiscreteScheme.general, kinds)
  func fewestPoints(_ scheme: DiscreteScheme, _ boundary: Boundary) throws {
    for placement in Placement.allCases {
      if scheme == .spectral, boundary != .periodic, placement == .cellCentres { continue }
      func grid(_ points: Int) throws -> Grid {
        try Grid([Axis(points: points, boundary: boundary, placement: placement)])
      }
      let error = #expect(throws: GridError.self) {
        try Discretisation(grid: grid(2), scheme: scheme)
      }
      guard case .tooFewPoints(axis: 0, points: 2, let minimum)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(throws: GridError.tooFewPoints(axis: 0, points: minimum - 1, minimum: minimum)) {
        try Discretisation(grid: grid(minimum - 1), scheme: scheme)
      }
      // Of several axes the one is named.
      #expect(throws: GridError.tooFewPoints(axis: 1, points: minimum - 1, minimum: minimum)) {
        let axes = [12, minimum - 1].map {
          Axis(points: $0, boundary: boundary, placement: placement)
        }
        return try Discretisation(grid: Grid(axes), scheme: scheme)
      }
      for points in minimum..<minimum + 4 {
        let discretisation = try Discretisation(grid: grid(points), scheme: scheme)
        let solver = TracedOperator(inputCount: points, outputCount: points) {
          discretisation.solve($0, lengths: [1.3]).potential
        }
        var generator = SeededGenerator(seed: UInt64(points))
        let (v, w) = (generator.vector(points), generator.vector(points))
        let solution = solver(v)
        #expect(!solution.contains { !$0.isFinite }, "seed \(points)")
        #expect(solver.dotProductDefect(v: v, w: w) < 1e-12, "seed \(points)")
      }
    }
  }

  @Test("what is not a grid, or has no scheme")
  func refusals() throws {
    #expect(throws: GridError.dimension(0)) { try Grid([]) }
    #expect(throws: GridError.dimension(4)) {
      try Grid([Axis](repeating: Axis(points: 4), count: 4))
    }
    let ring = Axis(points: 8)
    let walls = Boundary.walls(lower: .dirichlet, upper: .neumann)
    for axes in [[ring, ring], [Axis(points: 8, boundary: walls)]] {
      #expect(throws: GridError.self) { try Discretisation(grid: Grid(axes), scheme: .pinned) }
    }
    let long = Axis(points: 1025, boundary: walls)
    #expect(throws: GridError.tooManyPoints(axis: 1, points: 1025, maximum: 1024)) {
      let axes = [Axis(points: 1026, boundary: walls), long]
      return try Discretisation(grid: Grid(axes), scheme: .spectral)
    }
    // With Robin conditions at several axes none is integrated.
    let robin = Boundary.walls(lower: .robin, upper: .robin)
    #expect(throws: GridError.tooManyPoints(axis: 0, points: 1025, maximum: 1024)) {
      let axes = [Axis(points: 1025, boundary: robin), Axis(points: 8, boundary: robin)]
      return try Discretisation(grid: Grid(axes), scheme: .spectral)
    }
    for other in [ring, Axis(points: 8, boundary: walls)] {
      _ = try Discretisation(grid: Grid([other, long]), scheme: .spectral)
    }
    #expect(throws: GridError.self) {
      let axis = Axis(points: 16, boundary: walls, placement: .cellCentres)
      return try Discretisation(grid: Grid([axis]), scheme: .spectral)
    }
  }

  /// The periodic line by the solvers of the catalogue, bit for bit.
  @Test("the periodic line", arguments: [8, 13, 128])
  func line(_ points: Int) throws {
    var generator = SeededGenerator(seed: 1)
    let density = generator.vector(points)
    let average = mean(density)
    let centred = density.map { $0 - average }
    for (scheme, solver) in [
      (DiscreteScheme.spectral, Solver.spectral), (.finiteDifference(.second), .finiteDifference),
    ] {
      let problem = try NumericProblem([Axis(points: points)], scheme, lengths: [1])
      #expect(problem.potential(density) == solver.solve(density), "seed 1")
    }
    let pinned = try NumericProblem([Axis(points: points)], .pinned, lengths: [1])
    let solution = Solver.pinned.solve([0] + centred[1...])
    let shift = mean(solution)
    #expect(distance(pinned.potential(density), solution.map { $0 - shift }) < 1e-14, "seed 1")
  }

  /// Second differences between Dirichlet walls on nodes, and Neumann walls on cells, as matrices.
  @Test("second differences against dense matrices", arguments: [4, 5, 8, 13])
  func dense(_ points: Int) throws {
    var generator = SeededGenerator(seed: UInt64(points))
    for isDirichlet in [true, false] {
      let condition: Condition = isDirichlet ? .dirichlet : .neumann
      let problem = try NumericProblem(
        [
          Axis(
            points: points, boundary: .walls(lower: condition, upper: condition),
            placement: isDirichlet ? .nodes : .cellCentres)
        ], .finiteDifference(.second), lengths: [2], screening: 0.7)
      let density = generator.vector(points)
      let intervals = Double(isDirichlet ? points - 1 : points)
      let scale = intervals * intervals / 4
      let matrix = DenseMatrix(count: points) { row, column in
        if isDirichlet, row % (points - 1) == 0 { return row == column ? 1 : 0 }
        let isAtWall = row % (points - 1) == 0
        switch (row - column).magnitude {
        case 0: return (isAtWall ? -1 : -2) * scale - 0.7
        case 1: return scale
        default: return 0
        }
      }
      let right = density.indices.map { isDirichlet && $0 % (points - 1) == 0 ? 0 : density[$0] }
      #expect(distance(problem.potential(density), matrix.solve(right)) < 1e-13, "seed \(points)")
    }
  }

  @Test("quadratures are of the scheme's order")
  func quadrature() throws {
    let walls = Boundary.walls(lower: .dirichlet, upper: .neumann)
    for scheme in DiscreteScheme.general {
      for placement in Placement.allCases {
        if scheme == .spectral, placement == .cellCentres { continue }
        let discretisation = try Discretisation(
          grid: Grid([Axis(points: 17, boundary: walls, placement: placement)]), scheme: scheme)
        let (nodes, weights) = (discretisation.nodes(0), discretisation.weights(0))
        for degree in 0...((scheme.order ?? 17) - 1) {
          let sum = dot(weights, nodes.map { x in (0..<degree).reduce(1.0) { y, _ in y * x } })
          #expect(
            (sum - 1 / Double(degree + 1)).magnitude < 1e-14, "\(scheme) \(placement) \(degree)")
        }
      }
    }
  }
}
