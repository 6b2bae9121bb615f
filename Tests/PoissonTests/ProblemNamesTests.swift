import Autodiff
import Expressions
import Testing

@testable import Poisson

/// The names that are said to mean something in a statement are those that do when it is compiled.
@Suite("Names in statements")
struct ProblemNamesTests {
  private func problem(_ change: (inout Problem) throws -> Void) rethrows -> Problem {
    let (zero, one) = (Expression(number: 0), Expression(number: 1))
    let walls = ProblemBoundary.walls(
      lower: ProblemWall(.dirichlet, zero), upper: ProblemWall(.dirichlet, zero))
    var problem = Problem(
      axes: [
        ProblemAxis("x", start: zero, length: one, points: 8),
        ProblemAxis("y", start: zero, length: one, points: 9, boundary: walls),
      ], parameters: ["a"], density: zero,
      equation: ProblemEquation(scheme: .finiteDifference(.second)),
      objectives: [ProblemObjective("value", one)], variables: [])
    try change(&problem)
    return problem
  }

  private func errors(_ problem: Problem) -> [ProblemError] {
    do throws(ProblemErrors) {
      _ = try CompiledProblem(problem)
      return []
    } catch {
      return error.all
    }
  }

  /// A problem with an expression at a place; nil where there is no such place.
  private func problem(_ expression: Expression, at place: ProblemPlace) -> Problem? {
    var isPlace = true
    let changed = problem { problem in
      switch place {
      case .density: problem.density = expression
      case .start: problem.axes[0].start = expression
      case .length: problem.axes[0].length = expression
      case .wall:
        problem.axes[1].boundary = .walls(
          lower: ProblemWall(.dirichlet, expression),
          upper: ProblemWall(.dirichlet, Expression(number: 0)))
      case .screening: problem.equation?.screening = expression
      case .coefficient: problem.equation?.coefficient = expression
      case .reaction: problem.equation?.reaction = expression
      case .guess:
        problem.equation?.reaction = Expression(number: 1)
        problem.equation?.guess = expression
      case .gauge:
        problem.axes[1].boundary = .periodic
        problem.equation?.gauge = .mean(expression)
      case .objective: problem.objectives[0].expression = expression
      default: isPlace = false
      }
    }
    return isPlace ? changed : nil
  }

  @Test(
    "known names are known, others are not",
    arguments: [
      ProblemPlace.density, .start(axis: "x"), .length(axis: "x"), .wall(axis: "y", .lower),
      .screening, .coefficient, .reaction, .guess, .gauge, .objective("value"),
    ])
  func names(_ place: ProblemPlace) throws {
    for name in ["a", "b", "x", "y", "z", "phi", "rho", "E", "Ex", "Ey", "Ez"] {
      var text = name
      if case .objective = place, name != "a" { text = "sum(\(name) + x)" }
      let problem = try #require(problem(try Expression(parsing: text), at: place))
      let isKnown = problem.knownNames(at: place).contains(name)
      let found = errors(problem)
      #expect(found.isEmpty == isKnown, "\(name): \(found)")
      // What is told without compiling is what compiling tells.
      #expect(problem.nameErrors == found, "\(name)")
      #expect((problem.absentNames(at: place)[name] == nil) == (isKnown || name == "b"), "\(name)")
    }
  }

  @Test(
    "functions of objectives are known there alone, and hiding a name is an error everywhere",
    arguments: [
      ProblemPlace.density, .start(axis: "x"), .wall(axis: "y", .lower), .coefficient, .reaction,
      .objective("value"),
    ])
  func functions(_ place: ProblemPlace) throws {
    var isObjective = false
    if case .objective = place { isObjective = true }
    for (text, isKnown) in [
      ("integral(1)", isObjective), ("intgral(1)", false), ("let a = 1; 2*a", false),
      ("sum(a, 1, 2, a)", false), ("let b = 1; 2*b", true),
    ] {
      let problem = try #require(problem(try Expression(parsing: text), at: place))
      let found = errors(problem)
      #expect(found.isEmpty == isKnown, "\(text): \(found)")
      #expect(problem.nameErrors == found, "\(text)")
    }
  }

  @Test("the names of reductions are reserved")
  func reductions() {
    for name in ["integral", "mean", "norm", "at", "sample", "misfit", "sum", "max"] {
      #expect(Problem.isReserved(name), "\(name)")
    }
  }

  @Test("reserved names, names twice, arrays that nothing refers to")
  func declarations() throws {
    let bad = try problem { problem in
      problem.parameters = ["a", "x", "a", "sin"]
      problem.fields = [ProblemField("s", .grid), ProblemField("u", .grid)]
      problem.density = try Expression(parsing: "a*s")
    }
    #expect(
      bad.nameErrors == [
        ProblemError(.parameter("x"), .reserved("x")),
        ProblemError(.parameter("a"), .reserved("a")),
        ProblemError(.parameter("sin"), .reserved("sin")), ProblemError(.field("u"), .unused("u")),
      ])
    #expect(errors(bad) == bad.nameErrors)
  }
}
