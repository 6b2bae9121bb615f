import Autodiff
import Poisson
import Randomness
import Testing

/// Derivatives of Σ w φ² by Taylor's remainders and both modes, in a vector of: the lengths, κ², two
/// parameters of the coefficient, one of ρ and one of the data at walls.
@Suite("Derivatives of solutions with a coefficient")
struct CoefficientGradientTests {
  private struct Objective {
    let program: Program
    let count: Int

    init(
      _ axes: [Axis], _ scheme: DiscreteScheme, isScreened: Bool, isLinear: Bool = true,
      direction: [Double],
      _ generator: inout SeededGenerator
    ) throws {
      let discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
      let points = discretisation.grid.count
      let graph = Graph()
      let inputs = direction.map { _ in graph.input() }
      let rest = inputs[axes.count...].map { $0 }
      // Between the points, too, what interpolates has to be above 0.
      let roughness = scheme == .finiteDifference(.second) ? 1 : 0.15
      let coefficient = exp(
        rest[1] * graph.constant(roughness * generator.vector(points))
          + square(rest[2]) * graph.constant(roughness * generator.vector(points)))
      var walls = WallData()
      for axis in axes.indices where !axes[axis].isPeriodic {
        let wallCount = discretisation.grid.wallCount(axis)
        walls[axis, .lower] = rest[4]
        walls[axis, .upper] = square(rest[4]) * graph.constant(generator.vector(wallCount))
        let values = graph.constant(generator.vector(wallCount).map { 1 + 0.2 * $0 })
        walls[robin: axis, .upper] = RobinCoefficients(
          value: rest[2] * values, derivative: exp(rest[4]))
      }
      // f = e^p sinh(φ + p), p a field made of two of the parameters.
      let shape = graph.constant(generator.vector(points))
      let reaction = Reaction(of: [rest[1], rest[4], shape]) { potential, operands in
        let strength = operands[0] + square(operands[1]) * operands[2]
        return exp(strength) * sinh(potential + strength)
      }
      let solution = try discretisation.solve(
        rest[3] * graph.constant(generator.vector(points)), coefficient: coefficient,
        lengths: Array(inputs[..<axes.count]), screening: isScreened ? rest[0] : nil, walls: walls,
        reaction: isLinear ? nil : reaction)
      let value = sum(graph.constant(generator.vector(points)) * square(solution.potential))
      let gradient = gradient(of: value, withRespectTo: inputs)
      let tangents = zip(inputs, direction).map { (value: $0, tangent: Value($1)) }
      program = Program(
        graph, inputs: inputs,
        outputs: [value] + gradient + pushforward(tangents, to: [value])
          + pushforward(tangents, to: gradient))
      count = inputs.count
    }
  }

  @Test(
    "Taylor's remainders to second order, and both modes", arguments: CoefficientTests.boundaries,
    [true, false])
  func linear(_ boundaries: [Boundary], _ isScreened: Bool) throws {
    try check(boundaries, isScreened: isScreened, isLinear: true)
  }

  @Test(
    "the same with a reaction", arguments: CoefficientTests.boundaries, [true, false])
  func reaction(_ boundaries: [Boundary], _ isScreened: Bool) throws {
    try check(boundaries, isScreened: isScreened, isLinear: false)
  }

  @Test(
    "the same for Fourier series", arguments: [1, 2], [true, false])
  func series(_ dimension: Int, _ isLinear: Bool) throws {
    let boundaries = [Boundary](repeating: .periodic, count: dimension)
    for isScreened in [true, false] {
      try check(boundaries, .spectral, isScreened: isScreened, isLinear: isLinear)
    }
  }

  @Test(
    "the same for polynomials between walls", arguments: CoefficientTests.boundaries.dropFirst(),
    [true, false])
  func polynomials(_ boundaries: [Boundary], _ isLinear: Bool) throws {
    for isScreened in [true, false] {
      try check(boundaries, .spectral, isScreened: isScreened, isLinear: isLinear)
    }
  }

  @Test(
    "the same for differences of higher order on rings",
    arguments: [DiscreteScheme.finiteDifference(.fourth), .finiteDifference(.sixth)],
    [true, false])
  func rings(_ scheme: DiscreteScheme, _ isLinear: Bool) throws {
    try check([.periodic], scheme, isScreened: false, isLinear: isLinear)
    try check([.periodic, .periodic], scheme, isScreened: true, isLinear: isLinear)
  }

  @Test(
    "the same for differences of higher order between walls",
    arguments: CoefficientTests.boundaries.dropFirst(), [true, false])
  func staggered(_ boundaries: [Boundary], _ isLinear: Bool) throws {
    try check(boundaries, .finiteDifference(.fourth), isScreened: false, isLinear: isLinear)
    try check(boundaries, .finiteDifference(.sixth), isScreened: true, isLinear: isLinear)
  }

  private func check(
    _ boundaries: [Boundary], _ scheme: DiscreteScheme = .finiteDifference(.second),
    isScreened: Bool, isLinear: Bool
  ) throws {
    let seed = UInt64((scheme == .finiteDifference(.second) ? 100 : 600) + boundaries.count)
    let placement: Placement = isScreened || scheme == .spectral ? .nodes : .cellCentres
    let axes = CoefficientTests.axes(boundaries, intervals: [9, 7], placement)
    var generator = SeededGenerator(seed: seed)
    let direction = generator.vector(axes.count + 5)
    let objective = try Objective(
      axes, scheme, isScreened: isScreened, isLinear: isLinear, direction: direction, &generator)
    let x = (0..<direction.count).map { [1.4, 0.9, 1.2, 0.7, 0.8, 1.1, 0.6][$0] }
    let at = objective.program.run(scalars: x)
    let slope = dot(Array(at[1...objective.count]), direction)
    let curvature = dot(Array(at[(objective.count + 2)...]), direction)
    #expect(isClose(slope, at[objective.count + 1], relative: 1e-10), "seed \(seed)")
    func remainder(_ epsilon: Double, _ terms: Int) -> Double {
      let there = objective.program.run(scalars: zip(x, direction).map { $0 + epsilon * $1 })[0]
      let series = [at[0], epsilon * slope, 0.5 * epsilon * epsilon * curvature]
      return Swift.abs(there - series[..<terms].reduce(into: 0.0) { $0 += $1 })
    }
    let floor = 1e-12 * Swift.abs(at[0])
    for terms in 1...3 {
      let order = observedOrder(floor: floor) { remainder($0, terms) }
      #expect(order > Double(terms) - 0.1, "\(terms) terms: order \(order), seed \(seed)")
    }
  }
}
