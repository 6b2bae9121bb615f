import HTTPCore
import Synchronization

/// What a shard does on its queue when the kernel has something to report.
extension Shard {
  /// How often epoll is asked before the queue's other work gets its turn.
  private static let rounds = 16

  /// How many full buffers are read from one connection before the others get their turn.
  private static let reads = 4

  /// Fetches and handles events until there are none, or it is others' turn; what is left makes
  /// the source fire again.
  func drainEvents() {
    for _ in 0..<Self.rounds {
      let count = epoll.poll(&events)
      if count == 0 { return }
      moment.refresh()
      for index in 0..<count { handle(events[index]) }
    }
  }

  private func handle(_ event: Epoll.Event) {
    let token = ConnectionTable.Token(rawValue: event.token)
    guard let connection = table[token] else { return }
    if event.happened.contains(.error) {
      // Nobody is left to answer.
      close(connection)
      return
    }
    // What is left when both sides have ended must be read too: to close with unread input resets
    // the connection, which may destroy an answer the client has not read yet.
    if event.happened.contains(.input) { read(connection) }
    // Output is tried in any case.
    settle(connection)
    if event.happened.contains(.hangUp), !event.happened.contains(.input) { close(connection) }
  }

  /// Reads what has come, up to this connection's share.
  func read(_ connection: Connection) {
    for _ in 0..<Self.reads where connection.machine.wantsToRead {
      switch Descriptor.receive(connection.descriptor, into: &receiveBuffer) {
      case .bytes(let count):
        if configuration.onExchange != nil, connection.machine.isBetweenRequests {
          connection.readTime = Clock.nanoseconds()
        }
        connection.machine.receive(
          receiveBuffer.span.extracting(0..<count), at: moment, &actions)
        // A short read has emptied the socket: another would only find that out.
        if count < receiveBuffer.count { return }
      case .end:
        connection.machine.receiveEnd(at: moment, &actions)
        return
      case .wouldBlock:
        return
      case .failed:
        actions.append(.close)
        return
      }
    }
  }

  /// Carries out what the state machine asks for, sends what it has to send, and again, until
  /// there is nothing to do.
  func settle(_ connection: Connection) {
    repeat {
      var next = 0
      // Carrying out an action may add more.
      while next < actions.count, connection.isOpen {
        let action = actions[next]
        next += 1
        perform(action, connection)
      }
      actions.removeAll(keepingCapacity: true)
      guard connection.isOpen else { return }
      flush(connection)
      account(connection)
    } while !actions.isEmpty
    updateInterest(connection)
    table.setDeadline(connection.machine.deadline, of: connection.token)
  }

  private func perform(_ action: HTTPConnection.Action, _ connection: Connection) {
    switch action {
    case .deliver(let request, let id):
      deliver(request, id, connection)
    case .refused(let failure, let request, let id):
      noteRefusal(failure, request, id, connection)
    case .sent(let id):
      guard let record = connection.endExchange(id), let onExchange = configuration.onExchange
      else { return }
      onExchange(record.ended(at: Clock.nanoseconds()))
    case .overdue(let id):
      answerOverdue(id, connection)
    case .shutdownWrite:
      Descriptor.shutdownWrite(connection.descriptor)
    case .close:
      close(connection)
    case .abort:
      Descriptor.resetOnClose(connection.descriptor)
      close(connection)
    }
  }

  private func noteRefusal(
    _ failure: HTTPFailure, _ request: PartialRequest, _ id: ExchangeID, _ connection: Connection
  ) {
    counters.countRefusal(failure.code)
    configuration.onRefusal?(failure, connection.peer)
    guard configuration.onExchange != nil else { return }
    let now = Clock.nanoseconds()
    connection.beginExchange(id, AnswerProgress())
    connection.beginRecord(
      id, method: request.method, target: request.target, headers: request.headers, bytes: 0,
      at: now)
    connection.noteRefusal(id, failure, at: now)
  }

  private func deliver(_ request: HTTPRequest, _ id: ExchangeID, _ connection: Connection) {
    counters.requests.add(1, ordering: .relaxed)
    let progress = AnswerProgress()
    connection.beginExchange(id, progress)
    if configuration.onExchange != nil {
      connection.beginRecord(
        id, method: request.method, target: request.target, headers: request.headers,
        bytes: request.body.count, at: Clock.nanoseconds())
    }
    let answer = Answer(connection, id, progress)
    handler(request, HTTPResponder(answer))
    // The fast path: answered within the handler, so no hop.
    if let response = answer.takeAfterHandler() {
      counters.answered.add(1, ordering: .relaxed)
      respond(connection, id, response)
    }
  }

  /// Answers a request whose time is over, and has whoever works on it give up.
  private func answerOverdue(_ id: ExchangeID, _ connection: Connection) {
    guard let index = connection.openExchanges.firstIndex(where: { $0.id == id }) else { return }
    let progress = connection.openExchanges[index].progress
    let failure: HTTPFailure = progress.hasBegun ? .answerTimeout : .notBegun
    progress.giveUp()
    counters.countRefusal(failure.code)
    respond(connection, id, .problem(failure))
  }

  private func flush(_ connection: Connection) {
    while connection.machine.hasOutput {
      let sent = Descriptor.send(
        connection.descriptor, connection.machine.pendingOutput,
        moreFollows: connection.machine.hasMoreOutput)
      switch sent {
      case .bytes(let count):
        connection.lastSent = moment.milliseconds
        connection.machine.didSend(count, at: moment, &actions)
      case .wouldBlock:
        return
      case .failed:
        actions.append(.close)
        return
      }
    }
  }

  private func updateInterest(_ connection: Connection) {
    var interest: Epoll.Interest = []
    if connection.machine.wantsToRead { interest.insert(.input) }
    if connection.machine.hasOutput { interest.insert(.output) }
    guard interest != connection.interest else { return }
    connection.interest = interest
    epoll.modify(connection.descriptor, interest, token: connection.token.rawValue)
  }

  /// The only place where a connection's descriptor is closed; that takes it out of the epoll set
  /// too, and events already fetched for it miss by their generation.
  func close(_ connection: Connection) {
    guard connection.isOpen else { return }
    connection.isOpen = false
    connection.isGone.store(true, ordering: .relaxed)
    for exchange in connection.openExchanges {
      exchange.progress.giveUp()
      if var record = exchange.record, let onExchange = configuration.onExchange {
        record.outcome = .unfinished
        onExchange(record.ended(at: Clock.nanoseconds()))
      }
    }
    release(connection)
    connection.openExchanges = []
    table.remove(connection.token)
    Descriptor.close(connection.descriptor)
    load.subtract(1, ordering: .relaxed)
    admission.leave(connection.peer)
    releaseIfEmpty()
  }
}
