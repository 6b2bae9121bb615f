// The steps by which a connection goes on, once something has happened to it.

extension HTTPConnection {
  /// Whether another request may be begun.
  var canAccept: Bool {
    guard exchanges.count < limits.pipelinedRequests,
      unsentBytes < limits.unsentBytes
    else { return false }
    var held = 0
    for exchange in exchanges { held += exchange.bodyBytes }
    return held < limits.pipelinedBytes
  }

  /// Parses from `start` on as far as there is room for requests; returns how far it came.
  mutating func parse(
    _ bytes: Span<UInt8>, from start: Int, _ moment: Moment, _ actions: inout [Action]
  ) -> Int {
    var position = start
    while isAccepting, position < bytes.count, canAccept || parser.progress != .none {
      do {
        switch try parser.next(bytes, &position) {
        case .none: break
        case .head: takeHead(moment, &actions)
        case .request(let request, let keepsAlive):
          accept(request, keepsAlive: keepsAlive, moment, &actions)
        }
      } catch {
        fail(error, &actions)
      }
    }
    // RFC 9110 §10.1.1: 100 may be left out once the body is on its way.
    if position < bytes.count || parser.progress != .body(received: 0) { owesContinue = false }
    return position
  }

  /// A head is complete, and content follows.
  private mutating func takeHead(_ moment: Moment, _ actions: inout [Action]) {
    let verdict = judge?(parser.head)
    if let verdict { parser.follow(verdict) }
    guard parser.expectsContinue else { return }
    if verdict?.wantsContent ?? true {
      owesContinue = true
    } else if case .request(let head, _) = parser.finish() {
      // RFC 9110 §10.1.1: a final answer in place of 100. The client may leave out the content or not, so
      // where the next request would begin is not known: the answer is the last, also to a client that has
      // not waited.
      accept(head, keepsAlive: false, moment, &actions)
    }
  }

  private mutating func accept(
    _ request: HTTPRequest, keepsAlive: Bool, _ moment: Moment, _ actions: inout [Action]
  ) {
    let id = ExchangeID(number: firstNumber &+ UInt32(exchanges.count))
    exchanges.append(
      Exchange(
        isHead: request.method == .head, isOldVersion: request.version == .http10,
        keepsAlive: keepsAlive, bodyBytes: request.body.count,
        deadline: moment.milliseconds + times.answer))
    timer.requestComplete()
    // RFC 9112 §9.6: nothing is taken from the connection after a request that says close.
    if !keepsAlive { isAccepting = false }
    actions.append(.deliver(request, id))
  }

  /// Refuses a request.
  ///
  /// Its answer is the last: where the next request would begin is not known, or not worth finding out.
  mutating func fail(_ failure: HTTPFailure, _ actions: inout [Action]) {
    isAccepting = false
    owesContinue = false
    exchanges.append(
      Exchange(
        isHead: parser.isHead, isOldVersion: parser.isOldVersion, keepsAlive: false, bodyBytes: 0))
    let id = ExchangeID(number: firstNumber &+ UInt32(exchanges.count - 1))
    parser.discardBody()
    actions.append(.refused(failure, parser.partialRequest, id))
  }

  /// Does all that has become possible.
  mutating func settle(_ moment: Moment, _ actions: inout [Action]) {
    repeat {
      writeAnswers(moment)
    } while parseBacklog(moment, &actions)
    if isAccepting, peerEnded, backlog.isEmpty {
      isAccepting = false
      // RFC 9112 §8: a request cut short by the end of the stream may be answered by an error.
      if parser.progress != .none { fail(.incompleteRequest, &actions) }
      writeAnswers(moment)
    }
    // RFC 9112 §9.3.2: an interim answer has its place in the order too.
    if owesContinue, exchanges.isEmpty {
      owesContinue = false
      output.append { $0.append("HTTP/1.1 100 Continue\r\n\r\n") }
    }
    if stage == .serving, !isAccepting {
      backlog = []
      if exchanges.isEmpty, !hasOutput { end(moment, &actions) }
    }
    updateTimer(moment.milliseconds)
  }

  /// Takes up input left by back-pressure; returns whether that gave anything to do.
  private mutating func parseBacklog(_ moment: Moment, _ actions: inout [Action]) -> Bool {
    guard isAccepting, !backlog.isEmpty, canAccept else { return false }
    let held = backlog
    backlog = []
    let before = actions.count
    let taken = parse(held.span, from: backlogStart, moment, &actions)
    backlogStart = 0
    if isAccepting, taken < held.count {
      backlog = held
      backlogStart = taken
    }
    return actions.count > before
  }

  /// Writes the answers whose turn it is.
  private mutating func writeAnswers(_ moment: Moment) {
    while let exchange = exchanges.first, let response = exchange.response {
      let id = ExchangeID(number: firstNumber)
      exchanges.removeFirst()
      firstNumber &+= 1
      let nothingFollows = exchanges.isEmpty && backlog.isEmpty && parser.progress == .none
      let closes =
        !exchange.keepsAlive || response.closesConnection || (isDraining && nothingFollows)
        || (peerEnded && nothingFollows)
      let persistence: Persistence =
        closes ? .close : exchange.isOldVersion ? .keepAlive : .unsaid
      output.append(
        response, isHead: exchange.isHead, persistence: persistence, date: moment.date)
      output.endAnswer(id)
      if closes {
        // RFC 9112 §9.6: nothing is sent after the response that announces the end.
        isAccepting = false
        owesContinue = false
        firstNumber &+= UInt32(exchanges.count)
        exchanges = []
      }
    }
    // An idle connection keeps no buffers.
    if exchanges.isEmpty, exchanges.capacity > 2 { exchanges = [] }
  }

  /// Everything is said and sent.
  private mutating func end(_ moment: Moment, _ actions: inout [Action]) {
    if peerEnded {
      close(&actions)
    } else {
      stage = .lingering
      timer.stop()
      timer.ending(times.linger, now: moment.milliseconds)
      actions.append(.shutdownWrite)
    }
  }

  mutating func close(_ actions: inout [Action], by action: Action = .close) {
    guard stage != .closed else { return }
    stage = .closed
    exchanges = []
    output = OutputQueue()
    backlog = []
    backlogStart = 0
    timer.stop()
    actions.append(action)
  }
}

extension HTTPConnection {
  /// The bytes of a response that is sent without a state machine, on a connection that is closed
  /// at once.
  package static func farewell(_ response: HTTPResponse, at moment: Moment) -> [UInt8] {
    var output = OutputQueue()
    output.append(response, isHead: false, persistence: .close, date: moment.date)
    return Array(output.pending)
  }
}
