package import Poisson
import Synchronization

/// The compiled problems that were used last, shared by all threads.
///
/// Bounded by the number of problems, by the nodes of their grids together, since a problem's tables and
/// plans grow with them, and by the memory of their constants: what a long expression says of a known field
/// may take a hundred times that field's. Two requests that miss at once both compile; one result is kept.
package final class ProblemCache: Sendable {
  private struct Entry {
    let compiled: CompiledProblem
    var lastUse: Int
  }

  private struct State {
    var entries: [Problem: Entry] = [:]
    var points = 0
    var bytes = 0
    var clock = 0
  }

  private let capacity: Int
  private let pointCapacity: Int
  private let byteCapacity: Int
  private let state = Mutex(State())
  private let hits = Atomic(0)
  private let misses = Atomic(0)

  /// An empty cache.
  package init(
    capacity: Int = 256, pointCapacity: Int = 1 << 21, byteCapacity: Int = 1 << 29
  ) {
    self.capacity = capacity
    self.pointCapacity = pointCapacity
    self.byteCapacity = byteCapacity
  }

  /// The compiled problem, from the cache or compiled now.
  ///
  /// - Throws: what is wrong with the problem, or that it was cancelled.
  package func compiled(
    _ problem: Problem, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ProblemErrors) -> CompiledProblem {
    if let known = cached(problem) { return known }
    misses.wrappingAdd(1, ordering: .relaxed)
    let compiled = try CompiledProblem(problem, isCancelled: isCancelled)
    // Released after the lock: to destroy a plan waits for FFTW's planner, and event loops for us.
    let displaced = state.withLock { insert(compiled, in: &$0) }
    return withExtendedLifetime(displaced) { compiled }
  }

  /// The compiled problem, if it is in the cache.
  package func cached(_ problem: Problem) -> CompiledProblem? {
    let known: CompiledProblem? = state.withLock { state in
      state.clock += 1
      // Looked for once: to hash and to compare problems is what it costs.
      guard let place = state.entries.index(forKey: problem) else { return nil }
      state.entries.values[place].lastUse = state.clock
      return state.entries.values[place].compiled
    }
    if known != nil { hits.wrappingAdd(1, ordering: .relaxed) }
    return known
  }

  /// The number of problems held.
  package var count: Int { state.withLock { $0.entries.count } }

  /// How often a problem was found, how often one had to be compiled, and how many are held.
  package var statistics: (hits: Int, misses: Int, count: Int) {
    (hits.load(ordering: .relaxed), misses.load(ordering: .relaxed), count)
  }

  /// Adds a problem; returns those that had to make room for it.
  private func insert(
    _ compiled: CompiledProblem, in state: inout State
  ) -> [CompiledProblem] {
    let problem = compiled.problem
    guard problem.pointCount <= pointCapacity, compiled.keptByteCount <= byteCapacity,
      state.entries[problem] == nil
    else { return [] }
    var displaced: [CompiledProblem] = []
    state.entries[problem] = Entry(compiled: compiled, lastUse: state.clock)
    state.points += problem.pointCount
    state.bytes += compiled.keptByteCount
    while state.entries.count > capacity || state.points > pointCapacity
      || state.bytes > byteCapacity
    {
      guard let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
        break
      }
      displaced.append(oldest.value.compiled)
      state.entries[oldest.key] = nil
      state.points -= oldest.key.pointCount
      state.bytes -= oldest.value.compiled.keptByteCount
    }
    return displaced
  }
}
