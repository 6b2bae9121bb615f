import Dispatch
import Synchronization

/// A fixed number of workers that share one bounded queue of jobs.
///
/// Each worker is a serial dispatch queue that drains the shared queue and then goes idle, so that
/// there are never more running jobs than workers and no job waits behind a busy worker while
/// another is idle. Jobs start in the order of submission.
public final class WorkerPool: Sendable {
  /// A piece of work: runs once, on one worker, and must not block on another job.
  public typealias Job = @Sendable () -> Void

  private struct State {
    var jobs = Fifo<Job>()
    var idle: [Int]
  }

  /// How many jobs run at once.
  public let workerCount: Int
  /// How many jobs may wait before `submit` refuses.
  public let backlog: Int

  private let queues: [DispatchQueue]
  private let state: Mutex<State>

  /// Makes the workers; their threads start with the first jobs.
  ///
  /// - Parameters:
  ///   - workerCount: at least 1; by default the processors this process may use.
  ///   - backlog: how many jobs may wait, at least 1.
  public init(workerCount: Int = processorCount(), backlog: Int = 4096) {
    let workerCount = max(1, workerCount)
    self.workerCount = workerCount
    self.backlog = max(1, backlog)
    queues = (0..<workerCount).map { DispatchQueue(label: "worker-\($0)") }
    state = Mutex(State(idle: Array((0..<workerCount).reversed())))
  }

  /// Appends a job to the queue.
  ///
  /// - Returns: false, and nothing else happens, when the queue is full.
  public func submit(_ job: @escaping Job) -> Bool {
    enqueue(job, beyondBacklog: false)
  }

  /// The number of jobs that wait for a worker.
  public var waiting: Int { state.withLock { $0.jobs.count } }

  /// Runs `body(0)`, …, `body(count − 1)`, in any order, and returns when all have ended.
  ///
  /// The calling thread takes part, and idle workers help; busy ones are not waited for. So it may
  /// be called on a worker too, and any number of calls at once end: the caller could do all of
  /// it alone, and waits only for items that a helper is running already.
  ///
  /// - Parameters:
  ///   - count: the number of items; none may depend on another.
  ///   - parallelism: an upper bound on the threads used, the caller's among them.
  ///   - body: one item of the work.
  public func forEach(
    _ count: Int, parallelism: Int = .max, _ body: @escaping @Sendable (Int) -> Void
  ) {
    let helpers = min(parallelism, workerCount, count) - 1
    guard helpers > 0 else {
      for index in 0..<max(0, count) { body(index) }
      return
    }
    let shared = SharedLoop(count: count, body: body)
    for _ in 0..<helpers { _ = enqueue({ shared.takePart() }, beyondBacklog: true) }
    shared.takePart()
    shared.waitForHelpers()
  }

  private func enqueue(_ job: @escaping Job, beyondBacklog: Bool) -> Bool {
    let woken: Int?? = state.withLock { state in
      guard beyondBacklog || state.jobs.count < backlog else { return nil }
      state.jobs.append(job)
      return .some(state.idle.popLast())
    }
    guard let woken else { return false }
    if let worker = woken { queues[worker].async { self.drain(worker) } }
    return true
  }

  private func drain(_ worker: Int) {
    while let job = nextJob(for: worker) { job() }
  }

  private func nextJob(for worker: Int) -> Job? {
    state.withLock { state in
      if let job = state.jobs.popFirst() { return job }
      state.idle.append(worker)
      return nil
    }
  }
}

/// A loop whose items are handed out one by one to whoever asks.
private final class SharedLoop: Sendable {
  private let count: Int
  private let body: @Sendable (Int) -> Void
  private let next = Atomic(0)
  private let finished = Atomic(0)
  private let done = DispatchSemaphore(value: 0)

  init(count: Int, body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.body = body
  }

  func takePart() {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
      let ended = finished.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue
      if ended == count { done.signal() }
    }
  }

  func waitForHelpers() { done.wait() }
}

/// A first-in, first-out queue; both ends in amortised constant time.
private struct Fifo<Element> {
  private var incoming: [Element] = []
  private var outgoing: [Element] = []

  var count: Int { incoming.count + outgoing.count }

  mutating func append(_ element: Element) { incoming.append(element) }

  mutating func popFirst() -> Element? {
    if outgoing.isEmpty {
      outgoing = incoming.reversed()
      incoming.removeAll(keepingCapacity: true)
    }
    return outgoing.popLast()
  }
}
