import Autodiff
import Fourier
import Glibc
import Poisson
import Randomness
import Testing
import Workers

/// Fields of several chunks, which the sums go through one by one.
@Suite("Second differences by sums, chunk by chunk")
struct DirichletSumTests {
  static let counts = [4_095, 4_096, 4_097, 8_195, 100_003]

  /// φ from the source, put into the equation times h². Round-off is that of four values of φ; where chunks
  /// meet that of the 512 additions through one, √512 · 1e-16.
  @Test("the equation holds at every point", arguments: counts, [false, true])
  func equation(_ count: Int, _ isPinned: Bool) {
    var generator = SeededGenerator(seed: UInt64(count))
    var source = generator.vector(count)
    let mean = source.reduce(into: 0.0) { $0 += $1 } / Double(count)
    source = source.map { $0 - mean + (isPinned ? 0 : 3) }
    let solution =
      isPinned ? PinnedSolver(points: count)(source) : FiniteDifferenceSolver(points: count)(source)
    let n = Double(count)
    let scale = (solution + source).reduce(0) { max($0, $1.magnitude) }
    for i in 1..<count {
      let second = solution[i - 1] - 2 * solution[i] + solution[(i + 1) % count]
      // Pinned rows 1 and n−1 see φ_0; otherwise the mean 3 counts as none.
      let expected = (isPinned ? source[i] : source[i] - 3) / (n * n)
      #expect(abs(second - expected) <= 4e-15 * scale, "point \(i), seed \(count)")
    }
    if isPinned {
      #expect(solution[0] == source[0])
    } else {
      let total = solution.reduce(into: 0.0) { $0 += $1 }
      #expect(abs(total) <= 1e-15 * n * scale, "seed \(count)")
    }
  }

  /// The cosine is an eigenvector of the second difference, with the eigenvalue −4 n² sin²(π/n).
  @Test("a cosine on 2²⁰ points, to 1e-14")
  func cosine() {
    let count = 1 << 20
    let n = Double(count)
    let exact = (0..<count).map { cos(2 * .pi * Double($0) / n) }
    let root = 2 * n * sin(.pi / n)
    let solution = FiniteDifferenceSolver(points: count)(exact.map { -root * root * $0 })
    let error = zip(solution, exact).reduce(into: 0.0) { $0 = max($0, abs($1.0 - $1.1)) }
    #expect(error <= 1e-14)
  }

  @Test("the same bits with any number of workers", arguments: [1 << 15, 100_003])
  func sameBits(_ count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let source = generator.vector(count)
    let solver = FiniteDifferenceSolver(points: count)
    TransformWorkers.use(nil)
    let alone = solver(source)
    for workers in [1, 2, 8] {
      TransformWorkers.use(WorkerPool(workerCount: workers))
      #expect(solver(source) == alone, "\(workers) workers, seed \(count)")
    }
    TransformWorkers.use(nil)
  }
}
