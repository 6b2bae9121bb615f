import Autodiff
import Expressions
import Poisson
import Synchronization
import Testing

/// Problems that are given up while they are compiled or solved.
@Suite("Cancelled problems")
struct CancelledProblemTests {
  /// Says yes from a given question on, and counts.
  private final class Patience: Sendable {
    let questions = Atomic(0)
    private let limit: Int

    init(_ limit: Int) { self.limit = limit }

    func isOver() -> Bool { questions.wrappingAdd(1, ordering: .relaxed).newValue > limit }
    var count: Int { questions.load(ordering: .relaxed) }
  }

  private func problem(reaction: String? = nil) throws -> Problem {
    var equation = ProblemEquation(scheme: .finiteDifference(.second))
    equation.coefficient = try Expression(parsing: "10^(1.2*sin(x))")
    equation.reaction = try reaction.map { try Expression(parsing: $0) }
    return Problem(
      axes: [
        ProblemAxis(
          "x", start: Expression(number: 0), length: Expression(number: 2 * .pi), points: 256)
      ], parameters: ["a"], density: try Expression(parsing: "a*cos(3*x)"), equation: equation,
      objectives: [
        ProblemObjective("value", try Expression(parsing: "integral(phi^2)")),
        ProblemObjective("other", try Expression(parsing: "mean(phi^4)")),
      ], variables: [.parameter(0)])
  }

  /// A rectangle with Robin conditions on both axes, whose walls are coupled.
  private func problemBetweenWalls() throws -> Problem {
    let one = Expression(number: 1)
    let walls = ProblemBoundary.walls(
      lower: ProblemWall(.robin(value: one, derivative: one), one),
      upper: ProblemWall(.dirichlet, Expression(number: 0)))
    return Problem(
      axes: ["x", "y"].map {
        ProblemAxis($0, start: Expression(number: 0), length: one, points: 17, boundary: walls)
      }, parameters: ["a"], density: try Expression(parsing: "a*cos(3*x*y)"),
      equation: ProblemEquation(scheme: .finiteDifference(.fourth)),
      objectives: [ProblemObjective("value", try Expression(parsing: "integral(phi^2)"))],
      variables: [.parameter(0)])
  }

  @Test("iterations ask at every step", arguments: [nil, "sinh(phi)"])
  func iterations(_ reaction: String?) throws {
    try checkSteps(problem(reaction: reaction), atLeast: 20)
  }

  @Test("iterations for Robin conditions ask at every step")
  func iterationsForWalls() throws {
    try checkSteps(problemBetweenWalls(), atLeast: 5)
  }

  private func checkSteps(_ problem: Problem, atLeast least: Double) throws {
    let compiled = try CompiledProblem(problem)
    let whole = Patience(.max)
    let evaluation = try compiled.evaluate([.constant(1)], count: 1) { whole.isOver() }
    let steps = try #require(evaluation.iterations?[0])
    #expect(steps > least)
    // Solutions for the gradients take steps too.
    #expect(Double(whole.count) > steps)
    for limit in [0, 1, 5, whole.count / 2, whole.count - 1] {
      let patience = Patience(limit)
      #expect(throws: EvaluationError.cancelled) {
        try compiled.evaluate([.constant(1)], count: 1) { patience.isOver() }
      }
      #expect(patience.count == limit + 1)
    }
    let again = try compiled.evaluate([.constant(1)], count: 1)
    #expect(again.values == evaluation.values)
  }

  @Test("reading at known places asks from time to time", arguments: [true, false])
  func places(_ isKnown: Bool) throws {
    let count = 1000
    let places = (0..<count).map { 6 * Double($0) / Double(count) }
    var problem = try problem()
    problem.equation = ProblemEquation()
    problem.fields = [ProblemField("d", .sensors(Sensors(places: [places])))]
    problem.objectives = [ProblemObjective("value", try Expression(parsing: "misfit(d)"))]
    if !isKnown {
      problem.parameters.append("l")
      problem.axes[0].length = try Expression(parsing: "l")
    }
    let compiled = try CompiledProblem(problem)
    let inputs =
      [SweepColumn.constant(1)] + (isKnown ? [] : [.constant(2 * .pi)])
      + [.field([Double](repeating: 0, count: count))]
    let whole = Patience(.max)
    _ = try compiled.evaluate(inputs, count: 1) { whole.isOver() }
    // Every 64 places, for the values and for the gradient.
    #expect(whole.count >= 2 * count / 64)
    let patience = Patience(whole.count / 2)
    #expect(throws: EvaluationError.cancelled) {
      try compiled.evaluate(inputs, count: 1) { patience.isOver() }
    }
    #expect(patience.count == whole.count / 2 + 1)
  }

  @Test("compiling asks wherever an objective reads a field")
  func readings() throws {
    var problem = try problem()
    problem.equation = ProblemEquation()
    let terms = (0..<40).map { "at(phi, x = \(Double($0) / 10))" }.joined(separator: " + ")
    problem.objectives = [ProblemObjective("value", try Expression(parsing: terms))]
    let whole = Patience(.max)
    _ = try CompiledProblem(problem) { whole.isOver() }
    #expect(whole.count >= 44)
    for limit in Array(stride(from: 0, to: whole.count, by: 5)) + [whole.count - 1] {
      let patience = Patience(limit)
      let error = #expect(throws: ProblemErrors.self) {
        try CompiledProblem(problem) { patience.isOver() }
      }
      #expect(error?.all == [ProblemError(.domain, .cancelled)])
    }
  }

  @Test("compiling asks at every statement and objective")
  func compilation() throws {
    let problem = try problem()
    let whole = Patience(.max)
    _ = try CompiledProblem(problem) { whole.isOver() }
    // Start, length, density, coefficient, objectives, gradients.
    #expect(whole.count >= 8)
    for limit in 0..<whole.count {
      let patience = Patience(limit)
      do throws(ProblemErrors) {
        _ = try CompiledProblem(problem) { patience.isOver() }
        Issue.record("compiled after \(limit) questions")
      } catch {
        #expect(error.all == [ProblemError(.domain, .cancelled)])
      }
    }
  }
}
