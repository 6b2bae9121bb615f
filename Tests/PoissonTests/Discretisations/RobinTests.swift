import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// Robin conditions where they need an iteration.
@Suite("Robin conditions by iteration")
struct RobinTests {
  private static let box: [Boundary] = [WalledGridTests.robin[0], WalledGridTests.robin[0]]

  /// φ of ∇²φ − κ²φ = ρ with conditions on all sides of a rectangle, and how it was found.
  private func solve(
    _ intervals: Int, _ scheme: DiscreteScheme, derivative: Double,
    vanishing: Bool = false, value: (_ along: Double) -> Double = { _ in 1 }
  ) throws -> (error: Double, iterations: Double, residual: Double) {
    let problem = try NumericProblem(
      Self.box.map { Axis(points: intervals + 1, boundary: $0) }, scheme, lengths: [1.4, 0.8])
    let known = WalledGridTests.smooth(Self.box)
    let graph = Graph()
    var walls = WallData()
    for axis in 0..<2 {
      for side in Side.allCases {
        func data(_ condition: Condition) -> [Double] {
          known.data(
            condition, axis: axis, side: side, length: problem.lengths[axis], problem.coordinates)
        }
        let values = problem.coordinates[1 - axis].map(value)
        let derivatives = problem.coordinates[1 - axis].map {
          derivative * (vanishing ? max($0 - 0.3, 0) : 1)
        }
        walls[robin: axis, side] = RobinCoefficients(
          value: graph.constant(values),
          derivative: vanishing ? graph.constant(derivatives) : Value(derivative))
        walls[axis, side] = graph.constant(
          zip(values, data(.dirichlet)).map { $0 * $1 }.adding(
            zip(derivatives, data(.neumann)).map { $0 * $1 }))
      }
    }
    let solution = problem.discretisation.solve(
      graph.constant(known.laplacian(problem.coordinates)),
      lengths: problem.lengths.map { Value($0) }, walls: walls)
    let iteration = try #require(solution.iteration)
    let workspace = Program(
      graph, inputs: [], outputs: [solution.potential, iteration.count, iteration.residual]
    ).makeWorkspace()
    workspace.run()
    let difference = workspace.output(0) - known.values(problem.coordinates)
    return (rootMeanSquare(difference), workspace.scalarOutput(1), workspace.scalarOutput(2))
  }

  @Test("α that varies along the walls", arguments: WalledGridTests.schemes)
  func varying(_ scheme: DiscreteScheme) throws {
    let errors = try [40, 60].map {
      try solve($0, scheme, derivative: 0.5) { 1 + 0.5 * sin(3 * $0) }
    }
    let order = log(errors[0].error / errors[1].error) / log(1.5)
    #expect((order - Double(scheme.order ?? 0)).magnitude < 0.1, "observed order \(order)")
  }

  @Test("α that varies along the walls, with polynomials")
  func varyingSpectral() throws {
    let errors = try [8, 12, 20].map {
      try solve($0, .spectral, derivative: 0.5) { 1 + 0.5 * sin(3 * $0) }.error
    }
    let isGeometric = errors[1] < 1e-2 * errors[0]
    #expect(isGeometric && errors[2] < 1e-11, "\(errors)")
  }

  /// And at the corner where two such parts meet.
  @Test("β that is 0 on a part of each wall", arguments: WalledGridTests.schemes)
  func vanishing(_ scheme: DiscreteScheme) throws {
    let errors = try [24, 36].map {
      try solve($0, scheme, derivative: 0.5, vanishing: true) { 1 + 0.5 * sin(3 * $0) }.error
    }
    let order = log(errors[0] / errors[1]) / log(1.5)
    #expect(order > Double(scheme.order ?? 0) - 0.3, "observed order \(order)")
  }

  @Test("β that is 0 on a part of each wall, with polynomials")
  func vanishingSpectral() throws {
    let errors = try [8, 12, 20].map {
      try solve($0, .spectral, derivative: 0.5, vanishing: true) { 1 + 0.5 * sin(3 * $0) }.error
    }
    let isGeometric = errors[1] < 1e-2 * errors[0]
    #expect(isGeometric && errors[2] < 1e-11, "\(errors)")
  }

  /// Towards a Dirichlet condition the equations become those of the first kind.
  @Test("steps hardly depend on the number of points", arguments: DiscreteScheme.general)
  func iterations(_ scheme: DiscreteScheme) throws {
    for derivative in [1, 0.01] {
      let counts = try [12, 24, 48].map { intervals in
        let outcome = try solve(intervals, scheme, derivative: derivative)
        #expect(outcome.residual < 1e-11)
        return outcome.iterations
      }
      #expect(counts[2] <= 60 && counts[2] <= 2 * counts[0], "β = \(derivative): \(counts)")
    }
  }

  @Test("equations without a solution are given up")
  func singular() throws {
    let system = TracedSystem(
      count: 3, parameters: [.scalar], map: { x, parameters in parameters[0] * (x - mean(x)) },
      prepare: { parameters, graph in graph.lift(parameters[0], to: .field(1)) },
      precondition: { r, _, _ in r })
    let result = TracedSolver(system)([[2], [1, 1, 1]])
    #expect(result[..<3].filter(\.isNaN).count == 3)
    #expect(result[5] == IterationStatus.notConverged.rawValue)
  }

  @Test("the solver's laws, and those of the transposed one", arguments: [false, true])
  func laws(_ isTransposed: Bool) {
    let seed: UInt64 = 12
    var generator = SeededGenerator(seed: seed)
    let matrix = generator.vector(25)
    var rows: [[Double]] = []
    for row in 0..<5 {
      var entries = matrix[5 * row..<5 * row + 5].map { 0.3 * $0 }
      entries[row] += 2
      rows.append(entries)
    }
    let dense = AxisMap(SparseMatrix(dense: rows), outer: 1, inner: 1)
    // M = diag(θ) A + θ₀.
    let system = TracedSystem(
      count: 5, parameters: [.field(5), .scalar],
      map: { x, parameters in parameters[0] * apply(dense, x) + square(parameters[1]) * x },
      prepare: { parameters, _ in 1 / parameters[0] }, precondition: { r, _, s in s * r })
    let solver = TracedSolver(system, isTransposed: isTransposed)
    let operands = [generator.vector(5).map { 2 + 0.5 * $0 }, [0.7], generator.vector(5)]
    let reference = DenseMatrix(count: 5) { row, column in
      let (i, j) = isTransposed ? (column, row) : (row, column)
      return operands[0][i] * rows[i][j] + (i == j ? 0.49 : 0)
    }
    let result = solver(operands)
    #expect(
      distance(Array(result[..<5]), reference.solve(operands[2])) < 1e-13, "seed \(seed)")
    let direction = operands.map { generator.vector($0.count) }
    let cotangent = generator.vector(5) + [0, 0, 0]
    #expect(
      solver.dotProductDefect(at: operands, along: direction, cotangent: cotangent) < 1e-12,
      "seed \(seed)")
  }
}
