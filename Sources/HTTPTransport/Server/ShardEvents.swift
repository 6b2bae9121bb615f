import HTTPCore
import Synchronization

/// What a shard does on its queue when the kernel has something to report.
extension Shard {
  /// How many milliseconds the loop waits for further events before it leaves that to Dispatch.
  private static let patience: Int32 = 1

  /// After how many milliseconds the queue's other work, timers, gets its turn.
  private static let turn = 10

  /// How many full buffers are read from one connection before the others get their turn.
  private static let reads = 4

  /// How many bytes are sent to one connection before the others get their turn: to a client that reads
  /// as fast as it is written to, a single call would go on for as long as there is something to send.
  private static let sendShare = 1 << 20

  /// Fetches and handles events until there are none for a while, or it is others' turn; what is left, or comes
  /// later, makes the source fire again.
  func drainEvents() {
    let end = Clock.milliseconds() + Self.turn
    repeat {
      let count = epoll.poll(&events, patience: Self.patience)
      moment.refresh()
      seeOff()
      if count == 0 { return }
      for index in 0..<count { handle(events[index]) }
    } while moment.milliseconds < end && !isReleased
    seeOff()
  }

  /// Looks whether those clients have closed who were told the end of their connection when it was new; the others
  /// are waited for as everybody else is.
  func seeOff() {
    for connection in parting where connection.isOpen {
      read(connection)
      settle(connection)
    }
    parting.removeAll(keepingCapacity: true)
  }

  private func handle(_ event: Epoll.Event) {
    if event.token == Mailbox<Message>.token { return readMail() }
    if event.token == Self.listenerToken {
      accept()
      return
    }
    let token = ConnectionTable.Token(rawValue: event.token)
    guard let connection = table[token] else { return }
    if event.happened.contains(.error) {
      // Nobody is left to answer.
      close(connection)
      return
    }
    // What is left when both sides have ended must be read too: to close with unread input resets
    // the connection, which may destroy an answer the client has not read yet.
    if event.happened.contains(.input) {
      read(connection)
    } else if event.happened.contains(.inputEnd) {
      connection.machine.noticeEnd(at: moment)
    }
    // Output is tried in any case.
    settle(connection)
    if event.happened.contains(.hangUp), !event.happened.contains(.input) { close(connection) }
  }

  /// Reads what has come, up to this connection's share.
  func read(_ connection: Connection) {
    for _ in 0..<Self.reads where connection.machine.wantsToRead {
      switch Descriptor.receive(connection.descriptor, into: &receiveBuffer) {
      case .bytes(let count):
        if connection.machine.isBetweenRequests { connection.readTime = Clock.nanoseconds() }
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
    table.setDeadline(connection.machine.deadline, of: connection.token)
    updateInterest(connection)
  }

  private func perform(_ action: HTTPConnection.Action, _ connection: Connection) {
    switch action {
    case .deliver(let request, let id):
      deliver(request, id, connection)
    case .refused(let failure, let request, let id):
      refuse(failure, request, id, connection)
    case .sent(let id):
      guard let record = connection.endExchange(id) else { return }
      configuration.onExchange?(record.ended(at: Clock.nanoseconds()))
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

  /// Answers a request that the state machine refuses.
  private func refuse(
    _ failure: HTTPFailure, _ request: PartialRequest, _ id: ExchangeID, _ connection: Connection
  ) {
    let record = ExchangeRecord(
      peer: connection.peer, method: request.method, target: request.target,
      requestHeaders: request.headers, requestBytes: 0,
      began: connection.readTime ?? Clock.nanoseconds())
    connection.beginExchange(id, AnswerProgress(), record)
    refuse(connection, id, failure)
  }

  private func deliver(_ request: HTTPRequest, _ id: ExchangeID, _ connection: Connection) {
    counters.requests.add(1, ordering: .relaxed)
    let progress = AnswerProgress()
    let record = ExchangeRecord(
      peer: connection.peer, method: request.method, target: request.target,
      requestHeaders: request.headers, requestBytes: request.body.count,
      began: connection.readTime ?? Clock.nanoseconds())
    connection.beginExchange(id, progress, record)
    let answer = Answer(connection, id, progress)
    handler(request, HTTPResponder(answer))
    trimmer.free(request.body, bytes: request.body.count)
    // The fast path: answered within the handler, so no hop.
    if let response = answer.takeAfterHandler() {
      counters.answered.add(1, ordering: .relaxed)
      respond(connection, id, response)
    }
  }

  /// Answers a request whose time is over, and has whoever works on it give up.
  private func answerOverdue(_ id: ExchangeID, _ connection: Connection) {
    guard let progress = connection.openExchange(id)?.progress else { return }
    let failure: HTTPFailure = progress.hasBegun ? .answerTimeout : .notBegun
    progress.giveUp()
    refuse(connection, id, failure)
  }

  private func flush(_ connection: Connection) {
    var share = Self.sendShare
    while connection.machine.hasOutput, share > 0 {
      let pending = connection.machine.pendingOutput
      let piece = pending.prefix(share)
      let sent = Descriptor.send(
        connection.descriptor, piece,
        moreFollows: piece.count < pending.count || connection.machine.hasMoreOutput)
      switch sent {
      case .bytes(let count):
        share -= count
        connection.lastSent = moment.milliseconds
        // The end of a piece, whose memory would be freed now.
        if count == pending.count { trimmer.free(pending, bytes: pending.endIndex) }
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
    // Who reads finds the end there.
    if connection.machine.wantsToRead {
      interest.insert(.input)
    } else if !connection.machine.knowsEnd {
      interest.insert(.inputEnd)
    }
    if connection.machine.hasOutput { interest.insert(.output) }
    guard interest != connection.interest else { return }
    if connection.interest != nil {
      epoll.modify(connection.descriptor, interest, token: connection.token.rawValue)
    } else if connection.machine.isLingering, !connection.isParting {
      // Most clients close as soon as they have their answer: then epoll need never know of the connection.
      connection.isParting = true
      parting.append(connection)
      return
    } else if epoll.add(connection.descriptor, interest, token: connection.token.rawValue) != 0 {
      return close(connection)
    }
    connection.interest = interest
  }

  /// The only place where a connection's descriptor is closed; that takes it out of the epoll set
  /// too, and events already fetched for it miss by their generation.
  func close(_ connection: Connection) {
    guard connection.isOpen else { return }
    connection.isOpen = false
    connection.isGone.store(true, ordering: .relaxed)
    for exchange in connection.openExchanges {
      exchange.progress.giveUp()
      if let onExchange = configuration.onExchange {
        var record = exchange.record
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
