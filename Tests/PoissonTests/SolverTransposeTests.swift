import Autodiff
import Poisson
import Randomness
import Testing

/// The law of linear operators, w · A v = Aᵀ w · v, and that breaking it would be seen.
@Suite("Transposes of solvers")
struct SolverTransposeTests {
  /// Both sides are good to a few roundings relative to the vectors' sizes.
  @Test("dot product", arguments: Solver.allCases, [3, 4, 5, 8, 9, 31, 97, 127, 128, 1_000])
  func dotProduct(_ solver: Solver, _ count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    for _ in 0..<4 {
      let (v, w) = (generator.vector(count), generator.vector(count))
      #expect(solver.make(count).dotProductDefect(v: v, w: w) <= 1e-14, "seed \(count)")
      #expect(solver.make(count).transpose.dotProductDefect(v: v, w: w) <= 1e-14, "seed \(count)")
    }
  }

  /// The pinned solver with M⁻¹ where M⁻ᵀ belongs.
  private final class Mistaken: LinearOperator {
    let solver: PinnedSolver
    init(points: Int) { solver = PinnedSolver(points: points) }
    var inputCount: Int { solver.inputCount }
    var outputCount: Int { solver.outputCount }
    var scratchCount: Int { solver.scratchCount }
    var transpose: any LinearOperator { self }
    func apply(
      _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
    ) { solver.apply(x, into: &y, scratch: &scratch) }
  }

  /// What an operator says of a uniform field is what it computes, up to round-off.
  @Test("images of ones", arguments: [3, 4, 9, 97, 126, 127, 128, 1_000])
  func imagesOfOnes(_ count: Int) throws {
    let ones = [Double](repeating: 1, count: count)
    let maps: [any LinearOperator] = [
      RealFourierBasis(points: count).forward, MeanRemoval(points: count),
      FiniteDifferenceSolver(points: count),
    ]
    for map in maps {
      let image = try #require(map.imageOfOnes)
      for (computed, exact) in zip(map(ones), image) {
        #expect((computed - exact).magnitude <= 1e-15 * Double(count), "\(type(of: map))")
      }
    }
  }

  @Test("M⁻¹ in the place of M⁻ᵀ fails the dot product", arguments: [3, 4, 8, 31, 128])
  func mistakenDotProduct(_ count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let (v, w) = (generator.vector(count), generator.vector(count))
    #expect(Mistaken(points: count).dotProductDefect(v: v, w: w) > 1e-2, "seed \(count)")
  }

  /// As in the adjoint of the posts' objective, Σφ², and of a random linear one: with the wrong
  /// transpose the Taylor test has order 1, with the right one 2; for the linear objective the
  /// remainder with the right one is round-off.
  @Test("M⁻¹ in the place of M⁻ᵀ fails the Taylor test", arguments: [false, true])
  func mistakenGradient(_ isLinear: Bool) {
    let count = 16
    var generator = SeededGenerator(seed: 9)
    let (x, v, c) = (generator.vector(count), generator.vector(count), generator.vector(count))
    func order(_ solver: any LinearOperator) -> Double {
      let objective = { (source: Value) -> Value in
        let potential = apply(solver, source)
        return isLinear ? sum(potential * constant(c, like: source)) : sum(square(potential))
      }
      let start = valueAndGradient(of: objective, at: x)
      let slope = dot(start.gradient, v)
      return observedOrder(floor: 1e-14) { epsilon in
        let moved = zip(x, v).map { $0 + epsilon * $1 }
        let value = valueAndGradient(of: objective, at: moved).value
        return (value - start.value - epsilon * slope).magnitude
      }
    }
    #expect(order(PinnedSolver(points: count)) >= 1.9, "seed 9")
    #expect(order(Mistaken(points: count)) < 1.1, "seed 9")
  }

  /// Fields of ones scaled entry by entry: what stands for a constant where the graph is not at hand.
  private func constant(_ field: [Double], like value: Value) -> Value {
    apply(Diagonal(field), 0 * value + 1)
  }

  private final class Diagonal: LinearOperator {
    let entries: [Double]
    init(_ entries: [Double]) { self.entries = entries }
    var inputCount: Int { entries.count }
    var outputCount: Int { entries.count }
    var scratchCount: Int { 0 }
    var transpose: any LinearOperator { self }
    func apply(
      _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
    ) { for index in x.indices { y[index] = entries[index] * x[index] } }
  }
}
