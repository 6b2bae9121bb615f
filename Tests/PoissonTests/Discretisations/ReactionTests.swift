import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

@Suite("Reactions")
struct ReactionTests {
  @Test("errors fall with the square of the spacing", arguments: CoefficientTests.boundaries)
  func order(_ boundaries: [Boundary]) throws {
    let intervals = boundaries.count == 1 ? [64] : [48, 36]
    for placement in Placement.allCases {
      let errors = try [1, 2].map { factor in
        let axes = CoefficientTests.axes(
          boundaries, intervals: intervals.map { $0 * factor }, placement)
        let outcome = try KnownFlow(
          axes, lengths: Array([1.7, 2.3][..<axes.count]), screening: nil, strength: 3
        ).solve()
        #expect(outcome.residual < 1e-11)
        return outcome.error
      }
      let order = log2(errors[0] / errors[1])
      #expect(abs(order - 2) < 0.1, "\(placement): \(errors), order \(order)")
    }
  }

  /// φ″ = ρ + sinh φ between walls, as an operator on (c, b, guess).
  private func solver(_ points: Int) throws -> (matrix: FluxMatrix, solver: NewtonSolver) {
    let axis = Axis(points: points, boundary: CoefficientTests.dirichlet)
    let matrix = try FluxMatrix(
      Discretisation(grid: Grid([axis]), scheme: .finiteDifference(.second)))
    let shape = Shape.field(points)
    let function = TracedFunction([shape, .scalar, shape]) { operands in
      operands[1] * sinh(operands[0] + operands[2])
    }
    return (matrix, NewtonSolver(matrix, hasScreening: true, function))
  }

  @Test("the laws of its derivatives")
  func laws() throws {
    let (matrix, solver) = try solver(9)
    let seed: UInt64 = 17
    var generator = SeededGenerator(seed: seed)
    let operands = [
      matrix.conductances[0].map { $0 * Double.random(in: 0.5...2, using: &generator) },
      (0..<9).map { _ in Double.random(in: 0.5...2, using: &generator) },
      (0..<9).map { _ in 60 * Double.random(in: -1...1, using: &generator) },
      generator.vector(9), [1.3], generator.vector(9),
    ]
    var direction = operands.map { generator.vector($0.count) }
    let cotangent = generator.vector(9) + [0, 0, 0, 0]
    #expect(
      solver.dotProductDefect(at: operands, along: direction, cotangent: cotangent) < 1e-12,
      "seed \(seed)")
    // The reports are no functions to differentiate: nothing but φ is compared.
    direction[3] = [Double](repeating: 0, count: 9)
    let potential = Only(solver, count: 9)
    #expect(potential.tangentDefect(at: operands, along: direction) < 1e-8, "seed \(seed)")
  }

  /// The first values of an operator's result.
  private final class Only: DifferentiableOperator {
    private let solver: NewtonSolver
    private let count: Int

    init(_ solver: NewtonSolver, count: Int) {
      self.solver = solver
      self.count = count
    }

    var inputShapes: [Shape] { solver.inputShapes }
    var outputShape: Shape { .field(count) }

    func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
      operands.map { _ in nil }
    }

    func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
      let all = Autodiff.apply(solver, operands)
      return solver.pushforward(operands: operands, result: all, tangents: tangents)?[0..<count]
    }

    func apply(
      _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
      scratch: inout MutableSpan<Double>
    ) {
      let all = solver(operands.arrays)
      for index in y.indices { y[index] = all[index] }
    }
  }

  @Test("far from the solution steps are shortened; the guess does not matter")
  func damping() throws {
    let (matrix, solver) = try solver(33)
    let zero = [Double](repeating: 0, count: 33)
    func solve(_ right: Double, _ guess: [Double]) -> [Double] {
      solver([
        matrix.conductances[0], zero, zero.map { _ in right }, guess, [1], zero,
      ])
    }
    let strong = solve(1e6, zero)
    #expect(strong[33 + FluxSolver.Report.status] == 0, "\(strong[33...])")
    #expect(strong[33 + FluxSolver.Report.residual] < 1e-10)
    #expect(strong[33 + NewtonSolver.Report.newtonSteps] < 60)
    // In the middle sinh φ = b nearly.
    #expect(isClose(strong[16], asinh(1e6), relative: 1e-2))
    var generator = SeededGenerator(seed: 5)
    let other = solve(1e6, generator.vector(33).map { 10 * $0 })
    #expect(distance(Array(strong[..<33]), Array(other[..<33])) < 1e-11)
    let nothing = solve(0, zero)
    #expect(nothing[..<33].allSatisfy { $0 == 0 } && nothing[33 + FluxSolver.Report.status] == 0)
  }

  @Test("a reaction that is linear is a screening", arguments: CoefficientTests.boundaries)
  func linear(_ boundaries: [Boundary]) throws {
    let axes = CoefficientTests.axes(boundaries, intervals: [12, 9], .nodes)
    let discretisation = try Discretisation(grid: Grid(axes), scheme: .finiteDifference(.second))
    let graph = Graph()
    var generator = SeededGenerator(seed: 23)
    let density = graph.constant(generator.vector(discretisation.grid.count))
    let lengths: [Value] = Array([1.3, 0.8][..<axes.count])
    let fast = discretisation.solve(density, lengths: lengths, screening: 2.5)
    let general = try discretisation.solve(
      density, coefficient: 1, lengths: lengths,
      reaction: Reaction(of: []) { potential, _ in 2.5 * potential })
    let workspace = Program(
      graph, inputs: [],
      outputs: [fast.potential, general.potential, general.residual, general.status]
    ).makeWorkspace()
    workspace.run()
    let scale = workspace.output(0).largest
    #expect(distance(workspace.output(0), workspace.output(1)) < 1e-12 * scale)
    #expect(workspace.scalarOutput(2) < 1e-10 && workspace.scalarOutput(3) == 0)
  }

  @Test("a reaction that falls too fast is not elliptic")
  func indefinite() throws {
    let axes = CoefficientTests.axes([CoefficientTests.dirichlet], intervals: [16], .nodes)
    let discretisation = try Discretisation(grid: Grid(axes), scheme: .finiteDifference(.second))
    let graph = Graph()
    var generator = SeededGenerator(seed: 29)
    let solution = try discretisation.solve(
      graph.constant(generator.vector(17)), coefficient: 1, lengths: [1],
      reaction: Reaction(of: []) { potential, _ in -50 * potential })
    let workspace = Program(
      graph, inputs: [], outputs: [solution.status, solution.potential]
    ).makeWorkspace()
    workspace.run()
    #expect(workspace.scalarOutput(0) == IterationStatus.notDefinite.rawValue)
    #expect(workspace.output(1).contains { $0.isNaN })
  }
}
