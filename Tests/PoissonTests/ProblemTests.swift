import Autodiff
import Expressions
import Poisson
import Testing

@Suite("Problems")
struct ProblemTests {
  /// What is wrong with a problem.
  private func errors(_ problem: Problem) -> [ProblemError] {
    do throws(ProblemErrors) {
      _ = try CompiledProblem(problem)
      return []
    } catch {
      return error.all
    }
  }

  @Test("too few points", arguments: Scheme.catalogue)
  func tooFewPoints(_ scheme: Scheme) throws {
    for points in [-1, 0, 1, 2] {
      let problem = try Model.poissonGaussian.problem(scheme: scheme, points: points)
      let error = try #require(errors(problem).first)
      #expect(error.place == .points(axis: "x"))
      guard case .tooFewPoints(points, let minimum) = error.reason else {
        Issue.record("\(error)")
        continue
      }
      #expect(minimum >= 3)
    }
    let single = try Model.densityGaussian.problem(points: 1)
    #expect(
      errors(single) == [ProblemError(.points(axis: "x"), .tooFewPoints(1, minimum: 2))])
    try #expect(errors(Model.densityGaussian.problem(points: 2)).isEmpty)
  }

  @Test(
    "the smallest grids have answers", arguments: [Scheme.spectral, .finiteDifference2, .pinned])
  func smallestGrids(_ scheme: Scheme) throws {
    for points in [3, 4, 5] {
      let result = try evaluatePoisson(scheme: scheme, points: points, compatibility: .project)
      #expect(result.value[0] > 0)
      #expect(result.slopes.allSatisfy { $0.isFinite })
    }
  }

  /// Round-off in the image of a uniform field once kept a third transform alive at most lengths.
  @Test("as much work at every length", arguments: [Scheme.spectral, .finiteDifference2])
  func sameWork(_ scheme: Scheme) throws {
    func instructionCount(_ points: Int) throws -> Int {
      let problem = try Model.poissonGaussian.problem(scheme: scheme, points: points)
      return try CompiledProblem(problem).program.instructionCount
    }
    for points in [99, 126, 127, 130] {
      #expect(try instructionCount(points) == instructionCount(128), "\(points) points")
    }
  }

  @Test("equal problems are equal, others are not: they are keys of a cache")
  func equality() throws {
    let base = try Model.poissonGaussian.problem()
    let same = try Model.poissonGaussian.problem(scheme: .spectral)
    #expect(base == same)
    #expect(base.hashValue == same.hashValue)
    let others = [
      try Model.poissonGaussian.problem(scheme: .finiteDifference2),
      try Model.poissonGaussian.problem(start: 1), try Model.poissonGaussian.problem(points: 17),
      try Model.poissonGaussian.problem(objective: .sum), try Model.densityGaussian.problem(),
    ]
    #expect(Set(others + [base]).count == 6)
  }

  @Test("names in the catalogue are unique")
  func catalogue() {
    let names = Scheme.catalogue.map { [$0.name, $0.orderName ?? ""] }
    #expect(Set(names).count == names.count)
  }

  @Test("every statement's errors are told at once, with their places")
  func places() throws {
    var problem = try Model.poissonGaussian.problem()
    problem.density = try Expression(parsing: "exp(-(x-nu)^2) + integral(phi)")
    problem.axes[0].length = try Expression(parsing: "x")
    problem.objectives = [ProblemObjective("a", try Expression(parsing: "phi^2"))]
    problem.equation?.screening = try Expression(parsing: "sin(kappa)")
    problem.parameters.append("phi")
    let found = errors(problem)
    #expect(
      found.map(\.place) == [
        .parameter("phi"), .length(axis: "x"), .density, .density, .screening, .objective("a"),
      ])
    let codes = found.compactMap { error in
      if case .expression(let inner) = error.reason { inner.code } else { nil }
    }
    #expect(codes == [.unknownName, .unknownName, .unknownFunction, .unknownName, .wrongType])
  }
}
