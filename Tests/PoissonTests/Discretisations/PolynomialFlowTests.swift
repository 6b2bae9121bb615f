import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// Coefficients and reactions with polynomials between walls.
@Suite("Coefficients between walls, with polynomials")
struct PolynomialFlowTests {
  /// Walls of every kind, meeting in edges of every kind, beside periodic axes.
  static let boundaries: [[Boundary]] = {
    let (dirichlet, neumann) = (CoefficientTests.dirichlet, CoefficientTests.neumann)
    let (mixed, robin) = (CoefficientTests.mixed, WalledGridTests.robin)
    return [
      [dirichlet], [neumann], [mixed], [robin[0]], [robin[1]], [robin[2]],
      [.periodic, mixed], [neumann, .periodic], [robin[0], .periodic],
      [dirichlet, dirichlet], [dirichlet, neumann], [neumann, neumann],
      [mixed, robin[0]], [robin[1], robin[2]],
      [dirichlet, .periodic, mixed], [mixed, dirichlet, robin[0]], [neumann, neumann, neumann],
    ]
  }()

  private static let lengths = [1.7, 2.3, 1.1]

  private static func axes(_ points: [Int], _ boundaries: [Boundary]) -> [Axis] {
    zip(points, boundaries).map { Axis(points: $0, boundary: $1) }
  }

  @Test(
    "errors fall faster than any power", arguments: boundaries,
    [(nil, nil), (1.5, nil), (nil, 3), (1.5, 3)] as [(Double?, Double?)])
  func decay(
    _ boundaries: [Boundary], _ operators: (screening: Double?, strength: Double?)
  ) throws {
    // Even and odd numbers of points.
    let sizes =
      boundaries.count == 3 ? [[8, 9, 7], [13, 12, 14]] : [[10, 9], [16, 17], [30, 31]]
    let errors = try sizes.map { points in
      let outcome = try KnownFlow(
        Self.axes(points, boundaries), lengths: Array(Self.lengths[..<boundaries.count]),
        screening: operators.screening, strength: operators.strength, .spectral
      ).solve()
      #expect(outcome.residual < 1e-11)
      return outcome.error
    }
    #expect(errors[1] < errors[0] / 200, "\(errors)")
    if errors.count == 3 { #expect(errors[2] < 1e-12, "\(errors)") }
  }

  @Test("round-off and the number of steps do not grow with the number of points")
  func steps() throws {
    let boundaries = [
      CoefficientTests.dirichlet, CoefficientTests.neumann, WalledGridTests.robin[0],
    ]
    for boundary in boundaries {
      let outcomes = try [32, 64, 128, 256].map { points in
        try KnownFlow(Self.axes([points], [boundary]), lengths: [1.7], screening: nil, .spectral)
          .solve()
      }
      let counts = outcomes.map(\.iterations)
      #expect(counts.allSatisfy { $0 <= 25 && abs($0 - counts[0]) <= 1 }, "\(counts)")
      #expect(outcomes.allSatisfy { $0.error < 1e-12 }, "\(outcomes)")
    }
    let planes = try [24, 48].map { points in
      try KnownFlow(
        Self.axes([points, points], [CoefficientTests.dirichlet, WalledGridTests.robin[0]]),
        lengths: [1.7, 2.3], screening: nil, .spectral
      ).solve()
    }
    #expect(abs(planes[0].iterations - planes[1].iterations) <= 2, "\(planes)")
    #expect(planes[1].error < 1e-12, "\(planes)")
  }

  @Test("a constant coefficient is what the fast solver has", arguments: boundaries)
  func constant(_ boundaries: [Boundary]) throws {
    let axes = Self.axes([9, 8, 6], boundaries)
    let discretisation = try Discretisation(grid: Grid(axes), scheme: .spectral)
    let isRobin = axes.contains { axis in
      Side.allCases.contains { axis.boundary.condition($0) == .robin }
    }
    for screening in [nil, 0.7] {
      let graph = Graph()
      let lengths: [Value] = Array(Self.lengths[..<axes.count].map { Value($0) })
      // Of low degree, so that it makes no difference how the equation is tested.
      let x = (0..<axes.count).map { graph.constant(discretisation.coordinates($0)) }
      let density = x.reduce(1) { $0 * (1 + $1 * ($1 - 0.3)) }
      var walls = WallData()
      for axis in axes.indices where !axes[axis].isPeriodic {
        for side in Side.allCases {
          walls[axis, side] = side == .lower ? 0.4 : -0.9
          walls.setRobinNumbers(axis, side)
        }
      }
      let fast = discretisation.solve(
        density, lengths: lengths, screening: screening.map { Value($0) }, walls: walls)
      let general = try discretisation.solve(
        2.5 * density, coefficient: 2.5, lengths: lengths,
        screening: screening.map { Value(2.5 * $0) }, walls: walls)
      let workspace = Program(
        graph, inputs: [],
        outputs: [
          general.iterations, fast.removedMean ?? 0, general.removedMean ?? 0, general.residual,
          general.status, fast.potential, general.potential,
        ]
      ).makeWorkspace()
      workspace.run()
      // Without Robin conditions the preconditioner is the inverse.
      #expect(isRobin || workspace.scalarOutput(0) == 1, "one step")
      #expect(abs(2.5 * workspace.scalarOutput(1) - workspace.scalarOutput(2)) < 1e-12)
      #expect(workspace.scalarOutput(3) < 1e-9 && workspace.scalarOutput(4) == 0)
      guard axes.count == 1, screening == nil else { continue }
      // φ is a polynomial of degree 4.
      let scale = workspace.output(5).largest
      #expect(distance(workspace.output(5), workspace.output(6)) < 1e-12 * scale)
    }
  }

  @Test("the fewest points", arguments: boundaries)
  func fewest(_ boundaries: [Boundary]) throws {
    let axes = boundaries.map { Axis(points: $0 == .periodic ? 3 : 4, boundary: $0) }
    let outcome = try KnownFlow(
      axes, lengths: Array(Self.lengths[..<axes.count]), screening: 1.5, .spectral
    ).solve()
    #expect(outcome.error.isFinite && outcome.residual < 1e-11, "\(outcome)")
  }

  /// 100 times as much on one side as on the other.
  @Test("coefficients of high contrast")
  func contrast() throws {
    // (a φ′)′ = 0 with a = e^{cx}, φ = e^{−cx}: a φ′ = −c.
    let c = log(100.0)
    let outcomes = try [32, 128, 512].map { points in
      let axis = Axis(points: points, boundary: CoefficientTests.dirichlet)
      let discretisation = try Discretisation(grid: Grid([axis]), scheme: .spectral)
      let graph = Graph()
      let x = discretisation.coordinates(0)
      var walls = WallData()
      (walls[0, .lower], walls[0, .upper]) = (1, Value(exp(-c)))
      let solution = try discretisation.solve(
        graph.constant(x.map { _ in 0 }), coefficient: graph.constant(x.map { exp(c * $0) }),
        lengths: [1], walls: walls)
      let workspace = Program(
        graph, inputs: [],
        outputs: [
          solution.potential, solution.iterations, solution.flux(axis: 0, side: .lower),
          solution.flux(axis: 0, side: .upper),
        ]
      ).makeWorkspace()
      workspace.run()
      return (
        error: distance(workspace.output(0), x.map { exp(-c * $0) }),
        iterations: workspace.scalarOutput(1),
        fluxes: [workspace.scalarOutput(2) - c, workspace.scalarOutput(3) + c]
      )
    }
    #expect(outcomes.allSatisfy { $0.error < 1e-12 }, "\(outcomes)")
    #expect(outcomes.allSatisfy { $0.fluxes.largest < 1e-11 }, "\(outcomes)")
    // 2 ((√κ − 1)/(√κ + 1))^m = 1e-13 for m = 153.
    #expect(outcomes.allSatisfy { $0.iterations <= 153 }, "\(outcomes)")
  }
}
