import CLinux
import Dispatch
import Glibc
import Synchronization

/// A fixed number of workers that share one bounded queue of jobs.
///
/// Whose turn it is: `FairQueue` says it, by client and cost. Jobs are not interrupted, so dear ones
/// could occupy all workers for seconds; therefore one more worker stands by that takes cheap jobs
/// alone, and only while all others are at dear ones. Dear jobs run on threads of lower priority and with
/// longer turns: the processor is taken from them at once when an event loop or a cheap job has something
/// to do.
///
/// Each worker has two serial dispatch queues, of different quality of service, one for each kind of job.
/// Dispatch keeps threads for each quality of service apart, so no thread has to change back.
public final class WorkerPool: Sendable {
  /// A piece of work: runs once, on one worker, and must not block on another job.
  public typealias Job = @Sendable () -> Void

  /// The cost up to which a job is cheap, in whatever unit the costs are in.
  public static let lightCost = 1 << 21

  /// Five steps of niceness for dear jobs: a third of the processor beside a thread without (1.25⁻⁵).
  private static let steps: Int32 = 5

  /// How long threads may keep the processor, in nanoseconds. A thread that wakes takes it from one whose
  /// turns are longer (from Linux 6.12 on: RUN_TO_PARITY, PREEMPT_SHORT), and otherwise waits for the turn's
  /// end, whatever its priority. Event loops have the system's default, 1 to 3 ms.
  private static let lightTurn: UInt64 = 30_000_000
  private static let heavyTurn: UInt64 = 100_000_000

  private struct State {
    var jobs = FairQueue<Job>()
    /// Loops that idle workers could help with, once for each helper wanted.
    var loops: [SharedLoop] = []
    var idle: [Int]
    /// Whether the worker that stands by is idle.
    var isReserveIdle = true
    /// How many of the other workers run cheap jobs.
    var lightRunning = 0
  }

  /// How many jobs run at once, the one that may stand by apart.
  public let workerCount: Int
  /// How many jobs may wait before `submit` refuses.
  public let backlog: Int

  /// Of each worker, the one that stands by at the end.
  private let queues: [(light: DispatchQueue, heavy: DispatchQueue)]
  /// That of the program, which threads may only raise.
  private let niceness = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
  private let state: Mutex<State>
  /// How many jobs wait, for helpers to look at between two items.
  private let waitingCount = Atomic(0)

  private var reserve: Int { workerCount }

  /// Makes the workers; their threads start with the first jobs.
  ///
  /// - Parameters:
  ///   - workerCount: at least 1; by default the processors this process may use.
  ///   - backlog: how many jobs may wait, at least 1.
  public init(workerCount: Int = processorCount(), backlog: Int = 4096) {
    let workerCount = max(1, workerCount)
    self.workerCount = workerCount
    self.backlog = max(1, backlog)
    queues = (0...workerCount).map {
      (
        // Not the default quality, whose threads others use who want turns of the default length.
        DispatchQueue(label: "worker-\($0)", qos: .userInitiated),
        DispatchQueue(label: "worker-\($0)-heavy", qos: .utility)
      )
    }
    state = Mutex(State(idle: Array((0..<workerCount).reversed())))
  }

  /// Puts a job into the queue.
  ///
  /// - Parameters:
  ///   - client: for whom it is; clients are served alike.
  ///   - cost: how much work it is, in a unit that all jobs have in common.
  ///   - job: the job.
  /// - Returns: false, and nothing else happens, when the queue is full.
  public func submit(client: UInt64 = 0, cost: Int = 1, _ job: @escaping Job) -> Bool {
    let kind: FairQueue<Job>.Kind = cost <= Self.lightCost ? .light : .heavy
    let isAccepted = state.withLock { state in
      guard state.jobs.count < backlog else { return false }
      state.jobs.insert(job, kind, client: client, cost: cost)
      waitingCount.add(1, ordering: .relaxed)
      return true
    }
    guard isAccepted else { return false }
    wake(kind)
    return true
  }

  /// The number of jobs that wait for a worker.
  public var waiting: Int { state.withLock { $0.jobs.count } }

  /// Runs `body(0)`, …, `body(count − 1)`, in any order, and returns when all have ended.
  ///
  /// The calling thread takes part, and idle workers help; busy ones are not waited for, and helpers
  /// go back to the queue, between two items, as soon as a job waits there. So it may be called on a
  /// worker too, and any number of calls at once end: the caller could do all of it alone, and waits
  /// only for items that a helper is running already.
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
    let loop = SharedLoop(count: count, body: body)
    state.withLock { $0.loops.append(contentsOf: repeatElement(loop, count: helpers)) }
    for _ in 0..<helpers { wakeHelper() }
    loop.takePart()
    // Nobody should come for it any more.
    state.withLock { $0.loops.removeAll { $0 === loop } }
    loop.waitForHelpers()
  }
}

// MARK: Scheduling

extension WorkerPool {
  /// What a worker does next.
  private enum Task {
    case job(Job, FairQueue<Job>.Kind)
    case help(SharedLoop)

    /// For which priority it is; who helps does so with what is left.
    var kind: FairQueue<Job>.Kind {
      switch self {
      case .job(_, let kind): kind
      case .help: .heavy
      }
    }
  }

  /// Wakes a worker for a job of that kind, if one is idle.
  private func wake(_ kind: FairQueue<Job>.Kind) {
    let worker: Int? = state.withLock { state in
      if let worker = state.idle.popLast() { return worker }
      return kind == .light ? takeReserve(&state) : nil
    }
    if let worker { continueDraining(worker, kind) }
  }

  private func wakeHelper() {
    if let worker = state.withLock({ $0.idle.popLast() }) { continueDraining(worker, .heavy) }
  }

  /// Takes the worker that stands by, if it is needed: cheap jobs wait, and nobody else runs any.
  private func takeReserve(_ state: inout State) -> Int? {
    guard state.isReserveIdle, state.lightRunning == 0, state.jobs.lightCount > 0 else {
      return nil
    }
    state.isReserveIdle = false
    return reserve
  }

  /// Has the worker do a task, and then what else there is, on a thread of that priority.
  private func continueDraining(
    _ worker: Int, _ kind: FairQueue<Job>.Kind, with task: Task? = nil
  ) {
    switch kind {
    // Where the system does not allow it, nothing is lost but the preference.
    case .light:
      queues[worker].light.async {
        clinux_set_turns(self.niceness, Self.lightTurn)
        self.drain(worker, .light, task)
      }
    case .heavy:
      queues[worker].heavy.async {
        clinux_set_turns(min(19, self.niceness + Self.steps), Self.heavyTurn)
        self.drain(worker, .heavy, task)
      }
    }
  }

  private func drain(_ worker: Int, _ kind: FairQueue<Job>.Kind, _ first: Task?) {
    var task = first ?? nextTask(for: worker)
    while let current = task {
      guard current.kind == kind else {
        continueDraining(worker, current.kind, with: current)
        return
      }
      perform(current, worker)
      task = nextTask(for: worker)
    }
  }

  private func perform(_ task: Task, _ worker: Int) {
    switch task {
    case .job(let job, let kind):
      job()
      if kind == .light, worker != reserve { state.withLock { $0.lightRunning -= 1 } }
    case .help(let loop):
      loop.takePart { waitingCount.load(ordering: .relaxed) > 0 }
      if !loop.isExhausted { state.withLock { $0.loops.append(loop) } }
    }
  }

  private func nextTask(for worker: Int) -> Task? {
    let (task, woken): (Task?, Int?) = state.withLock { state in
      if worker == reserve { return (reserveTask(&state), nil) }
      let task = workerTask(worker, &state)
      // Who has just taken a dear job leaves the cheap ones to the one that stands by.
      return (task, takeReserve(&state))
    }
    if let woken { continueDraining(woken, .light) }
    return task
  }

  private func workerTask(_ worker: Int, _ state: inout State) -> Task? {
    if let kind = state.jobs.firstKind, let job = state.jobs.popFirst(kind) {
      waitingCount.subtract(1, ordering: .relaxed)
      if kind == .light { state.lightRunning += 1 }
      return .job(job, kind)
    }
    while !state.loops.isEmpty {
      let loop = state.loops.removeFirst()
      if !loop.isExhausted { return .help(loop) }
    }
    state.idle.append(worker)
    return nil
  }

  private func reserveTask(_ state: inout State) -> Task? {
    if state.lightRunning == 0, let job = state.jobs.popFirst(.light) {
      waitingCount.subtract(1, ordering: .relaxed)
      return .job(job, .light)
    }
    state.isReserveIdle = true
    return nil
  }
}
