import Synchronization

/// The plans in use. Held weakly: a plan goes with the last problem that uses it.
struct PlanCache<Key: Hashable & Sendable, Plan: AnyObject & Sendable>: ~Copyable, Sendable {
  private struct Entry {
    weak var plan: Plan?
  }

  private let known = Mutex<[Key: Entry]>([:])

  /// The plan of a key: one that is in use already, or a new one.
  ///
  /// Planning takes from half a millisecond to a quarter of a second, so it is done outside of the
  /// cache's lock; of two threads that make the same plan at once, one uses its own.
  func plan(_ key: Key, make: () -> Plan) -> Plan {
    if let plan = known.withLock({ $0[key]?.plan }) { return plan }
    let plan = make()
    known.withLock { known in
      known = known.filter { $0.value.plan != nil }
      known[key] = Entry(plan: plan)
    }
    return plan
  }
}

extension RealTransform {
  private static let known = PlanCache<[Int], RealTransform>()

  /// The transform of a length, shared with whoever uses it already.
  public static func shared(count: Int) -> RealTransform { shared(extents: [count]) }

  /// The transform of a shape, shared with whoever uses it already.
  public static func shared(extents: [Int]) -> RealTransform {
    known.plan(extents) { RealTransform(extents: extents) }
  }
}

extension SeparableTransform {
  private static let known = PlanCache<Layout, SeparableTransform>()

  /// The transform of a layout, shared with whoever uses it already.
  public static func shared(_ layout: Layout) -> SeparableTransform {
    known.plan(layout) { SeparableTransform(layout) }
  }
}
