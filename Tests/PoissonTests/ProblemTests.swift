import Autodiff
import Poisson
import Testing

@Suite("Problems")
struct ProblemTests {
  private func problem(
    _ model: Model = .poissonGaussian, scheme: Scheme? = .spectral, start: Double = 0,
    points: Int = 16
  ) throws -> Problem {
    try Problem(
      model: model, scheme: scheme, start: start, points: points, objective: .sum,
      variables: [0])
  }

  @Test("too few points", arguments: Scheme.catalogue)
  func tooFewPoints(_ scheme: Scheme) throws {
    for points in [-1, 0, 1, 2] {
      #expect(throws: ProblemError.tooFewPoints(points, minimum: 3)) {
        try problem(scheme: scheme, points: points)
      }
    }
    try #expect(problem(scheme: scheme, points: 3).points == 3)
    #expect(throws: ProblemError.tooFewPoints(1, minimum: 2)) {
      try problem(.densityGaussian, scheme: nil, points: 1)
    }
    try #expect(problem(.densityGaussian, scheme: nil, points: 2).points == 2)
  }

  @Test("the smallest grids have answers", arguments: Scheme.catalogue, [3, 4, 5])
  func smallestGrids(_ scheme: Scheme, _ points: Int) throws {
    let result = try evaluatePoisson(scheme: scheme, points: points, compatibility: .project)
    #expect(result.value[0] > 0)
    #expect(result.slopes.allSatisfy { $0.isFinite })
  }

  @Test("an axis starts at a number", arguments: [Double.nan, .infinity, -.infinity])
  func start(_ start: Double) {
    #expect(throws: ProblemError.nonFiniteStart) { try problem(start: start) }
  }

  /// Round-off in the image of a uniform field once kept a third transform alive at most lengths.
  @Test("as much work at every length", arguments: Scheme.catalogue, [99, 126, 127, 130])
  func sameWork(_ scheme: Scheme, _ points: Int) throws {
    func instructionCount(_ points: Int) throws -> Int {
      let problem = try Problem(
        model: .poissonGaussian, scheme: scheme, start: 0, points: points, objective: .sum,
        variables: [0, 1, 2])
      return CompiledProblem(problem).program.instructionCount
    }
    #expect(try instructionCount(points) == instructionCount(128))
  }

  @Test("a scheme only where an equation is solved, and the spectral one by default")
  func schemes() throws {
    try #expect(problem(scheme: nil).scheme == .spectral)
    try #expect(problem(.densityGaussian, scheme: .pinned).scheme == nil)
  }

  @Test("equal problems are equal, others are not: they are keys of a cache")
  func equality() throws {
    let base = try problem()
    let same = try problem(scheme: nil)
    #expect(base == same)
    #expect(base.hashValue == same.hashValue)
    let others = [
      try problem(scheme: .finiteDifference2), try problem(start: 1), try problem(points: 17),
      try problem(.densityGaussian, scheme: nil),
    ]
    #expect(Set(others + [base]).count == 5)
  }

  @Test("names in the catalogues are unique")
  func catalogues() {
    #expect(Set(Model.catalogue.map(\.name)).count == Model.catalogue.count)
    #expect(Set(Scheme.catalogue).count == Scheme.catalogue.count)
    for model in Model.catalogue {
      #expect(Set(model.parameters.map(\.name)).count == model.parameters.count)
    }
  }
}
