import Autodiff
import Glibc
import Poisson
import Testing

/// Corners with data that don't fit, and Robin conditions whose β becomes 0.
@Suite("Robin conditions at corners")
struct RobinCornerTests {
  /// φ and ∂φ/∂b at (½, ⅓) of ∇²φ = 1 on the unit square, φ + b ∂φ/∂n = 1 at x = 0, φ + ∂φ/∂n = 0 at x = 1 and φ = 0 at
  /// both ends of y: a series of sines in y, with two exponentials in x each.
  private static func series(_ b: Double) -> (value: Double, derivative: Double) {
    var result = (value: 0.0, derivative: 0.0)
    for k in stride(from: 1, to: 200, by: 2) {
      let wave = Double(k) * .pi
      // Of 1: both that of ρ and that of the data.
      let source = 4 / wave
      let particular = -source / (wave * wave)
      let decay = exp(-wave)
      // In e^{−wx} and e^{−w(1−x)}.
      let matrix = [1 + b * wave, (1 - b * wave) * decay, (1 - wave) * decay, 1 + wave]
      func pair(_ f: Double, _ g: Double) -> (Double, Double) {
        let determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2]
        return (
          (f * matrix[3] - g * matrix[1]) / determinant,
          (matrix[0] * g - matrix[2] * f) / determinant
        )
      }
      let parts = pair(source - particular, -particular)
      let changes = pair(-wave * parts.0 + wave * decay * parts.1, 0)
      let (sine, middle) = (sin(wave / 3), exp(-wave / 2))
      result.value += sine * (particular + middle * (parts.0 + parts.1))
      result.derivative += sine * middle * (changes.0 + changes.1)
    }
    return result
  }

  /// The value at (½, ⅓) of that problem and its derivatives by b, by a program whose input is b.
  private func program(
    _ points: Int, _ scheme: DiscreteScheme, derivatives: Int
  ) throws -> Workspace {
    let discretisation = try Discretisation(
      grid: Grid([
        Axis(points: points, boundary: .walls(lower: .robin, upper: .robin)),
        Axis(points: points, boundary: .walls(lower: .dirichlet, upper: .dirichlet)),
      ]), scheme: scheme)
    let graph = Graph()
    let b = graph.input()
    var walls = WallData()
    walls[0, .lower] = 1
    walls[robin: 0, .lower] = RobinCoefficients(value: 1, derivative: b)
    let solution = discretisation.solve(
      graph.constant([Double](repeating: 1, count: points * points)), lengths: [1, 1],
      walls: walls)
    var outputs = [discretisation.value(of: solution.potential, at: [0.5, Value(1.0 / 3)])]
    for order in 0..<derivatives {
      outputs.append(gradient(of: outputs[order], withRespectTo: [b])[0])
    }
    return Program(graph, inputs: [b], outputs: outputs).makeWorkspace()
  }

  @Test(
    "data that don't fit φ at the other wall", arguments: DiscreteScheme.general,
    [0.1, 0.01, 1e-4, 1e-8, 0])
  func incompatible(_ scheme: DiscreteScheme, _ b: Double) throws {
    let workspace = try program(33, scheme, derivatives: 1)
    workspace.setInput(0, to: b)
    workspace.run()
    let exact = Self.series(b)
    #expect(abs(workspace.scalarOutput(0) - exact.value) < 4e-4)
    #expect(isClose(workspace.scalarOutput(1), exact.derivative, relative: 0.01))
  }

  /// Also in the middle of where the condition gives way.
  @Test("the second derivative is that of the first", arguments: DiscreteScheme.general)
  func derivatives(_ scheme: DiscreteScheme) throws {
    let workspace = try program(9, scheme, derivatives: 2)
    func outputs(_ b: Double) -> [Double] {
      workspace.setInput(0, to: b)
      workspace.run()
      return (0..<3).map { workspace.scalarOutput($0) }
    }
    for b in [0, 0.06, 0.1] {
      let (found, step) = (outputs(b), 1e-4)
      let near = [-2, -1, 1, 2].map { outputs(b + $0 * step) }
      for order in 0..<2 {
        let difference =
          (8 * (near[2][order] - near[1][order]) - (near[3][order] - near[0][order])) / (12 * step)
        #expect(
          isClose(found[order + 1], difference, relative: 1e-5), "derivative \(order + 1), \(b)")
      }
    }
  }

  private static let square: [Boundary] = [
    .walls(lower: .robin, upper: .robin), .walls(lower: .robin, upper: .robin),
  ]

  /// φ with Robin conditions α φ + β ∂φ/∂n = α d, and with φ = d at these walls.
  private func compare(
    _ problem: NumericProblem, _ density: [Double], derivative: Double,
    _ data: (_ axis: Int, _ side: Side, _ condition: Condition) -> [Double]
  ) throws -> (robin: [Double], dirichlet: [Double], gradient: Double) {
    let graph = Graph()
    let input = graph.input()
    func condition(_ condition: Condition?) -> Condition {
      condition == .robin ? .dirichlet : condition ?? .neumann
    }
    let axes = problem.grid.axes.map { axis in
      Axis(
        points: axis.points,
        boundary: axis.isPeriodic
          ? .periodic
          : .walls(
            lower: condition(axis.boundary.condition(.lower)),
            upper: condition(axis.boundary.condition(.upper))), placement: axis.placement)
    }
    let limit = try Discretisation(grid: Grid(axes), scheme: problem.discretisation.scheme)
    var (walls, given) = (WallData(), WallData())
    for (index, axis) in problem.grid.axes.enumerated() where !axis.isPeriodic {
      for side in Side.allCases {
        let condition = axes[index].boundary.condition(side) ?? .dirichlet
        let values = graph.constant(data(index, side, condition))
        given[index, side] = values
        walls[index, side] = values
        guard axis.boundary.condition(side) == .robin else { continue }
        let value = RobinNumbers.value(index, side)
        walls[index, side] = value * values + input * graph.constant(data(index, side, .neumann))
        walls[robin: index, side] = RobinCoefficients(value: Value(value), derivative: input)
      }
    }
    let lengths = problem.lengths.map { Value($0) }
    let density = graph.constant(density)
    let potential = problem.discretisation.solve(density, lengths: lengths, walls: walls).potential
    let value = mean(Autodiff.square(potential))
    let workspace = Program(
      graph, inputs: [input],
      outputs: [
        potential, limit.solve(density, lengths: lengths, walls: given).potential,
        gradient(of: value, withRespectTo: [input])[0],
      ]
    ).makeWorkspace()
    workspace.setInput(0, to: derivative)
    workspace.run()
    return (workspace.output(0), workspace.output(1), workspace.scalarOutput(2))
  }

  private static let limits: [[Boundary]] = [
    square, [square[0], .walls(lower: .dirichlet, upper: .neumann)],
    [.walls(lower: .dirichlet, upper: .robin), .walls(lower: .robin, upper: .neumann)],
  ]
  private static let spaces: [[Boundary]] = [
    square + [.walls(lower: .robin, upper: .dirichlet)],
    [.walls(lower: .neumann, upper: .robin), .periodic, square[0]],
  ]

  @Test("β = 0 is Dirichlet's condition, for any data", arguments: limits + spaces)
  func limit(_ boundaries: [Boundary]) throws {
    let lengths = Array(WalledGridTests.lengths[..<boundaries.count])
    let problem = try NumericProblem(
      zip([7, 6, 5], boundaries).map { Axis(points: $0, boundary: $1) },
      .finiteDifference(.second), lengths: lengths)
    let density = problem.field { 3 + sin(5 * $0.reduce(0, +)) }
    let isInside = problem.grid.axes.reduce([1.0]) { field, axis -> [Double] in
      let along = (0..<axis.points).map { point -> Double in
        axis.isPeriodic || (1..<axis.points - 1).contains(point) ? 1 : 0
      }
      return field.flatMap { value in along.map { value * $0 } }
    }
    for derivative in [0, 1e-12] {
      let result = try compare(problem, density, derivative: derivative) { axis, side, _ in
        let count = problem.grid.wallCount(axis)
        return (0..<count).map { Double(axis) + Double(side.rawValue) + cos(Double($0)) }
      }
      // Which of two walls has a corner is another matter, and nothing to the points inside.
      let difference = zip(result.robin - result.dirichlet, isInside).map { $0 * $1 }
      #expect(difference.largest < 1e-9, "β = \(derivative)")
    }
  }

  @Test("no β is too small for data that fit", arguments: DiscreteScheme.general, limits)
  func compatible(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    let lengths = Array(WalledGridTests.lengths[..<boundaries.count])
    let problem = try NumericProblem(
      zip([14, 15, 12], boundaries).map { Axis(points: $0, boundary: $1) }, scheme,
      lengths: lengths)
    let known = WalledGridTests.smooth(boundaries)
    func error(_ potential: [Double]) -> Double {
      rootMeanSquare(potential - known.values(problem.coordinates))
    }
    for derivative in [0, 1e-12, 1e-6, 0.01] {
      let result = try compare(
        problem, known.laplacian(problem.coordinates), derivative: derivative
      ) { axis, side, condition in
        known.data(
          condition, axis: axis, side: side, length: lengths[axis], problem.coordinates)
      }
      // Robin's and Neumann's conditions have errors of their own.
      #expect(error(result.robin) < 4 * error(result.dirichlet) + 1e-11, "β = \(derivative)")
      #expect(abs(result.gradient) < 30 * error(result.dirichlet) + 1e-8, "β = \(derivative)")
    }
  }
}
