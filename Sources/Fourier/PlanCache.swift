import Synchronization

extension RealTransform {
  private struct Entry {
    weak var transform: RealTransform?
  }

  /// The transforms in use, by length. Held weakly: a plan goes with the last problem that uses it.
  private static let known = Mutex<[Int: Entry]>([:])

  /// The transform of a length: one that is in use already, or a new one.
  ///
  /// Planning takes from half a millisecond to a quarter of a second, so it is done outside of the
  /// cache's lock; of two threads that plan the same length at once, one uses its own.
  public static func shared(count: Int) -> RealTransform {
    if let transform = known.withLock({ $0[count]?.transform }) { return transform }
    let transform = RealTransform(count: count)
    known.withLock { known in
      known = known.filter { $0.value.transform != nil }
      known[count] = Entry(transform: transform)
    }
    return transform
  }
}
