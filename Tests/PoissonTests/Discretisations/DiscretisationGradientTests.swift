import Autodiff
import Poisson
import Randomness
import Testing

/// Derivatives of Σ c φ² in everything a solution depends on, by Taylor's remainders and, for both
/// modes, the dot product.
@Suite("Derivatives of solutions")
struct DiscretisationGradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let axes: [Axis]
    let scheme: DiscreteScheme
    var testDescription: String { "\(scheme) \(axes.map { "\($0.points) \($0.boundary)" })" }
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    for scheme in DiscreteScheme.general {
      for extents in [[16], [9, 8], [7, 8, 9]] {
        cases.append(Case(axes: extents.map { Axis(points: $0) }, scheme: scheme))
      }
    }
    let (dirichlet, neumann) = (Condition.dirichlet, Condition.neumann)
    let walls: [[Boundary]] = [
      [.walls(lower: dirichlet, upper: neumann)], [.walls(lower: neumann, upper: neumann)],
      [.walls(lower: dirichlet, upper: dirichlet), .walls(lower: neumann, upper: neumann)],
      [.periodic, .walls(lower: neumann, upper: dirichlet)],
      [
        .walls(lower: dirichlet, upper: dirichlet), .periodic,
        .walls(lower: neumann, upper: dirichlet),
      ],
    ]
    for scheme in DiscreteScheme.walled {
      for (index, boundaries) in (walls + WalledGridTests.robinBoundaries).enumerated() {
        let placement: Placement = scheme == .spectral || index % 2 == 0 ? .nodes : .cellCentres
        cases.append(
          Case(
            axes: zip([9, 8, 10], boundaries).map {
              Axis(points: $0, boundary: $1, placement: placement)
            }, scheme: scheme))
      }
    }
    // Beside an axis that is too long for matrices.
    let long = Axis(points: 1025, boundary: .walls(lower: neumann, upper: dirichlet))
    let short = Axis(points: 7, boundary: .walls(lower: dirichlet, upper: dirichlet))
    return cases + [
      Case(axes: [long, short], scheme: .spectral), Case(axes: [short, long], scheme: .spectral),
      Case(axes: [Axis(points: 16)], scheme: .pinned),
    ]
  }()

  /// The objective, its gradient, H v and the directional derivative J v as functions of a vector: the
  /// lengths, κ² if there is one, a multiple of each of two densities, one of the data at the walls, and two in
  /// α and β.
  private struct Objective {
    let program: Program
    let inputCount: Int

    init(_ test: Case, isScreened: Bool, direction: [Double], seed: UInt64) throws {
      let discretisation = try Discretisation(grid: Grid(test.axes), scheme: test.scheme)
      var generator = SeededGenerator(seed: seed)
      let count = discretisation.grid.count
      let graph = Graph()
      let inputs = direction.map { _ in graph.input() }
      let dimension = test.axes.count
      let density =
        inputs[dimension + 1] * graph.constant(generator.vector(count))
        + square(inputs[dimension + 2]) * graph.constant(generator.vector(count))
      var walls = WallData()
      for (axis, boundary) in test.axes.map(\.boundary).enumerated() {
        for side in Side.allCases where boundary.condition(side) != nil {
          let wallCount = discretisation.grid.wallCount(axis)
          walls[axis, side] =
            side == .lower
            ? inputs[dimension + 3]
            : inputs[dimension + 3] * graph.constant(generator.vector(wallCount))
        }
      }
      let solution = discretisation.solve(
        density, lengths: Array(inputs[..<dimension]),
        screening: isScreened ? inputs[dimension] : nil, walls: walls)
      let weights = graph.constant(generator.vector(count))
      let value = sum(weights * square(solution.potential))
      let gradient = gradient(of: value, withRespectTo: inputs)
      let tangents = zip(inputs, direction).map { (value: $0, tangent: Value($1)) }
      let slope = pushforward(tangents, to: [value])
      let product = pushforward(tangents, to: gradient)
      program = Program(graph, inputs: inputs, outputs: [value] + gradient + slope + product)
      inputCount = inputs.count
    }

    func callAsFunction(_ x: [Double]) -> (
      value: Double, gradient: [Double], slope: Double, product: [Double]
    ) {
      let y = program.run(scalars: x)
      return (
        y[0], Array(y[1...inputCount]), y[inputCount + 1], Array(y[(inputCount + 2)...])
      )
    }
  }

  @Test("Taylor remainders and both modes", arguments: cases, [false, true])
  func taylor(_ test: Case, _ isScreened: Bool) throws {
    if test.scheme == .pinned, isScreened { return }
    let seed: UInt64 = 20
    var generator = SeededGenerator(seed: seed)
    let dimension = test.axes.count
    let start = (0..<dimension).map { 1.3 + 0.4 * Double($0) } + [2.2, 0.8, 0.6, 0.7, 1.1, 0.3]
    let direction = start.map { 0.3 * $0 * Double.random(in: -1...1, using: &generator) }
    let objective = try Objective(test, isScreened: isScreened, direction: direction, seed: seed)
    let base = objective(start)
    let slope = dot(base.gradient, direction)
    #expect(isClose(slope, base.slope, relative: 1e-11), "seed \(seed)")
    let curvature = dot(base.product, direction)
    func remainder(_ epsilon: Double, _ order: Int) -> Double {
      let value = objective(start.adding(epsilon * direction)).value - base.value
      let model = epsilon * slope + (order == 3 ? 0.5 * epsilon * epsilon * curvature : 0)
      return (value - model).magnitude
    }
    let floor = 1e-12 * base.value.magnitude
    #expect(observedOrder(floor: floor) { remainder($0, 2) } > 1.9, "seed \(seed)")
    #expect(observedOrder(floor: floor) { remainder($0, 3) } > 2.8, "seed \(seed)")
  }

  /// The map from ρ to φ and the pullback, which is another computation.
  @Test("dot products of whole fields", arguments: cases, [nil, 1.7])
  func dotProduct(_ test: Case, _ screening: Double?) throws {
    if test.scheme == .pinned, screening != nil { return }
    let discretisation = try Discretisation(grid: Grid(test.axes), scheme: test.scheme)
    let count = discretisation.grid.count
    let solver = TracedOperator(inputCount: count, outputCount: count) { density in
      discretisation.solve(
        density, lengths: test.axes.indices.map { Value(1 + 0.5 * Double($0)) },
        screening: screening.map { Value($0) }
      ).potential
    }
    for seed in 1..<4 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let (v, w) = (generator.vector(count), generator.vector(count))
      #expect(solver.dotProductDefect(v: v, w: w) < 1e-13, "seed \(seed)")
    }
  }
}
