import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// Coefficients by differences of order 4 and 6 between walls.
@Suite("Coefficients between walls, by differences of higher order")
struct StaggeredFlowTests {
  static let schemes: [DiscreteScheme] = [.finiteDifference(.fourth), .finiteDifference(.sixth)]
  /// Walls of every kind on a line, and on planes.
  static let boundaries: [[Boundary]] =
    PolynomialFlowTests.boundaries.filter { $0.count == 1 } + [
      [.periodic, CoefficientTests.mixed],
      [CoefficientTests.dirichlet, CoefficientTests.dirichlet],
      [CoefficientTests.dirichlet, CoefficientTests.neumann],
      [CoefficientTests.mixed, WalledGridTests.robin[0]],
    ]

  private func solve(
    _ boundaries: [Boundary], _ intervals: [Int], _ scheme: DiscreteScheme,
    _ placement: Placement, screening: Double? = nil, strength: Double? = nil
  ) throws -> (error: Double, iterations: Double, residual: Double) {
    let axes = CoefficientTests.axes(boundaries, intervals: intervals, placement)
    return try KnownFlow(
      axes, lengths: Array([1.7, 2.3, 1.1][..<axes.count]), screening: screening,
      strength: strength, scheme
    ).solve()
  }

  /// Errors from walls are of a higher order, and where they are the largest part on coarse grids these fall faster.
  @Test(
    "errors fall with the scheme's power of the spacing", arguments: schemes, boundaries)
  func order(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    let isFourth = scheme.order == 4
    let sizes: [[Int]] =
      boundaries.count == 1
      ? (isFourth ? [[64], [256]] : [[32], [128]])
      : (isFourth ? [[32, 28], [64, 56]] : [[48, 40], [96, 80]])
    for placement in Placement.allCases {
      for (screening, strength) in [(1.5, nil), (nil, 3)] as [(Double?, Double?)] {
        if boundaries.count > 1, strength != nil { continue }
        let outcomes = try sizes.map {
          try solve(
            boundaries, $0, scheme, placement, screening: screening, strength: strength)
        }
        #expect(outcomes.allSatisfy { $0.residual < 1e-12 }, "\(outcomes)")
        let ratio = Double(sizes[1][0]) / Double(sizes[0][0])
        let order = log(outcomes[0].error / outcomes[1].error) / log(ratio)
        #expect(order > Double(scheme.order ?? 0) - 0.1, "\(placement): \(outcomes)")
      }
    }
  }

  @Test("the number of steps does not depend on the number of points", arguments: schemes)
  func steps(_ scheme: DiscreteScheme) throws {
    for placement in Placement.allCases {
      let counts = try [16, 64, 512].map {
        try solve([WalledGridTests.robin[2]], [$0], scheme, placement).iterations
      }
      #expect(counts.allSatisfy { $0 <= 30 }, "\(counts)")
      let box = [CoefficientTests.mixed, CoefficientTests.dirichlet]
      let planes = try [16, 48].map { try solve(box, [$0, $0], scheme, placement).iterations }
      #expect(planes[1] <= 55 && planes[1] - planes[0] <= 8, "\(planes)")
    }
  }

  /// Differences of u have round-off of n² ε, which neither a solution nor one of the transposed equations may see.
  @Test("derivatives on fine grids", arguments: schemes, Placement.allCases)
  func fine(_ scheme: DiscreteScheme, _ placement: Placement) throws {
    let axes = CoefficientTests.axes([CoefficientTests.mixed], intervals: [4096], placement)
    let discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
    let graph = Graph()
    let factor = graph.input()
    let x = graph.constant(discretisation.coordinates(0))
    let solution = try discretisation.solve(
      cos(3 * x), coefficient: factor * exp(sin(3 * x)), lengths: [1.7])
    // φ is proportional to 1/factor.
    let value = discretisation.average(solution.potential)
    let slope = gradient(of: value, withRespectTo: [factor])[0]
    let workspace = Program(
      graph, inputs: [factor],
      outputs: [value, slope, gradient(of: slope, withRespectTo: [factor])[0]]
    ).makeWorkspace()
    workspace.setInput(0, to: 1.3)
    workspace.run()
    let values = (0..<3).map(workspace.scalarOutput)
    #expect(isClose(values[1], -values[0] / 1.3, relative: 1e-9), "\(values)")
    #expect(isClose(values[2], 2 * values[0] / 1.69, relative: 1e-9), "\(values)")
  }

  @Test("the fewest points, and in space", arguments: schemes, Placement.allCases)
  func fewest(_ scheme: DiscreteScheme, _ placement: Placement) throws {
    let points = (scheme.order ?? 0) + 2
    let intervals = points - (placement == .nodes ? 1 : 0)
    for boundaries in Self.boundaries {
      let outcome = try solve(
        boundaries, boundaries.map { $0 == .periodic ? points : intervals }, scheme, placement,
        screening: 1.5)
      #expect(outcome.error < 0.3 && outcome.residual < 1e-12, "\(outcome)")
    }
    let space: [Boundary] = [CoefficientTests.mixed, .periodic, WalledGridTests.robin[0]]
    let errors = try [8, 16].map { try solve(space, [$0, $0, $0], scheme, placement).error }
    #expect(errors[1] < errors[0] / exp2(Double(scheme.order ?? 0) - 1), "\(errors)")
  }

  /// Without a reaction, and with one that is linear.
  @Test("reactions that are linear are screenings", arguments: schemes)
  func linear(_ scheme: DiscreteScheme) throws {
    for boundaries in Self.boundaries {
      let axes = CoefficientTests.axes(boundaries, intervals: [12, 9], .nodes)
      let discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
      let graph = Graph()
      var generator = SeededGenerator(seed: 23)
      let density = graph.constant(generator.vector(discretisation.grid.count))
      let lengths: [Value] = Array([1.3, 0.8][..<axes.count])
      let screened = try discretisation.solve(
        density, coefficient: 1.2, lengths: lengths, screening: 2.5)
      let general = try discretisation.solve(
        density, coefficient: 1.2, lengths: lengths,
        reaction: Reaction(of: []) { potential, _ in 2.5 * potential })
      let workspace = Program(
        graph, inputs: [],
        outputs: [
          screened.potential, general.potential, general.residual, general.status,
          general.newtonSteps ?? 0,
        ]
      ).makeWorkspace()
      workspace.run()
      let scale = workspace.output(0).largest
      #expect(distance(workspace.output(0), workspace.output(1)) < 1e-11 * scale)
      #expect(workspace.scalarOutput(2) < 1e-9 && workspace.scalarOutput(3) == 0)
      #expect(workspace.scalarOutput(4) <= 3)
    }
  }

  @Test("fluxes through walls, of the scheme's order", arguments: schemes, Placement.allCases)
  func fluxes(_ scheme: DiscreteScheme, _ placement: Placement) throws {
    for boundaries in [
      [CoefficientTests.dirichlet], [WalledGridTests.robin[2]],
      [CoefficientTests.dirichlet, CoefficientTests.mixed],
    ] {
      let errors = try [1, 2].map { factor in
        let axes = CoefficientTests.axes(
          boundaries, intervals: [40 * factor, 32 * factor], placement)
        let known = try KnownFlow(
          axes, lengths: Array([1.7, 2.3][..<axes.count]), screening: 1.5, scheme)
        let graph = Graph()
        let solution = try known.solution(in: graph).solution
        let walls = axes.indices.flatMap { axis in Side.allCases.map { (axis, $0) } }
        let workspace = Program(
          graph, inputs: [], outputs: walls.map { solution.flux(axis: $0.0, side: $0.1) }
        ).makeWorkspace()
        workspace.run()
        return walls.enumerated().map { index, wall in
          (workspace.scalarOutput(index) - known.flux(wall.0, wall.1)).magnitude
        }.largest
      }
      let order = log2(errors[0] / errors[1])
      #expect(order > Double(scheme.order ?? 0) - 0.4, "\(errors), order \(order)")
    }
  }
}
