import BacksolveService
import Poisson
import Testing

@Suite("The cache of compiled problems")
struct ProblemCacheTests {
  private func problem(points: Int) throws -> Problem {
    try Problem(
      model: .poissonGaussian, scheme: .finiteDifference2, start: 0, points: points,
      objective: .integral, variables: [0])
  }

  @Test("a problem is compiled once")
  func hit() throws {
    let cache = ProblemCache()
    let first = cache.compiled(try problem(points: 16))
    #expect(cache.compiled(try problem(points: 16)) === first)
    #expect(cache.cached(try problem(points: 17)) == nil)
  }

  @Test("the least recently used problem makes room")
  func eviction() throws {
    let cache = ProblemCache(capacity: 2)
    _ = cache.compiled(try problem(points: 10))
    _ = cache.compiled(try problem(points: 11))
    _ = cache.cached(try problem(points: 10))
    _ = cache.compiled(try problem(points: 12))
    #expect(cache.count == 2)
    #expect(cache.cached(try problem(points: 10)) != nil)
    #expect(cache.cached(try problem(points: 11)) == nil)
  }

  @Test("large grids are bounded together")
  func size() throws {
    let cache = ProblemCache(pointCapacity: 100)
    _ = cache.compiled(try problem(points: 60))
    _ = cache.compiled(try problem(points: 50))
    #expect(cache.count == 1)
    _ = cache.compiled(try problem(points: 101))
    #expect(cache.count == 1)
  }
}
