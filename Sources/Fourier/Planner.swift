import CFFTW
import Synchronization

/// FFTW's planner keeps global state: one plan is made or destroyed at a time.
enum Planner {
  /// The length from which a transform is planned in parts that threads may share.
  private static let shareableCount = 1 << 16

  /// Into how many parts. The plan, and with it every bit of the result, depends on this number and not
  /// on how many threads there are in the end.
  private static let partCount: Int32 = 4

  /// FFTW_ESTIMATE unless plans are to be measured.
  private static let effort = Mutex(FFTW_ESTIMATE)

  /// FFTW would start threads of its own for the parts; they go to the shared workers instead.
  private static let isPrepared: Bool = {
    guard fftw_init_threads() != 0 else { return false }
    unsafe fftw_threads_set_callback(TransformWorkers.run, nil)
    return true
  }()

  /// Calls `body` alone. FFTW is prepared for threads before: wisdom is that of what is known then.
  static func withLock<Result>(_ body: () -> Result) -> Result {
    effort.withLock { _ in
      _ = isPrepared
      return body()
    }
  }

  /// Calls `body` alone, with the flag of the effort that goes into plans; they are made for a transform
  /// of so many points.
  static func plan<Result>(count: Int, _ body: (_ effort: UInt32) -> Result) -> Result {
    effort.withLock { effort in
      if isPrepared { fftw_plan_with_nthreads(count >= shareableCount ? partCount : 1) }
      return body(effort)
    }
  }

  /// Lets plans be measured from now on.
  static func learn(_ effort: Wisdom.Effort) { self.effort.withLock { $0 = effort.flag } }
}
