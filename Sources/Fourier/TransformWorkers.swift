import Synchronization
public import Workers

/// The workers that share the parts of large transforms.
///
/// Global, since FFTW's hook is: there is one set of workers in a process. Without any, the thread that
/// runs a transform does all parts. The result is the same, bit for bit.
public enum TransformWorkers {
  private static let workers = Mutex<WorkerPool?>(nil)

  /// Lets large transforms of the process use these workers from now on; nil: none.
  public static func use(_ pool: WorkerPool?) { workers.withLock { $0 = pool } }

  /// Those in use, for what is done in parts beside transforms; nil: none.
  public static var current: WorkerPool? { workers.withLock { $0 } }

  /// FFTW's parallel loop: calls `work` on `count` pieces of job data, each `size` bytes (FFTW manual,
  /// "Usage of Multi-threaded FFTW").
  static let run:
    @convention(c) (
      (@convention(c) (UnsafeMutablePointer<CChar>?) -> UnsafeMutableRawPointer?)?,
      UnsafeMutablePointer<CChar>?, Int, Int32, UnsafeMutableRawPointer?
    ) -> Void = { work, data, size, count, _ in
      guard let work = unsafe work, let data = unsafe data else { return }
      let job = unsafe Job(work: work, data: data, size: size)
      guard let pool = current else {
        for index in 0..<Int(count) { job.run(index) }
        return
      }
      pool.forEach(Int(count)) { job.run($0) }
    }

  /// `@unchecked Sendable`: FFTW's pieces are independent, and the loop ends before they do.
  @safe private struct Job: @unchecked Sendable {
    let work: @convention(c) (UnsafeMutablePointer<CChar>?) -> UnsafeMutableRawPointer?
    let data: UnsafeMutablePointer<CChar>
    let size: Int

    func run(_ index: Int) { _ = unsafe work(data + index * size) }
  }
}
