import Autodiff
import Glibc
import Poisson
import Randomness
import Testing

/// Derivatives of solutions by Chebyshev series in everything that they depend on.
@Suite("Derivatives of Chebyshev solutions")
struct ChebyshevGradientTests {
  /// φ on a line or on a grid with periodic axes, by a vector: the lengths, κ² if there is one, multiples of two
  /// densities, g at both walls, and α and β at the lower and the upper one.
  struct Case: CustomTestStringConvertible {
    let axes: [Axis]
    /// Where κ² begins; nil for none.
    let screening: Double?
    var testDescription: String {
      "\(axes.map { "\($0.points) \($0.boundary)" }), κ² \(String(describing: screening))"
    }

    private var axis: Int { axes.firstIndex { !$0.isPeriodic } ?? 0 }

    /// The vector at which derivatives are taken.
    var start: [Double] {
      axes.indices.map { 1.4 + 0.3 * Double($0) } + (screening.map { [$0] } ?? [])
        + [0.8, 0.6, 0.7, -1.1, 1.3, 0.4, 0.9, 0.7]
    }

    /// A number that depends on φ, on ∂φ/∂x and on the fluxes, nonlinearly.
    func value(_ inputs: [Value], in graph: Graph, seed: UInt64) throws -> Value {
      let discretisation = try Discretisation(grid: Grid(axes), scheme: .spectral)
      var generator = SeededGenerator(seed: seed)
      let (count, wallCount) = (discretisation.grid.count, discretisation.grid.wallCount(axis))
      let rest = Array(inputs[(axes.count + (screening == nil ? 0 : 1))...])
      let density =
        rest[0] * graph.constant(generator.vector(count))
        + square(rest[1]) * graph.constant(generator.vector(count))
      var walls = WallData()
      walls[axis, .lower] = rest[2]
      walls[axis, .upper] = rest[3] * graph.constant(generator.vector(wallCount))
      walls[robin: axis, .lower] = RobinCoefficients(value: rest[4], derivative: rest[5])
      walls[robin: axis, .upper] = RobinCoefficients(value: rest[6], derivative: rest[7])
      let solution = discretisation.solve(
        density, lengths: Array(inputs[..<axes.count]),
        screening: screening == nil ? nil : inputs[axes.count], walls: walls)
      let fluxes = Side.allCases.map { solution.flux(axis: axis, side: $0) }
      return dot(graph.constant(generator.vector(count)), square(solution.potential))
        + dot(graph.constant(generator.vector(count)), square(solution.derivative(axis: axis)))
        + fluxes[0] * fluxes[1]
    }
  }

  /// 4q/L² where the homogeneous solution of even degree has no constant coefficient.
  private static let withoutConstant = -4 * 5.783185962946784 / (1.4 * 1.4)

  static let cases: [Case] = {
    let lines = ChebyshevLine.pairs.flatMap { conditions in
      // With κ² = 0 the Neumann conditions have no solution.
      [nil, 2.2, conditions == [.neumann, .neumann] ? 1e-2 : 0, -3, withoutConstant].map {
        Case(
          axes: [Axis(points: 11, boundary: .walls(lower: conditions[0], upper: conditions[1]))],
          screening: $0)
      }
    }
    let grids: [[Condition]] = [
      [.dirichlet, .robin], [.neumann, .neumann], [.robin, .robin],
    ]
    return lines
      + grids.flatMap { conditions in
        let axis = Axis(points: 8, boundary: .walls(lower: conditions[0], upper: conditions[1]))
        return [nil, 1.7].flatMap { screening in
          [
            Case(axes: [axis, Axis(points: 6)], screening: screening),
            Case(axes: [Axis(points: 3), axis, Axis(points: 4)], screening: screening),
          ]
        }
      }
  }()

  @Test("Taylor remainders of orders 1 to 3, and both modes", arguments: cases)
  func taylor(_ test: Case) throws {
    let seed: UInt64 = 31
    var generator = SeededGenerator(seed: seed)
    let start = test.start
    let direction = start.map {
      0.1 * ($0 == 0 ? 1 : $0) * Double.random(in: -1...1, using: &generator)
    }
    let graph = Graph()
    let inputs = start.map { _ in graph.input() }
    let value = try test.value(inputs, in: graph, seed: seed)
    let gradient = gradient(of: value, withRespectTo: inputs)
    let tangents = zip(inputs, direction).map { (value: $0, tangent: Value($1)) }
    let program = Program(
      graph, inputs: inputs,
      outputs: [value] + pushforward(tangents, to: [value]) + gradient
        + pushforward(tangents, to: gradient))
    let count = start.count
    let base = program.run(scalars: start)
    let slope = dot(Array(base[2..<2 + count]), direction)
    let curvature = dot(Array(base[(2 + count)...]), direction)
    let terms = zip(base[2..<2 + count], direction).reduce(0.0) { $0 + ($1.0 * $1.1).magnitude }
    #expect((slope - base[1]).magnitude < 1e-10 * terms, "seed \(seed)")
    func remainder(_ epsilon: Double, _ order: Int) -> Double {
      let change = program.run(scalars: start.adding(epsilon * direction))[0] - base[0]
      let first = order > 1 ? epsilon * slope : 0
      return (change - first - (order == 3 ? 0.5 * epsilon * epsilon * curvature : 0)).magnitude
    }
    let floor = 1e-12 * max(base[0].magnitude, terms)
    for (order, least) in [(1, 0.9), (2, 1.9), (3, 2.8)] {
      #expect(observedOrder(floor: floor) { remainder($0, order) } > least, "seed \(seed)")
    }
  }

  @Test("dot products of whole fields, from ρ to φ and to its derivative", arguments: cases)
  func dotProduct(_ test: Case) throws {
    let discretisation = try Discretisation(grid: Grid(test.axes), scheme: .spectral)
    let count = discretisation.grid.count
    let axis = try #require(test.axes.firstIndex { !$0.isPeriodic })
    for slope in [false, true] {
      let solver = TracedOperator(inputCount: count, outputCount: count) { density in
        let solution = discretisation.solve(
          density, lengths: test.start[..<test.axes.count].map { Value($0) },
          screening: test.screening.map { Value($0) })
        return slope ? solution.derivative(axis: axis) : solution.potential
      }
      for seed in 1..<3 {
        var generator = SeededGenerator(seed: UInt64(seed))
        let (v, w) = (generator.vector(count), generator.vector(count))
        #expect(solver.dotProductDefect(v: v, w: w) < 1e-12, "seed \(seed)")
      }
    }
  }

  /// ∫φ with φ″ = 1 between grounded walls is −L³/12; between walls at 1 with φ″ = κ²φ it is 2 tanh(κL/2)/κ.
  @Test("closed forms by length and screening")
  func closedForms() throws {
    func derivatives(_ screening: Double?, density: Double, data: Double) throws -> [Double] {
      let axis = Axis(points: 24, boundary: .walls(lower: .dirichlet, upper: .dirichlet))
      let discretisation = try Discretisation(grid: Grid([axis]), scheme: .spectral)
      let graph = Graph()
      let (length, square) = (graph.input(), graph.input())
      var walls = WallData()
      for side in Side.allCases { walls[0, side] = Value(data) }
      let solution = discretisation.solve(
        graph.constant([Double](repeating: density, count: 24)), lengths: [length],
        screening: screening == nil ? nil : square, walls: walls)
      let value = discretisation.integral(of: solution.potential, lengths: [length])
      let slopes = gradient(of: value, withRespectTo: [length, square])
      let second = gradient(of: slopes[0], withRespectTo: [length])
      return Program(graph, inputs: [length, square], outputs: [value] + slopes + second)
        .run(scalars: [1.4, screening ?? 0])
    }
    let free = try derivatives(nil, density: 1, data: 0)
    for (found, exact) in zip(free, [-pow(1.4, 3) / 12, -1.4 * 1.4 / 4, 0, -0.7]) {
      #expect((found - exact).magnitude < 1e-14)
    }
    let k = 2.5.squareRoot()
    let (t, s) = (tanh(0.7 * k), 1 / pow(cosh(0.7 * k), 2))
    let screened = try derivatives(2.5, density: 0, data: 1)
    let exact = [2 * t / k, s, 0.5 / k * (1.4 * s / k - 2 * t / (k * k)), -k * t * s]
    for (found, exact) in zip(screened, exact) {
      #expect((found - exact).magnitude < 1e-13)
    }
  }

  /// φ = A + Bx for ρ = 0: α_l A − β_l B = g_l, α_u (A + BL) + β_u B = g_u.
  @Test("closed forms by the coefficients of Robin conditions")
  func robin() throws {
    let axis = Axis(points: 9, boundary: .walls(lower: .robin, upper: .robin))
    let discretisation = try Discretisation(grid: Grid([axis]), scheme: .spectral)
    let graph = Graph()
    let inputs = (0..<7).map { _ in graph.input() }
    var walls = WallData()
    for (side, first) in [(Side.lower, 0), (.upper, 3)] {
      walls[robin: 0, side] = RobinCoefficients(
        value: inputs[first], derivative: inputs[first + 1])
      walls[0, side] = inputs[first + 2]
    }
    let solution = discretisation.solve(
      graph.constant([Double](repeating: 0, count: 9)), lengths: [inputs[6]], walls: walls)
    let found = solution.potential[0]
    let (a, b, g) = (inputs[0], inputs[1], inputs[2])
    let (c, d, h, l) = (inputs[3], inputs[4], inputs[5], inputs[6])
    let exact = (g * (c * l + d) + b * h) / (a * (c * l + d) + b * c)
    let outputs = [found, exact].flatMap { [$0] + gradient(of: $0, withRespectTo: inputs) }
    let numbers = Program(graph, inputs: inputs, outputs: outputs)
      .run(scalars: [1.3, 0.4, 0.7, 0.9, 0.6, -1.2, 1.4])
    for index in 0..<8 {
      #expect((numbers[index] - numbers[8 + index]).magnitude < 1e-14, "\(index)")
    }
  }
}
