import Dispatch
import Synchronization
import Testing
import Workers

/// No test here depends on time: what has to happen in order is ordered by semaphores. A deadlock
/// shows as a test that never ends.
@Suite("Worker pool")
struct WorkerPoolTests {
  /// Counters that jobs may share.
  private final class Counters: Sendable {
    private let values: Mutex<[Int]>

    init(count: Int) { values = Mutex([Int](repeating: 0, count: count)) }

    func increment(_ index: Int) { values.withLock { $0[index] += 1 } }

    var all: [Int] { values.withLock { $0 } }
  }

  @Test(
    "forEach runs each index exactly once",
    arguments: [0, 1, 2, 3, 7, 8, 9, 100, 10_000], [1, 2, 8])
  func everyIndexOnce(_ count: Int, _ workers: Int) {
    let pool = WorkerPool(workerCount: workers)
    for parallelism in [1, 2, .max] {
      let counters = Counters(count: count)
      pool.forEach(count, parallelism: parallelism) { counters.increment($0) }
      #expect(counters.all == [Int](repeating: 1, count: count))
    }
  }

  @Test("a negative count, or no parallelism, is no reason to stop")
  func degenerateArguments() {
    let pool = WorkerPool(workerCount: 2)
    let counters = Counters(count: 3)
    pool.forEach(-5) { counters.increment($0) }
    pool.forEach(3, parallelism: 0) { counters.increment($0) }
    #expect(counters.all == [1, 1, 1])
    #expect(WorkerPool(workerCount: 0).workerCount == 1)
    #expect(WorkerPool(workerCount: 1, backlog: 0).backlog == 1)
  }

  @Test("loops within loops within jobs end", arguments: [1, 2, 8])
  func nestedLoops(_ workers: Int) {
    let pool = WorkerPool(workerCount: workers)
    let counters = Counters(count: 8 * 8 * 4)
    let done = DispatchSemaphore(value: 0)
    // As many jobs as workers and more, each of which needs the pool itself.
    for job in 0..<4 {
      let accepted = pool.submit {
        pool.forEach(8) { outer in
          pool.forEach(8) { inner in counters.increment(64 * job + 8 * outer + inner) }
        }
        done.signal()
      }
      #expect(accepted)
    }
    for _ in 0..<4 { done.wait() }
    #expect(counters.all == [Int](repeating: 1, count: 8 * 8 * 4))
  }

  @Test("all jobs run, one worker in their order", arguments: [1, 2, 8])
  func allJobsRun(_ workers: Int) {
    let pool = WorkerPool(workerCount: workers)
    let order = Mutex<[Int]>([])
    let done = DispatchSemaphore(value: 0)
    for job in 0..<1_000 {
      let accepted = pool.submit {
        order.withLock { $0.append(job) }
        done.signal()
      }
      #expect(accepted)
    }
    for _ in 0..<1_000 { done.wait() }
    let ran = order.withLock { $0 }
    #expect(ran.sorted() == Array(0..<1_000))
    if workers == 1 { #expect(ran == Array(0..<1_000)) }
    #expect(pool.waiting == 0)
  }

  @Test("never more jobs at once than workers")
  func concurrencyLimit() {
    let pool = WorkerPool(workerCount: 3)
    let running = Mutex((now: 0, most: 0))
    let done = DispatchSemaphore(value: 0)
    for _ in 0..<500 {
      _ = pool.submit {
        running.withLock { running in
          running.now += 1
          running.most = max(running.most, running.now)
        }
        running.withLock { $0.now -= 1 }
        done.signal()
      }
    }
    for _ in 0..<500 { done.wait() }
    #expect(running.withLock { $0.most } <= 3)
  }

  @Test("submit refuses beyond the backlog, and accepts again when there is room")
  func backlog() {
    let pool = WorkerPool(workerCount: 2, backlog: 3)
    let (started, release, done) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    let ran = Atomic(0)
    let count: @Sendable () -> Void = {
      ran.wrappingAdd(1, ordering: .relaxed)
      done.signal()
    }
    for _ in 0..<2 {
      let accepted = pool.submit {
        started.signal()
        release.wait()
        count()
      }
      #expect(accepted)
      started.wait()
    }
    // Both workers are busy: three jobs may wait.
    #expect((0..<3).allSatisfy { _ in pool.submit(count) })
    #expect(pool.waiting == 3)
    #expect(!pool.submit(count))
    #expect(!pool.submit(count))
    #expect(pool.waiting == 3)
    // A loop on the calling thread goes on though no worker can help and the queue is full.
    let counters = Counters(count: 10)
    pool.forEach(10) { counters.increment($0) }
    #expect(counters.all == [Int](repeating: 1, count: 10))
    for _ in 0..<2 { release.signal() }
    for _ in 0..<5 { done.wait() }
    #expect(ran.load(ordering: .relaxed) == 5)
    #expect(pool.submit(count))
    done.wait()
  }

  @Test("idle workers are woken: as many jobs run together as there are workers")
  func allWorkersRun() {
    let pool = WorkerPool(workerCount: 4)
    let (arrived, release, done) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    for _ in 0..<2 {
      for _ in 0..<4 {
        _ = pool.submit {
          arrived.signal()
          release.wait()
          done.signal()
        }
      }
      for _ in 0..<4 { arrived.wait() }
      for _ in 0..<4 { release.signal() }
      for _ in 0..<4 { done.wait() }
    }
    #expect(pool.waiting == 0)
  }

  @Test("while dear jobs occupy all workers, cheap ones run nevertheless, one at a time")
  func reserve() {
    let pool = WorkerPool(workerCount: 2)
    let (started, release, done) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    let dear = WorkerPool.lightCost + 1
    for _ in 0..<2 {
      _ = pool.submit(cost: dear) {
        started.signal()
        release.wait()
        done.signal()
      }
      started.wait()
    }
    let running = Mutex((now: 0, most: 0))
    for client in 0..<50 {
      _ = pool.submit(client: UInt64(client)) {
        running.withLock { running in
          running.now += 1
          running.most = max(running.most, running.now)
        }
        running.withLock { $0.now -= 1 }
        done.signal()
      }
    }
    for _ in 0..<50 { done.wait() }
    #expect(running.withLock { $0.most } == 1)
    // A third dear job has to wait, however.
    let waits = Atomic(true)
    _ = pool.submit(cost: dear) {
      waits.store(false, ordering: .relaxed)
      done.signal()
    }
    let stillWaits = waits.load(ordering: .relaxed)
    #expect(stillWaits && pool.waiting == 1)
    for _ in 0..<2 { release.signal() }
    for _ in 0..<3 { done.wait() }
  }

  @Test("who helps with a loop goes to a waiting job between two items")
  func helpersLeave() {
    let pool = WorkerPool(workerCount: 2)
    let (bothIn, release, done, ended) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0),
      DispatchSemaphore(value: 0)
    )
    let items = Atomic(0)
    _ = pool.submit(cost: WorkerPool.lightCost + 1) {
      pool.forEach(1_000) { index in
        items.add(1, ordering: .relaxed)
        if index < 2 {
          bothIn.signal()
          release.wait()
        }
        // The rest waits for the job, which only the helper can run.
        if index == 2 { done.wait() }
      }
      ended.signal()
    }
    for _ in 0..<2 { bothIn.wait() }
    _ = pool.submit(client: 1, cost: WorkerPool.lightCost + 1) { done.signal() }
    for _ in 0..<2 { release.signal() }
    ended.wait()
    #expect(items.load(ordering: .relaxed) == 1_000)
  }

  @Test("many threads may use one pool at once")
  func manyCallers() {
    let pool = WorkerPool(workerCount: 4)
    let counters = Counters(count: 8 * 100)
    DispatchQueue.concurrentPerform(iterations: 8) { caller in
      for round in 0..<10 {
        pool.forEach(10) { counters.increment(100 * caller + 10 * round + $0) }
      }
    }
    #expect(counters.all == [Int](repeating: 1, count: 800))
  }
}
