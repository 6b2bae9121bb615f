import CFFTW
import Synchronization

/// FFTW's planner keeps global state: one plan is made or destroyed at a time.
enum Planner {
  /// The length from which a transform is planned in parts that threads may share.
  private static let shareableCount = 1 << 16

  /// Into how many parts. The plan, and with it every bit of the result, depends on this number and not
  /// on how many threads there are in the end.
  private static let partCount: Int32 = 4

  private static let lock = Mutex(())

  /// FFTW would start threads of its own for the parts; they go to the shared workers instead.
  private static let isPrepared: Bool = {
    guard fftw_init_threads() != 0 else { return false }
    unsafe fftw_threads_set_callback(TransformWorkers.run, nil)
    return true
  }()

  /// Calls `body` alone, with plans made for a transform of so many points.
  static func withLock<Result>(count: Int = 0, _ body: () -> Result) -> Result {
    lock.withLock { _ in
      if isPrepared { fftw_plan_with_nthreads(count >= shareableCount ? partCount : 1) }
      return body()
    }
  }
}
