import Synchronization

/// FFTW's planner keeps global state: one plan is made or destroyed at a time.
enum Planner {
  private static let lock = Mutex(())

  static func withLock<Result>(_ body: () -> Result) -> Result {
    lock.withLock { _ in body() }
  }
}
