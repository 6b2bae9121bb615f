import Autodiff
import Glibc
import Poisson
import Randomness
import Testing

/// Fields, energies, fluxes and point values derived from solutions.
@Suite("What is derived from solutions")
struct DerivedFieldTests {
  static let boundaries: [[Boundary]] = [
    [.periodic], [WalledGridTests.kinds[0]], [WalledGridTests.kinds[1]],
    [WalledGridTests.kinds[0], .periodic], [.periodic, WalledGridTests.kinds[0]],
    [.periodic, .periodic],
  ]

  private func problem(
    _ scheme: DiscreteScheme, _ boundaries: [Boundary], _ intervals: Int,
    _ placement: Placement = .nodes
  ) throws -> NumericProblem {
    try NumericProblem(
      boundaries.map {
        Axis(
          points: $0 == .periodic || placement == .cellCentres ? intervals : intervals + 1,
          boundary: $0, placement: placement)
      }, scheme, lengths: Array(WalledGridTests.lengths[..<boundaries.count]))
  }

  /// Numbers made of the discrete solution for a known potential.
  private func compute(
    _ problem: NumericProblem, _ known: KnownPotential,
    _ outputs: (Value) -> [Value]
  ) -> [[Double]] {
    let potential = problem.solve(known).potential
    let graph = Graph()
    let input = graph.input(.field(problem.grid.count))
    let program = Program(graph, inputs: [input], outputs: outputs(input))
    let workspace = program.makeWorkspace()
    workspace.setInput(0, to: potential)
    workspace.run()
    return program.outputShapes.indices.map { workspace.output($0) }
  }

  /// The errors of E, the energy, a flux and a value off the nodes, for the discrete solution.
  private func errors(
    _ scheme: DiscreteScheme, _ boundaries: [Boundary], _ intervals: Int, _ placement: Placement
  ) throws -> [Double] {
    let known = WalledGridTests.smooth(boundaries)
    let problem = try problem(scheme, boundaries, intervals, placement)
    let lengths = problem.lengths.map { Value($0) }
    // Several, since interpolation errors depend on the place between the nodes.
    let points = (0..<12).map { index in
      [0.3137, 0.7321].prefix(boundaries.count).map { $0 + 0.0037 * Double(index) }
    }
    let wall = boundaries.firstIndex { $0 != .periodic }
    let outputs = compute(problem, known) { potential in
      let discretisation = problem.discretisation
      return discretisation.field(of: potential, lengths: lengths) + [
        discretisation.energy(of: potential, lengths: lengths),
        wall.map {
          discretisation.flux(of: potential, axis: $0, side: .upper, lengths: lengths)
        } ?? 0,
      ]
        + points.map { point in
          let value = discretisation.value(of: potential, at: point.map { Value($0) })
          return discretisation.isSingular ? value - discretisation.average(potential) : value
        }
    }
    // References from Simpson's rule on many more points.
    func integral(_ function: (_ f: [Double]) -> Double, _ axis: Int) -> Double {
      let spacing = problem.lengths[axis] / 600
      let sum = (0...600).reduce(into: 0.0) { sum, index in
        let weight: Double = index % 600 == 0 ? 1 : index % 2 == 0 ? 2 : 4
        sum += weight * function(known.factors[axis](Double(index) * spacing))
      }
      return sum * spacing / 3
    }
    var fields: [Double] = []
    var energy = 0.0
    for axis in boundaries.indices {
      let exact = known.values(problem.coordinates, derivative: 1, axis: axis)
      fields.append(outputs[axis].adding(exact).largest)
      energy += boundaries.indices.reduce(1.0) { product, other in
        product * integral({ $0[other == axis ? 1 : 0] * $0[other == axis ? 1 : 0] }, other)
      }
    }
    let count = boundaries.count
    let mean = boundaries.indices.reduce(1.0) {
      $0 * integral({ $0[0] }, $1) / problem.lengths[$1]
    }
    let isFree = problem.discretisation.isSingular
    let values = points.enumerated().map { index, point in
      let exact = known.values(boundaries.indices.map { [point[$0] * problem.lengths[$0]] })[0]
      return outputs[count + 2 + index][0] - (isFree ? exact - mean : exact)
    }
    let flux = wall.map { wall in
      boundaries.indices.reduce(1.0) { product, axis in
        product
          * (axis == wall
            ? known.factors[axis](problem.lengths[axis])[1] : integral({ $0[0] }, axis))
      }
    }
    return [
      fields.largest, outputs[count][0] - energy, outputs[count + 1][0] - (flux ?? 0),
      values.largest,
    ].map(\.magnitude)
  }

  /// Errors that happen to be small at one size make orders uncertain: what is asked is that every error
  /// is at the fine size below what the order makes of the coarse one, with a factor 2 for luck.
  @Test(
    "errors are of the scheme's order", arguments: WalledGridTests.schemes, boundaries)
  func order(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    let order = Double(scheme.order ?? 0)
    for placement in Placement.allCases {
      let (small, large) = boundaries.count == 1 ? (32, 96) : (16, 48)
      let coarse = try errors(scheme, boundaries, small, placement)
      let fine = try errors(scheme, boundaries, large, placement)
      for index in coarse.indices {
        let allowed = max(2 * coarse[index] / pow(3, order), 1e-9)
        #expect(fine[index] < allowed, "\(placement) \(index): \(coarse[index]) \(fine[index])")
      }
    }
  }

  @Test("spectral errors are round-off", arguments: boundaries)
  func spectral(_ boundaries: [Boundary]) throws {
    let errors = try errors(.spectral, boundaries, 26, .nodes)
    for error in errors { #expect(error < 1e-9) }
  }

  @Test("interpolants meet the nodes", arguments: DiscreteScheme.general, boundaries)
  func nodes(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    let problem = try problem(scheme, boundaries, 9)
    var generator = SeededGenerator(seed: 5)
    let field = generator.vector(problem.grid.count)
    let graph = Graph()
    let input = graph.input(.field(field.count))
    let points = (0..<field.count).map { index in
      boundaries.indices.map { problem.discretisation.coordinates($0)[index] }
    }
    let outputs = points.map { point in
      problem.discretisation.value(of: input, at: point.map { Value($0) })
    }
    let workspace = Program(graph, inputs: [input], outputs: outputs).makeWorkspace()
    workspace.setInput(0, to: field)
    workspace.run()
    let values = outputs.indices.map { workspace.output($0)[0] }
    #expect(distance(values, field) < 1e-12)
  }

  @Test("the derivative of a value by the point", arguments: DiscreteScheme.general, boundaries)
  func pointDerivative(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    let problem = try problem(scheme, boundaries, 16)
    let field = WalledGridTests.smooth(boundaries).values(problem.coordinates)
    let graph = Graph()
    let inputs = boundaries.map { _ in graph.input() }
    let value = problem.discretisation.value(of: graph.constant(field), at: inputs)
    let program = Program(
      graph, inputs: inputs, outputs: [value] + gradient(of: value, withRespectTo: inputs))
    let (start, direction) = ([0.412, 0.137], [0.7, -0.4])
    let base = program.run(scalars: Array(start.prefix(inputs.count)))
    let order = observedOrder(floor: 1e-13) { epsilon in
      let moved = zip(start, direction).map { $0 + 0.1 * epsilon * $1 }
      let slope = inputs.indices.reduce(0.0) { $0 + base[$1 + 1] * direction[$1] }
      let value = program.run(scalars: Array(moved.prefix(inputs.count)))[0]
      return (value - base[0] - 0.1 * epsilon * slope).magnitude
    }
    #expect(order > 1.9)
  }

  @Test("the share of the top third of the spectrum")
  func unresolved() throws {
    for boundary in [Boundary.periodic, WalledGridTests.kinds[0]] {
      for scheme in [DiscreteScheme.spectral, .finiteDifference(.second)] {
        let problem = try problem(scheme, [boundary, .periodic], 30)
        let smooth = problem.field {
          sin(2 * Double.pi * $0[0] / 1.4) + cos(4 * Double.pi * $0[1] / 0.8)
        }
        let rough = (0..<problem.grid.count).map { $0 % 2 == 0 ? 1.0 : -1 }
        // ρ² of a constant counts, too, 9 beside the 1 of ±1, unless it is removed.
        let shares = [smooth, rough, rough.map { $0 + 3 }].map {
          problem.compute($0) { [$0.unresolvedShare] }[0][0]
        }
        #expect(shares[0] < 1e-3)
        #expect(shares[1] > 0.9)
        #expect(abs(shares[2] - (boundary == .periodic ? shares[1] : shares[1] / 10)) < 0.01)
        let zero = [Double](repeating: 0, count: problem.grid.count)
        #expect(problem.compute(zero) { [$0.unresolvedShare] }[0][0] == 0)
      }
    }
  }

  @Test("gauges differ by a constant")
  func gauges() throws {
    for boundary in [Boundary.periodic, WalledGridTests.kinds[3]] {
      for scheme in DiscreteScheme.general {
        let problem = try problem(scheme, [boundary, boundary], 12)
        var generator = SeededGenerator(seed: 6)
        let density = generator.vector(problem.grid.count)
        let discretisation = problem.discretisation
        func average(_ potential: [Double]) -> Double { weighted(discretisation, potential) }
        let centred = problem.potential(density)
        func potential(_ gauge: Gauge) -> [Double] {
          problem.compute(density, gauge: gauge) { [$0.potential] }[0]
        }
        let (shifted, pinned) = (potential(.mean(3)), potential(.zero(at: 5)))
        #expect(average(centred).magnitude < 1e-13)
        #expect((average(shifted) - 3).magnitude < 1e-12)
        #expect(pinned[5] == 0)
        #expect(distance(shifted - centred, centred.map { _ in 3 }) < 1e-12)
        #expect(distance(pinned.map { $0 + centred[5] }, centred) < 1e-12)
      }
    }
  }

  private func weighted(_ discretisation: Discretisation, _ field: [Double]) -> Double {
    let (first, second) = (discretisation.weights(0), discretisation.weights(1))
    return dot(first.flatMap { value in second.map { value * $0 } }, field)
  }
}
