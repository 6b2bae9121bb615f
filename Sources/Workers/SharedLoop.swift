import Dispatch
import Synchronization

/// A loop whose items are handed out one by one to whoever asks.
final class SharedLoop: Sendable {
  private let count: Int
  private let body: @Sendable (Int) -> Void
  private let next = Atomic(0)
  private let finished = Atomic(0)
  private let done = DispatchSemaphore(value: 0)

  init(count: Int, body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.body = body
  }

  /// Whether all items are handed out.
  var isExhausted: Bool { next.load(ordering: .relaxed) >= count }

  /// Does items until none is left, or, between two of them, until something else is to be done.
  func takePart(unless isNeededElsewhere: () -> Bool = { false }) {
    while !isNeededElsewhere() {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
      let ended = finished.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue
      if ended == count { done.signal() }
    }
  }

  /// Returns when the last item has ended.
  func waitForHelpers() { done.wait() }
}
