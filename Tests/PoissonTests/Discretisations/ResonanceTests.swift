import Poisson
import Testing

@Suite("Resonances")
struct ResonanceTests {
  @Test("the mode is named", arguments: DiscreteScheme.general)
  func mode(_ scheme: DiscreteScheme) throws {
    let walls = Boundary.walls(lower: .dirichlet, upper: .dirichlet)
    let grid = try Grid([Axis(points: 12, boundary: walls), Axis(points: 9)])
    let discretisation = try Discretisation(grid: grid, scheme: scheme)
    // κ² at the eigenvalue of the third sine and the second wave, found by bracketing the sign change.
    let problem = try NumericProblem(
      [Axis(points: 12, boundary: walls)], scheme, lengths: [1])
    let third = try eigenvalue(problem.discretisation, mode: 3, near: -80)
    let ring = try eigenvalue(
      NumericProblem([Axis(points: 9)], scheme, lengths: [1]).discretisation, mode: 2, near: -130)
    let screening = third / 4 + ring / 9
    let error = #expect(throws: ResonanceError.self) {
      try discretisation.checkResonance(lengths: [2, 3], screening: screening)
    }
    #expect(error?.mode.map(\.magnitude) == [3, 2])
    #expect(isClose(error?.eigenvalue ?? 0, screening, relative: 1e-10))
    #expect(error?.screening == screening)
    try discretisation.checkResonance(lengths: [2, 3], screening: screening * 1.001)
    try discretisation.checkResonance(lengths: [2, 3], screening: 1)
  }

  /// The eigenvalue of one mode: where the check fails with a tolerance wide enough.
  private func eigenvalue(
    _ discretisation: Discretisation, mode: Int, near value: Double
  ) throws -> Double {
    let error = #expect(throws: ResonanceError.self) {
      try discretisation.checkResonance(lengths: [1], screening: value, tolerance: 0.45)
    }
    #expect(error?.mode.map(\.magnitude) == [mode.magnitude])
    return try #require(error?.eigenvalue)
  }

  @Test("no screening at all: the constant")
  func constant() throws {
    let discretisation = try Discretisation(
      grid: Grid([Axis(points: 8)]), scheme: .finiteDifference(.fourth))
    let error = #expect(throws: ResonanceError.self) {
      try discretisation.checkResonance(lengths: [1], screening: 0)
    }
    #expect(error?.mode == [0])
  }
}
