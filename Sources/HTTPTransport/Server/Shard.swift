import Dispatch
import HTTPCore
import Synchronization

/// One event loop: an epoll set behind a single Dispatch source, on a serial queue, and the
/// connections in it.
///
/// Dispatch's own registration of descriptors is used once a shard and never while running, which
/// is faster (one call in place of seven for a request) and avoids its faults with sources that
/// come and go. Once woken the loop waits for further events by itself for a while, which spares it
/// most of Dispatch's wake-ups, too.
///
/// `@unchecked Sendable`: all variable state is touched only on `queue`; what other threads may call
/// says so.
final class Shard: @unchecked Sendable {
  /// What other threads tell a shard.
  enum Message: Sendable {
    /// Here is a new connection.
    case adopt(Int32, SocketAddress)

    /// Accept connections, for these shards.
    case listen(Listener, among: [Shard])

    /// Accept no more.
    case stopListening(CheckedContinuation<Void, Never>)

    /// A request was answered after its handler had returned.
    case answer(Answer)

    /// A request will never be answered.
    case unanswered(Connection, ExchangeID)

    /// Memory is short: cut off the clients that stand still.
    case relieve

    /// Tell all shards so.
    case relieveAll
  }

  let queue: DispatchQueue
  let configuration: HTTPServerConfiguration
  let handler: HTTPHandler
  let counters: ServerCounters
  let admission: Admission
  let budget: MemoryBudget
  let trimmer: MemoryTrimmer
  let epoll: Epoll
  private let mailbox: Mailbox<Message>

  /// Connections here, for shards to balance by.
  let load = Atomic<Int>(0)

  var table = ConnectionTable()
  var events = Epoll.EventBuffer()
  var actions: [HTTPConnection.Action] = []

  /// Connections to see off: ended before epoll knew of them.
  var parting: [Connection] = []
  var moment = Clock.moment()

  /// What is read lands here first; connections keep only what they cannot use at once.
  var receiveBuffer = [UInt8](repeating: 0, count: 65_536)

  /// Where connections are accepted.
  var listener: Listener?
  var isWatchingListener = false

  /// Whether answers announce the end of their connections; set from any thread, at once.
  private let isDraining = Atomic<Bool>(false)
  private var source: (any DispatchSourceRead)?

  /// Whether the epoll set was given up.
  var isReleased: Bool { source == nil }

  /// All shards of the server, this one among them; none any more at the end, which breaks the cycle.
  var peers: [Shard] = []

  private(set) var isClosing = false
  private var isTicking = false
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private let tick: DispatchTimeInterval

  /// A shard that serves as soon as connections are posted to it.
  init(
    number: Int, configuration: HTTPServerConfiguration, counters: ServerCounters,
    admission: Admission, budget: MemoryBudget, trimmer: MemoryTrimmer,
    handler: @escaping HTTPHandler
  ) throws(HTTPServerError) {
    queue = DispatchQueue(label: "http.shard.\(number)")
    self.configuration = configuration
    self.counters = counters
    self.admission = admission
    self.budget = budget
    self.trimmer = trimmer
    self.handler = handler
    // Deadlines are kept to a quarter of the shortest limit, or a second.
    tick = .milliseconds(min(1_000, max(5, configuration.times.shortest / 4)))
    epoll = try Epoll()
    do {
      mailbox = try Mailbox(wakes: epoll)
    } catch {
      Descriptor.close(epoll.descriptor)
      throw error
    }

    let source = DispatchSource.makeReadSource(fileDescriptor: epoll.descriptor, queue: queue)
    let epoll = epoll
    // The source keeps the shard until it is cancelled.
    source.setEventHandler { self.drainEvents() }
    source.setCancelHandler { Descriptor.close(epoll.descriptor) }
    self.source = source
    source.activate()
  }
}

// MARK: Messages

extension Shard {
  /// Tells the shard something, from any thread.
  func post(_ message: Message) {
    if !mailbox.post(message) { queue.async { self.handle(message) } }
  }

  /// Does what other threads have asked for.
  func readMail() {
    for message in mailbox.take() { handle(message) }
  }

  private func handle(_ message: Message) {
    moment.refresh()
    switch message {
    case .adopt(let descriptor, let peer):
      adopt(descriptor, peer)
    case .listen(let listener, let shards):
      beginListening(to: listener, among: shards)
    case .stopListening(let continuation):
      endListening()
      continuation.resume()
    case .answer(let answer):
      if let response = answer.take() { finish(answer.connection, answer.id, response) }
    case .unanswered(let connection, let id):
      counters.answered.add(1, ordering: .relaxed)
      // Whoever was told that nobody waits any more need not answer.
      guard connection.isOpen, connection.isWaiting(id) else { return }
      refuse(connection, id, .unanswered)
      settle(connection)
    case .relieve:
      if budget.isShortOfAnswerRoom { relieve() }
    case .relieveAll:
      for peer in peers { peer.post(.relieve) }
    }
  }

  /// Takes over a connection that was let in and counted here.
  func adopt(_ descriptor: Int32, _ peer: SocketAddress) {
    let token = table.reserve()
    let machine = HTTPConnection(
      limits: configuration.limits, times: configuration.times, now: moment.milliseconds,
      judge: configuration.judge)
    let connection = Connection(self, descriptor, peer, token, machine)
    table.insert(connection)
    guard !isClosing else { return close(connection) }
    startTicking()
    // The request has often come by now, and if its answer is the last, epoll need not know of the connection.
    read(connection)
    settle(connection)
  }

  private func finish(_ connection: Connection, _ id: ExchangeID, _ response: HTTPResponse) {
    counters.answered.add(1, ordering: .relaxed)
    guard connection.isOpen else {
      trimmer.free(response, bytes: response.body.count)
      return
    }
    respond(connection, id, response)
    settle(connection)
  }

  /// Answers by a refusal.
  func refuse(_ connection: Connection, _ id: ExchangeID, _ failure: HTTPFailure) {
    counters.countRefusal(failure.code)
    let headers = connection.openExchange(id)?.record.requestHeaders ?? HTTPHeaders()
    give(configuration.refusal(failure, headers), as: .refused, to: connection, id)
  }

  /// Gives an answer to the state machine, or, if there is no room for it, one that says so.
  func respond(_ connection: Connection, _ id: ExchangeID, _ response: HTTPResponse) {
    if hasRoom(for: response) {
      give(response, as: .answered, to: connection, id)
    } else {
      trimmer.free(response, bytes: response.body.count)
      // To cut off those that stand still may have cut off this one.
      if connection.isOpen { refuse(connection, id, .answersTooLarge) }
    }
  }

  private func give(
    _ response: HTTPResponse, as outcome: ExchangeRecord.Outcome, to connection: Connection,
    _ id: ExchangeID
  ) {
    if isDraining.load(ordering: .relaxed) { connection.machine.beginDrain() }
    connection.noteAnswer(id, response, as: outcome)
    if !connection.machine.hasOutput { connection.lastSent = moment.milliseconds }
    connection.machine.respond(response, to: id, at: moment, &actions)
  }
}

// MARK: Time

extension Shard {
  /// Looks at the deadlines from time to time, as long as there are connections.
  private func startTicking() {
    guard !isTicking, table.count > 0 else { return }
    isTicking = true
    queue.asyncAfter(deadline: .now() + tick) {
      self.isTicking = false
      self.moment.refresh()
      for connection in self.table.expired(at: self.moment.milliseconds) {
        self.lookAgain(connection)
      }
      self.startTicking()
    }
  }
}

extension Shard {
  /// The deadline of a connection has passed.
  ///
  /// Not its client may have been slow, but this process, stopped or starved of processors: what has
  /// come meanwhile is read first.
  private func lookAgain(_ connection: Connection) {
    guard connection.isOpen else { return }
    read(connection)
    settle(connection)
    guard connection.isOpen, connection.machine.deadline <= moment.milliseconds else { return }
    connection.machine.timeOut(at: moment, &actions)
    settle(connection)
  }
}

// MARK: The end

extension Shard {
  /// From now on answers announce the end of their connections.
  func beginDrain() {
    isDraining.store(true, ordering: .relaxed)
  }

  /// Ends idle connections now, the others when they are answered, all after the grace period;
  /// returns when none is left.
  ///
  /// May be called again with a shorter period.
  func finish(gracePeriod: Duration) async {
    beginDrain()
    await withCheckedContinuation { continuation in
      queue.async {
        // Connections that were accepted before the end are served, though the loop has not seen them yet.
        self.readMail()
        self.isClosing = true
        self.waiters.append(continuation)
        self.moment.refresh()
        for connection in self.table.all {
          // What has come by now is still answered.
          self.read(connection)
          self.settle(connection)
          guard connection.isOpen else { continue }
          connection.machine.endWhenIdle(at: self.moment, &self.actions)
          self.settle(connection)
        }
        self.seeOff()
        self.releaseIfEmpty()
      }
      let (seconds, attoseconds) = gracePeriod.components
      let nanoseconds = Int(attoseconds / 1_000_000_000)
      queue.asyncAfter(deadline: .now() + .seconds(Int(seconds)) + .nanoseconds(nanoseconds)) {
        self.abort()
      }
    }
  }

  /// Accepts no more and closes all connections at once, on the queue.
  func abort() {
    leaveListener()
    isClosing = true
    for connection in table.all { close(connection) }
    releaseIfEmpty()
  }

  /// Once closing and empty, gives up the epoll set and wakes those who wait for it.
  func releaseIfEmpty() {
    guard isClosing, table.count == 0 else { return }
    leaveListener()
    source?.cancel()
    source = nil
    for message in mailbox.close() { handle(message) }
    peers = []
    for waiter in waiters { waiter.resume() }
    waiters = []
  }
}
