import Dispatch
import HTTPCore
import Synchronization

/// How shards accept connections.
///
/// All wait for one listener, and of those that wait in epoll the kernel wakes one; whoever accepts keeps the
/// connection, or hands it to a shard that has fewer. With a listener each (SO_REUSEPORT) the kernel would
/// assign connections by a hash, and eight clients may well land on one of two loops. A thread that only
/// accepts would have to wake another for every connection.
extension Shard {
  /// What the listener is in the epoll set by; no connection has it.
  static let listenerToken = UInt64.max - 1

  /// How long not to accept when descriptors or memory are exhausted: trying again at once would
  /// keep a processor busy and gain nothing.
  private static let pauseTime = DispatchTimeInterval.milliseconds(100)

  /// Begins to accept connections for a group of shards, this one among them; from any thread.
  func listen(to listener: Listener, among shards: [Shard]) {
    post(.listen(listener, among: shards))
  }

  /// Does as `listen` says, unless the end has come before.
  func beginListening(to listener: Listener, among shards: [Shard]) {
    guard !isReleased, !isClosing else { return }
    // Dispatch makes the descriptor its timers hang on when the first is set. If that were the one
    // of the first pause, there would be no descriptor left, and the pause would never end.
    queue.asyncAfter(deadline: .now() + Self.pauseTime) {}
    peers = shards
    self.listener = listener
    watchListener()
  }

  /// Accepts no more; returns when this shard will not post a connection to another any more.
  func stopListening() async {
    await withCheckedContinuation { post(.stopListening($0)) }
  }

  /// Lets go of the listener, which is closed once no shard has it; who has connected by now is accepted first,
  /// rather than reset by that.
  func endListening() {
    for _ in 0..<configuration.backlog where isWatchingListener {
      if !accept() { break }
    }
    leaveListener()
  }

  /// Lets go of the listener at once.
  func leaveListener() {
    if let listener, isWatchingListener { epoll.remove(listener.descriptor) }
    isWatchingListener = false
    listener = nil
  }

  /// Accepts one connection; false if there was none.
  ///
  /// One at a time, so that a storm of them delays no request of an open connection: if there are more,
  /// the next look at the epoll set says so.
  @discardableResult
  func accept() -> Bool {
    guard let listener else { return false }
    switch Descriptor.accept(listener.descriptor) {
    case .connection(let descriptor, let peer):
      counters.accepted.add(1, ordering: .relaxed)
      if let failure = admission.enter(peer) {
        refuse(descriptor, peer, failure)
      } else {
        place(descriptor, peer)
      }
    case .failed:
      // One that was given up meanwhile; others may be waiting.
      break
    case .wouldBlock:
      return false
    case .exhausted:
      pauseListening()
      return false
    }
    return true
  }

  private func watchListener() {
    guard let listener, !isWatchingListener else { return }
    let errorNumber = epoll.add(
      listener.descriptor, [.input, .exclusive], token: Self.listenerToken)
    isWatchingListener = errorNumber == 0
    if errorNumber != 0 { pauseListening() }
  }

  /// Does not listen for a while.
  func pauseListening() {
    // What is exclusive can't be modified.
    if let listener, isWatchingListener { epoll.remove(listener.descriptor) }
    isWatchingListener = false
    queue.asyncAfter(deadline: .now() + Self.pauseTime) { self.watchListener() }
  }

  /// Gives the connection to the shard with the fewest; to this one, which costs less, if it has hardly more.
  private func place(_ descriptor: Int32, _ peer: SocketAddress) {
    let own = load.load(ordering: .relaxed)
    var best = self
    var least = own
    for shard in peers {
      let load = shard.load.load(ordering: .relaxed)
      if load < least { (best, least) = (shard, load) }
    }
    if own <= least + least / 8 { best = self }
    best.load.add(1, ordering: .relaxed)
    if best === self { adopt(descriptor, peer) } else { best.post(.adopt(descriptor, peer)) }
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
    _ = Descriptor.receive(descriptor, into: &receiveBuffer)
    let output = HTTPConnection.farewell(response, at: moment)
    _ = Descriptor.send(descriptor, output[...])
    Descriptor.shutdownWrite(descriptor)
    _ = Descriptor.receive(descriptor, into: &receiveBuffer)
    Descriptor.close(descriptor)
    configuration.onExchange?(record.ended(at: Clock.nanoseconds()))
  }
}
