import Synchronization

/// Durations by how many were no longer than each bound, counted by any number of threads at once.
///
/// An observation is two atomic additions. A reader sees each counter by itself, so that a sum may
/// be one observation ahead of its count.
package final class DurationHistogram: Sendable {
  /// The bounds in seconds: from what a small request takes to what a balancer waits for.
  package static let bounds = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
    0.5, 1, 2.5, 5, 10,
  ]

  private static let nanoseconds = bounds.map { Int($0 * 1e9) }

  /// How many fell between a bound and the one before; the last beyond all bounds.
  private let counts = InlineArray<18, Atomic<Int>> { _ in Atomic(0) }
  private let sum = Atomic(0)

  /// A histogram without observations.
  package init() {}

  /// Adds a duration, in nanoseconds.
  package func observe(nanoseconds: Int) {
    let bounds = Self.nanoseconds
    var index = 0
    while index < bounds.count, nanoseconds > bounds[index] { index += 1 }
    counts[index].wrappingAdd(1, ordering: .relaxed)
    sum.wrappingAdd(nanoseconds, ordering: .relaxed)
  }

  /// The observations up to each bound, the last of them all, and their sum in seconds.
  package var snapshot: (cumulative: [Int], seconds: Double) {
    var total = 0
    let cumulative = counts.indices.map { index in
      total += counts[index].load(ordering: .relaxed)
      return total
    }
    return (cumulative, Double(sum.load(ordering: .relaxed)) / 1e9)
  }
}
