import Dispatch
import HTTPCore
import Synchronization

/// Accepts connections and gives each to the shard that has fewest.
///
/// One listener for all shards: with a listener each (SO_REUSEPORT) the kernel assigns connections
/// by a hash, and eight clients may well land on one of two loops. It has its own queue, so that a
/// storm of connects delays no request of an open connection.
///
/// `@unchecked Sendable`: variable state is touched only on `queue`.
final class Acceptor: @unchecked Sendable {
  /// After how many milliseconds other work of the queue gets its turn.
  private static let turn = 10

  /// How many milliseconds it waits for further connections before it leaves that to Dispatch.
  private static let patience: Int32 = 1

  /// How long not to accept when descriptors or memory are exhausted: trying again at once would
  /// keep a processor busy and gain nothing.
  private static let pauseTime = DispatchTimeInterval.milliseconds(100)

  private let queue = DispatchQueue(label: "http.acceptor")
  private let listener: Listener
  private let shards: [Shard]
  private let admission: Admission
  private let counters: ServerCounters
  private let configuration: HTTPServerConfiguration
  private let epoll: Epoll
  private let source: any DispatchSourceRead
  private var events = Epoll.EventBuffer()
  private var isStopped = false
  private var next = 0

  /// An acceptor that accepts once activated.
  ///
  /// It owns the listener from now on.
  init(
    _ listener: Listener, shards: [Shard], admission: Admission, counters: ServerCounters,
    configuration: HTTPServerConfiguration
  ) throws(HTTPServerError) {
    self.listener = listener
    self.shards = shards
    self.admission = admission
    self.counters = counters
    self.configuration = configuration
    epoll = try Epoll()
    // Through a set of its own, as with the shards: a pause is told to the set, and Dispatch need
    // not suspend, resume or register anything while running.
    source = DispatchSource.makeReadSource(fileDescriptor: epoll.descriptor, queue: queue)
  }

  /// Begins to accept.
  func activate() {
    let epoll = epoll
    // The source keeps the acceptor until it is cancelled.
    source.setEventHandler { self.accept() }
    source.setCancelHandler { Descriptor.close(epoll.descriptor) }
    source.activate()
    // Dispatch makes the descriptor its timers hang on when the first is set. If that were the one
    // of the first pause, there would be no descriptor left, and the pause would never end.
    queue.asyncAfter(deadline: .now() + Self.pauseTime) {}
    queue.async {
      if !self.isStopped { _ = epoll.add(self.listener.descriptor, .input, token: 0) }
    }
  }

  /// Closes the listener; returns when no further connection will be posted to a shard.
  func stop() async {
    await withCheckedContinuation { continuation in
      queue.async {
        self.close()
        continuation.resume()
      }
    }
  }

  /// Closes the listener without waiting for it.
  func stopSoon() {
    queue.async { self.close() }
  }

  private func close() {
    guard !isStopped else { return }
    isStopped = true
    Descriptor.close(listener.descriptor)
    source.cancel()
  }

  private func accept() {
    let end = Clock.milliseconds() + Self.turn
    while !isStopped, Clock.milliseconds() <= end,
      epoll.poll(&events, patience: Self.patience) > 0
    {
      switch Descriptor.accept(listener.descriptor) {
      case .connection(let descriptor, let peer):
        counters.accepted.add(1, ordering: .relaxed)
        if let failure = admission.enter(peer) {
          refuse(descriptor, peer, failure)
        } else {
          place(descriptor, peer)
        }
      case .failed, .wouldBlock:
        continue
      case .exhausted:
        pause()
        return
      }
    }
  }

  /// Does not listen for a while.
  private func pause() {
    epoll.modify(listener.descriptor, [], token: 0)
    queue.asyncAfter(deadline: .now() + Self.pauseTime) {
      if !self.isStopped { self.epoll.modify(self.listener.descriptor, .input, token: 0) }
    }
  }

  /// Does not listen for a while, as if descriptors were exhausted; for tests.
  func simulateExhaustion() {
    queue.async { self.pause() }
  }

  /// Gives the connection to the shard with the fewest; among equals they take turns.
  private func place(_ descriptor: Int32, _ peer: SocketAddress) {
    next = (next + 1) % shards.count
    var best = shards[next]
    var least = best.load.load(ordering: .relaxed)
    for offset in 1..<max(1, shards.count) {
      let shard = shards[(next + offset) % shards.count]
      let load = shard.load.load(ordering: .relaxed)
      if load < least { (best, least) = (shard, load) }
    }
    best.load.add(1, ordering: .relaxed)
    best.post(.adopt(descriptor, peer))
  }

  /// Answers a connection there is no room for, as well as can be done without keeping it: what
  /// has already come is read, since closing with unread input resets the connection.
  private func refuse(_ descriptor: Int32, _ peer: SocketAddress, _ failure: HTTPFailure) {
    counters.countRefusal(failure.code)
    let response = configuration.refusal(failure, HTTPHeaders())
    var record = ExchangeRecord(
      peer: peer, method: nil, target: nil, requestHeaders: HTTPHeaders(), requestBytes: 0,
      began: Clock.nanoseconds())
    record.note(response, as: .refused)
    var input = [UInt8](repeating: 0, count: 16_384)
    _ = Descriptor.receive(descriptor, into: &input)
    let output = HTTPConnection.farewell(response, at: Clock.moment())
    _ = Descriptor.send(descriptor, output[...])
    Descriptor.shutdownWrite(descriptor)
    _ = Descriptor.receive(descriptor, into: &input)
    Descriptor.close(descriptor)
    configuration.onExchange?(record.ended(at: Clock.nanoseconds()))
  }
}
