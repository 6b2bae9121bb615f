import Autodiff
import Glibc
import Testing

@testable import Poisson

/// Grids with walls at one axis and periodic others: a tridiagonal system for each Fourier mode.
@Suite("Chebyshev series in channels")
struct ChebyshevChannelTests {
  /// ∇²φ − κ²φ = ρ with φ = eˣ cos(2x + 0.3) sin(2πy/3 + 1) on a length of 1.4 times 3, and what is wrong with the
  /// solution and its derivative by x.
  private func errors(
    _ conditions: [Condition], screening: Double?, points: Int, along: Int, isFirst: Bool,
    varying: Bool = false
  ) throws -> (potential: Double, slope: Double, residual: Double) {
    let line = ChebyshevLine(conditions, screening: screening)
    let walled = Axis(
      points: points, boundary: .walls(lower: conditions[0], upper: conditions[1]))
    let axes = isFirst ? [walled, Axis(points: along)] : [Axis(points: along), walled]
    let axis = isFirst ? 0 : 1
    let problem = try NumericProblem(
      axes, .spectral, lengths: isFirst ? [line.length, 3] : [3, line.length])
    let wave = 2 * Double.pi / 3
    func known(_ derivative: Int) -> [Double] {
      problem.field { place in
        line.known(place[axis])[derivative] * sin(wave * place[1 - axis] + 1)
      }
    }
    let decay = wave * wave + (screening ?? 0)
    let density = known(2) - decay * known(0)
    let waves = (0..<along).map { sin(2 * Double.pi * Double($0) / Double(along) + 1) }
    let graph = Graph()
    var walls = WallData()
    for side in Side.allCases {
      let end = line.known(side == .lower ? 0 : line.length)
      let (value, derivative) = line.coefficients(side)
      let outward = side == .lower ? -end[1] : end[1]
      // Factors of the conditions, which change nothing but the way to the solution.
      let factors = waves.map { varying ? 1.5 + 0.5 * $0 : 1 }
      walls[axis, side] = graph.constant(
        zip(factors, waves).map { $0 * $1 * (value * end[0] + derivative * outward) })
      walls[robin: axis, side] =
        varying
        ? RobinCoefficients(
          value: graph.constant(value * factors), derivative: graph.constant(derivative * factors))
        : RobinCoefficients(value: Value(value), derivative: Value(derivative))
    }
    let solution = problem.discretisation.solve(
      graph.constant(density), lengths: problem.lengths.map { Value($0) },
      screening: screening.map { Value($0) }, walls: walls)
    #expect((solution.iteration == nil) == !varying)
    let workspace = Program(
      graph, inputs: [],
      outputs: [solution.potential, solution.derivative(axis: axis), solution.residual]
    ).makeWorkspace()
    workspace.run()
    return (
      (workspace.output(0) - known(0)).largest, (workspace.output(1) - known(1)).largest,
      workspace.output(2)[0]
    )
  }

  @Test("conditions and screening of any kind", arguments: ChebyshevLine.pairs, [nil, 2, -3.0])
  func pairs(_ conditions: [Condition], _ screening: Double?) throws {
    for isFirst in [true, false] {
      let errors = try errors(
        conditions, screening: screening, points: 24, along: 7, isFirst: isFirst)
      #expect(errors.potential < 2e-13 && errors.slope < 1e-12 && errors.residual < 1e-12)
    }
  }

  @Test("round-off does not grow with the number of points")
  func many() throws {
    for conditions in [[Condition.dirichlet, .neumann], [.robin, .robin]] {
      let errors = try errors(conditions, screening: 2, points: 1025, along: 128, isFirst: false)
      #expect(errors.potential < 1e-13 && errors.slope < 1e-12 && errors.residual < 1e-10)
    }
  }

  @Test(
    "Robin conditions that vary along walls, by iteration over solutions for Neumann conditions")
  func varying() throws {
    for screening in [nil, 2, 1e-9] {
      let errors = try errors(
        [.robin, .robin], screening: screening, points: 24, along: 16, isFirst: true, varying: true)
      #expect(errors.potential < 1e-11 && errors.slope < 1e-10 && errors.residual < 1e-10)
    }
  }

  @Test("a resonance of Robin conditions names the mode along the walls too")
  func margins() throws {
    let walls = Boundary.walls(lower: .robin, upper: .neumann)
    let discretisation = try Discretisation(
      grid: Grid([Axis(points: 20, boundary: walls), Axis(points: 8)]), scheme: .spectral)
    // φ = cos(kx) with k = 4 from the upper wall: α = k tan(kL) for β = 1 and L = 1; waves of 2π/3 along them.
    let screening = -16 - 4 * Double.pi * Double.pi / 9
    let graph = Graph()
    let alpha = graph.input()
    var data = WallData()
    data[robin: 0, .lower] = RobinCoefficients(value: alpha, derivative: 1)
    let solution = discretisation.solve(
      graph.constant([Double](repeating: 1, count: 160)), lengths: [1, 3],
      screening: Value(screening), walls: data)
    let margins = try #require(solution.margins)
    let workspace = Program(graph, inputs: [alpha], outputs: [margins]).makeWorkspace()
    func least(_ value: Double) -> (place: Int, margin: Double) {
      workspace.setInput(0, to: value)
      workspace.run()
      let all = workspace.output(0).enumerated()
      return all.min { $0.element < $1.element }.map { ($0.offset, $0.element) } ?? (0, 0)
    }
    let found = least(4 * tan(4.0))
    #expect(found.margin < 1e-14)
    let error = discretisation.robinResonance(found.place, lengths: [1, 3], screening: screening)
    #expect(error?.mode.map(\.magnitude) == [1, 1])
    #expect(least(4.0004 * tan(4.0)).margin > 1e-6)
  }
}
