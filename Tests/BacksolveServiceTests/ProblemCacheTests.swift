import BacksolveService
import Expressions
import Poisson
import Testing

@Suite("The cache of compiled problems")
struct ProblemCacheTests {
  private func problem(points: Int) throws -> Problem {
    Problem(
      axes: [
        ProblemAxis(
          "x", start: Expression(number: 0), length: Expression(number: 1), points: points)
      ],
      parameters: ["a"], density: try Expression(parsing: "a*sin(2*pi*x)"),
      equation: ProblemEquation(scheme: .finiteDifference(.second)),
      objectives: [ProblemObjective("value", try Expression(parsing: "integral(phi^2)"))],
      variables: [.parameter(0)])
  }

  @Test("a problem is compiled once")
  func hit() throws {
    let cache = ProblemCache()
    let first = try cache.compiled(problem(points: 16))
    try #expect(cache.compiled(problem(points: 16)) === first)
    #expect(cache.cached(try problem(points: 17)) == nil)
  }

  @Test("the least recently used problem makes room")
  func eviction() throws {
    let cache = ProblemCache(capacity: 2)
    _ = try cache.compiled(problem(points: 10))
    _ = try cache.compiled(problem(points: 11))
    _ = cache.cached(try problem(points: 10))
    _ = try cache.compiled(problem(points: 12))
    #expect(cache.count == 2)
    #expect(cache.cached(try problem(points: 10)) != nil)
    #expect(cache.cached(try problem(points: 11)) == nil)
  }

  @Test("the memory of constants is bounded")
  func memory() throws {
    var long = try problem(points: 1000)
    let terms = (1...50).map { "cos(\($0)*x + a)" }.joined(separator: " + ")
    long.density = try Expression(parsing: terms)
    let bytes = try CompiledProblem(long).keptByteCount
    #expect(bytes > 50 * 1000 * 8)
    let cache = ProblemCache(byteCapacity: 2 * bytes)
    for start in 1...3 {
      long.axes[0].start = Expression(number: Double(start))
      _ = try cache.compiled(long)
      #expect(cache.count == min(start, 2))
    }
    let small = ProblemCache(byteCapacity: bytes / 2)
    _ = try small.compiled(long)
    #expect(small.count == 0)
  }

  @Test("large grids are bounded together")
  func size() throws {
    let cache = ProblemCache(pointCapacity: 100)
    _ = try cache.compiled(problem(points: 60))
    _ = try cache.compiled(problem(points: 50))
    #expect(cache.count == 1)
    _ = try cache.compiled(problem(points: 101))
    #expect(cache.count == 1)
  }
}
