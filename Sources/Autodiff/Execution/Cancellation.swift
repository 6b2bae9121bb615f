import Synchronization

/// Whether a computation is given up, as whoever waits for it says: to be asked from time to time in the
/// midst of long work. Once it is, it stays so.
public final class Cancellation: Sendable {
  private let ask: @Sendable () -> Bool
  private let isKnown = Atomic(false)

  /// - Parameter ask: called from any thread, and often; it must neither wait nor allocate.
  public init(_ ask: @escaping @Sendable () -> Bool) { self.ask = ask }

  /// Whether nobody wants the result any more.
  public var isCancelled: Bool {
    if isKnown.load(ordering: .relaxed) { return true }
    guard ask() else { return false }
    isKnown.store(true, ordering: .relaxed)
    return true
  }
}
