import Autodiff
import Glibc
import Poisson
import Randomness
import Testing

/// Fluxes ∫ a ∂φ/∂n through walls where there is a coefficient or a reaction.
@Suite("Fluxes through walls with a coefficient")
struct WallFluxTests {
  /// Walls of every kind, meeting in edges of every kind.
  static let boundaries =
    CoefficientTests.boundaries.filter { $0 != [.periodic] } + [
      [CoefficientTests.dirichlet, CoefficientTests.dirichlet],
      [CoefficientTests.mixed, CoefficientTests.dirichlet],
      [CoefficientTests.mixed, WalledGridTests.robin[0]],
    ]

  private static func walls(_ axes: [Axis]) -> [(axis: Int, side: Side)] {
    axes.indices.filter { !axes[$0].isPeriodic }.flatMap { axis in
      Side.allCases.map { (axis, $0) }
    }
  }

  private static let operators: [(screening: Double?, strength: Double?)] = [
    (nil, nil), (1.5, nil), (nil, 0.7), (0.4, 0.7),
  ]

  @Test(
    "together they are the integral of the source", arguments: boundaries, Placement.allCases)
  func balance(_ boundaries: [Boundary], _ placement: Placement) throws {
    let axes = CoefficientTests.axes(boundaries, intervals: [9, 7], placement)
    for (screening, strength) in Self.operators {
      try balance(axes, .finiteDifference(.second), screening: screening, strength: strength)
    }
  }

  private func balance(
    _ axes: [Axis], _ scheme: DiscreteScheme, screening: Double?, strength: Double?
  ) throws {
    let lengths = Array([1.7, 2.3][..<axes.count])
    let known = try KnownFlow(
      axes, lengths: lengths, screening: screening, strength: strength, scheme)
    let graph = Graph()
    let (solution, density) = try known.solution(in: graph)
    let phi = solution.potential
    var source = density - (solution.removedMean ?? 0)
    if let screening { source = source + screening * phi }
    if let strength { source = source + strength * sinh(phi) }
    let fluxes = Self.walls(axes).map { solution.flux(axis: $0.axis, side: $0.side) }
    let integral = known.discretisation.integral(
      of: source, lengths: lengths.map { Value($0) })
    let workspace = Program(graph, inputs: [], outputs: fluxes + [integral]).makeWorkspace()
    workspace.run()
    let values = fluxes.indices.map(workspace.scalarOutput)
    let total = values.reduce(into: 0.0) { $0 += $1 }
    let size = values.reduce(into: 1.0) { $0 += $1.magnitude }
    #expect(
      (total - workspace.scalarOutput(fluxes.count)).magnitude < 1e-11 * size,
      "\(String(describing: screening)), \(String(describing: strength)): \(values)")
  }

  /// The integral of f is by another rule than the equations', to which that makes no difference where both are exact.
  @Test("the same with polynomials", arguments: boundaries)
  func polynomialBalance(_ boundaries: [Boundary]) throws {
    for (screening, strength) in Self.operators {
      let intervals = strength == nil ? [9, 7] : [29, 31]
      let axes = CoefficientTests.axes(boundaries, intervals: intervals, .nodes)
      try balance(axes, .spectral, screening: screening, strength: strength)
    }
  }

  @Test("each of second order", arguments: boundaries, Placement.allCases)
  func order(_ boundaries: [Boundary], _ placement: Placement) throws {
    try order(boundaries, placement, nil)
    try order(boundaries, placement, 0.7)
  }

  private func order(
    _ boundaries: [Boundary], _ placement: Placement, _ strength: Double?
  ) throws {
    let intervals = boundaries.count == 1 ? [64] : [32, 24]
    let errors = try [2, 4].map { factor in
      let axes = CoefficientTests.axes(
        boundaries, intervals: intervals.map { $0 * factor }, placement)
      return try self.errors(axes, .finiteDifference(.second), strength)
    }
    // Where walls meet between points φ has errors of h² log h, and by signs errors of single walls may vanish.
    let hasCorners = boundaries.count > 1 && !boundaries.contains(.periodic)
    // A flux that is given is there at once.
    guard errors[0].largest > 1e-12 else {
      #expect(errors[1].largest < 1e-12)
      return
    }
    let order = log2(errors[0].largest / errors[1].largest)
    #expect(
      order > (placement == .cellCentres && hasCorners ? 1.7 : 1.9),
      "\(placement): \(errors), order \(order)")
  }

  @Test("each faster than any power with polynomials", arguments: boundaries)
  func decay(_ boundaries: [Boundary]) throws {
    for strength in [nil, 0.7] {
      let errors = try [[11, 12], [17, 16], [31, 30]].map { intervals in
        let axes = CoefficientTests.axes(boundaries, intervals: intervals, .nodes)
        return try self.errors(axes, .spectral, strength)
      }
      let largest = errors.map(\.largest)
      #expect(largest[1] < max(largest[0] / 20, 1e-11) && largest[2] < 1e-10, "\(errors)")
    }
  }

  /// What each flux gets wrong.
  private func errors(
    _ axes: [Axis], _ scheme: DiscreteScheme, _ strength: Double?
  ) throws -> [Double] {
    let known = try KnownFlow(
      axes, lengths: Array([1.7, 2.3][..<axes.count]), screening: 1.5, strength: strength, scheme)
    let graph = Graph()
    let solution = try known.solution(in: graph).solution
    let walls = Self.walls(axes)
    let workspace = Program(
      graph, inputs: [], outputs: walls.map { solution.flux(axis: $0.axis, side: $0.side) }
    ).makeWorkspace()
    workspace.run()
    return walls.enumerated().map { index, wall in
      (workspace.scalarOutput(index) - known.flux(wall.axis, wall.side)).magnitude
    }
  }

  /// Two parameters of a, one of ρ, one of the data and the length of the first axis.
  @Test(
    "Taylor's remainders, and both modes", arguments: boundaries, Placement.allCases)
  func derivatives(_ boundaries: [Boundary], _ placement: Placement) throws {
    let seed = UInt64(10 * boundaries.count + (placement == .nodes ? 3 : 4))
    try derivatives(boundaries, placement, .finiteDifference(.second), roughness: 1, seed: seed)
  }

  @Test("the same with polynomials", arguments: boundaries)
  func polynomialDerivatives(_ boundaries: [Boundary]) throws {
    // Between the points, too, a has to be above 0.
    try derivatives(
      boundaries, .nodes, .spectral, roughness: 0.3, seed: UInt64(60 + boundaries.count))
  }

  private func derivatives(
    _ boundaries: [Boundary], _ placement: Placement, _ scheme: DiscreteScheme,
    roughness: Double, seed: UInt64
  ) throws {
    let axes = CoefficientTests.axes(boundaries, intervals: [7, 6], placement)
    for hasReaction in [false, true] {
      var generator = SeededGenerator(seed: seed)
      let discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
      let points = discretisation.grid.count
      let graph = Graph()
      let inputs = (0..<5).map { _ in graph.input() }
      let coefficient = exp(
        inputs[0] * graph.constant(generator.vector(points).map { roughness * $0 })
          + square(inputs[1]) * graph.constant(generator.vector(points).map { roughness * $0 }))
      var data = WallData()
      for (axis, side) in Self.walls(axes) {
        let field = generator.vector(discretisation.grid.wallCount(axis))
        data[axis, side] = square(inputs[3]) * graph.constant(field)
        data.setRobinNumbers(axis, side)
      }
      let strength = inputs[0]
      let solution = try discretisation.solve(
        inputs[2] * graph.constant(generator.vector(points)), coefficient: coefficient,
        lengths: [inputs[4]] + [Value](repeating: 0.9, count: axes.count - 1), walls: data,
        reaction: hasReaction
          ? Reaction(of: [strength]) { exp($1[0]) * sinh($0) } : nil)
      let value = Self.walls(axes).reduce(Value(0)) { sum, wall in
        sum + Double.random(in: -1...1, using: &generator)
          * solution.flux(axis: wall.axis, side: wall.side)
      }
      let gradient = gradient(of: value, withRespectTo: inputs)
      let direction = generator.vector(inputs.count)
      let tangents = zip(inputs, direction).map { (value: $0, tangent: Value($1)) }
      let workspace = Program(
        graph, inputs: inputs,
        outputs: [value] + gradient + pushforward(tangents, to: [value])
      ).makeWorkspace()
      func evaluate(_ step: Double) -> [Double] {
        for (index, start) in [0.3, 0.5, 1.2, 0.8, 1.4].enumerated() {
          workspace.setInput(index, to: start + step * direction[index])
        }
        workspace.run()
        return (0..<inputs.count + 2).map(workspace.scalarOutput)
      }
      let start = evaluate(0)
      let reverse = dot(Array(start[1...inputs.count]), direction)
      #expect((reverse - start[inputs.count + 1]).magnitude < 1e-9 * (1 + reverse.magnitude))
      let order = observedOrder(floor: 1e-11 * (1 + start[0].magnitude)) { step in
        (evaluate(step)[0] - start[0] - step * reverse).magnitude
      }
      #expect(order > 1.9, "order \(order), seed \(seed), reaction \(hasReaction)")
    }
  }
}
