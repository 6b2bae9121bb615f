import Dispatch
import HTTPCore
import Synchronization

/// An HTTP/1.1 server.
///
/// It serves from `start` until `shutdown`, or until it is released.
package final class HTTPServer: Sendable {
  /// What there is once the server has started.
  struct Running: Sendable {
    let shards: [Shard]
    let address: SocketAddress
  }

  private let configuration: HTTPServerConfiguration
  private let handler: HTTPHandler
  private let counters = ServerCounters()
  private let budget: MemoryBudget
  let running = Mutex<Running?>(nil)

  /// A server that will hand its requests to `handler`.
  package init(configuration: HTTPServerConfiguration, handler: @escaping HTTPHandler) {
    self.configuration = configuration
    self.handler = handler
    budget = MemoryBudget(
      requestBytes: configuration.requestMemory, answerBytes: configuration.answerMemory)
  }

  deinit {
    guard let running = running.withLock({ $0 }) else { return }
    for shard in running.shards {
      shard.queue.async { shard.abort() }
    }
  }

  /// Begins to listen and serve, and returns the port.
  ///
  /// It also makes the process ignore SIGPIPE and raises its soft limit of descriptors, if it is
  /// too low for the connections that are allowed.
  @discardableResult
  package func start() throws(HTTPServerError) -> Int {
    try running.withLock { (running: inout sending Running?) throws(HTTPServerError) -> Int in
      guard running == nil else { throw .alreadyStarted }
      let started = try launch()
      running = started
      return Int(started.address.port)
    }
  }

  /// Where the server listens; nil before `start`.
  package var address: SocketAddress? { running.withLock { $0?.address } }

  /// What has been counted so far.
  package var statistics: HTTPServerStatistics {
    var statistics = counters.snapshot
    statistics.requestBytes = budget.requestBytes
    statistics.answerBytes = budget.answerBytes
    return statistics
  }

  /// Goes on serving, but announces with each answer that its connection ends, so that clients and
  /// balancers move on.
  package func beginDrain() {
    for shard in running.withLock({ $0?.shards }) ?? [] { shard.beginDrain() }
  }

  /// Closes the listener and idle connections, answers what is under way, closes what is left
  /// after the grace period, and returns when all connections are closed.
  ///
  /// A second call, even while the first is waiting, may shorten the period.
  package func shutdown(gracePeriod: Duration) async {
    guard let running = running.withLock({ $0 }) else { return }
    for shard in running.shards { shard.beginDrain() }
    // None is given a connection by another any more.
    for shard in running.shards { await shard.stopListening() }
    await withTaskGroup { group in
      for shard in running.shards {
        group.addTask { await shard.finish(gracePeriod: gracePeriod) }
      }
    }
  }

  private func launch() throws(HTTPServerError) -> Running {
    ProcessLimits.ignoreBrokenPipes()
    let room = ProcessLimits.makeRoom(forConnections: max(1, configuration.connectionLimit))
    let listener = try Listener(
      host: configuration.host, port: configuration.port, backlog: configuration.backlog)
    let admission = Admission(
      limit: room, limitPerClient: configuration.connectionLimitPerAddress, counters: counters)
    var shards: [Shard] = []
    let trimmer = MemoryTrimmer()
    do {
      for number in 0..<max(1, configuration.shards) {
        shards.append(
          try Shard(
            number: number, configuration: configuration, counters: counters,
            admission: admission, budget: budget, trimmer: trimmer, handler: handler))
      }
    } catch {
      for shard in shards { shard.queue.async { shard.abort() } }
      throw error
    }
    for shard in shards { shard.listen(to: listener, among: shards) }
    return Running(shards: shards, address: listener.address)
  }
}
