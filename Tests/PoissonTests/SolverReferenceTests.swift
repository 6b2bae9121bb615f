import Autodiff
import Poisson
import Randomness
import Testing

/// Every solver against elimination on the dense matrix of its scheme, and its transpose against
/// that matrix transposed.
///
/// The condition numbers are below n², 400 here, and elimination adds a factor n at most: 1e-12 of the
/// solution's size.
@Suite("Solvers against dense matrices")
struct SolverReferenceTests {
  static let counts = [3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 20]

  /// What a solver computes, from its definition.
  private func reference(
    _ solver: Solver, _ source: [Double], transposed: Bool = false
  ) -> [Double] {
    switch solver {
    case .spectral: DenseMatrix.secondDerivative(source.count).solveWithoutMean(source)
    case .finiteDifference: DenseMatrix.secondDifference(source.count).solveWithoutMean(source)
    case .pinned where transposed: DenseMatrix.pinned(source.count).transpose.solve(source)
    case .pinned: DenseMatrix.pinned(source.count).solve(source)
    }
  }

  /// Sources in general have a mean, and a first entry: the pinned matrix reads it as φ_0.
  @Test("apply", arguments: Solver.allCases, counts)
  func apply(_ solver: Solver, _ count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    for _ in 0..<3 {
      let source = generator.vector(count)
      let expected = reference(solver, source)
      #expect(distance(solver.solve(source), expected) <= 1e-12 * norm(expected), "seed \(count)")
    }
  }

  @Test("transpose", arguments: Solver.allCases, counts)
  func transpose(_ solver: Solver, _ count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    for _ in 0..<3 {
      let source = generator.vector(count)
      let expected = reference(solver, source, transposed: true)
      #expect(
        distance(solver.solveTransposed(source), expected) <= 1e-12 * norm(expected),
        "seed \(count)")
      let twice = solver.make(count).transpose.transpose
      #expect(twice(source) == solver.solve(source), "seed \(count)")
    }
  }

  /// Every entry of the inverse, so that no error hides in a random source.
  @Test("unit sources", arguments: Solver.allCases, [3, 4, 5, 8])
  func unitSources(_ solver: Solver, _ count: Int) {
    for index in 0..<count {
      var unit = [Double](repeating: 0, count: count)
      unit[index] = 1
      let (expected, transposed) = (
        reference(solver, unit), reference(solver, unit, transposed: true)
      )
      #expect(distance(solver.solve(unit), expected) <= 1e-13 * norm(expected))
      #expect(
        distance(solver.solveTransposed(unit), transposed) <= 1e-13 * norm(transposed))
    }
  }

  @Test("the mean of the source is ignored, the mean of the solution is zero")
  func gauge() {
    var generator = SeededGenerator(seed: 3)
    for solver in [Solver.spectral, .finiteDifference] {
      for count in [3, 4, 31, 128] {
        let source = generator.vector(count)
        let solution = solver.solve(source)
        let shifted = solver.solve(source.map { $0 + 5 })
        // Round-off of the added 5, which is larger than the source.
        #expect(distance(solution, shifted) <= 1e-14 * norm(solution) * 5, "seed 3")
        #expect(mean(solution).magnitude <= 1e-15 * norm(solution), "seed 3")
        let zero = solver.solve([Double](repeating: 7, count: count))
        #expect(zero.allSatisfy { $0.magnitude <= 1e-14 }, "seed 3")
      }
    }
  }

  @Test("a source without a mean: the pinned solution is the circulant one, shifted")
  func pinnedAgainstCirculant() {
    var generator = SeededGenerator(seed: 4)
    for count in [3, 4, 31, 128] {
      var source = generator.vector(count)
      let average = mean(source)
      source = source.map { $0 - average }
      let circulant = FiniteDifferenceSolver(points: count)(source)
      let pinned = PinnedSolver(points: count)([0] + source[1...])
      #expect(pinned[0] == 0, "seed 4")
      let shifted = pinned.map { $0 + circulant[0] }
      #expect(distance(shifted, circulant) <= 1e-13 * norm(circulant), "seed 4")
    }
  }
}
