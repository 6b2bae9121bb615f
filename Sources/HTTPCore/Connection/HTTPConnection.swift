/// One HTTP/1.1 connection as a pure state machine: bytes, answers and the time go in, actions and
/// bytes to send come out.
///
/// It does no input or output and has no clock.
///
/// Answers leave in the order of the requests, whatever order the handler gives them in (RFC 9112
/// §9.3.2). A client that sends without reading, or asks faster than it is answered, is met by not
/// reading from it: `wantsToRead` turns false. A refused request is answered once those before it
/// are, and ends the connection. The end is always staged: last answer, end of our side, a bounded
/// wait for the client's (RFC 9112 §9.6), so that unread input does not turn into a reset that
/// destroys the answer on its way.
///
/// Content that a request's head says is not wanted is taken from the stream like any other, for what follows
/// it, but not held; a client that waits to be told to send it is answered in its place.
///
/// It can't be copied: to ask it something would otherwise copy it, with all that it refers to, for whoever
/// keeps it in an object.
package struct HTTPConnection: ~Copyable, Sendable {
  /// What the caller is to do, in this order.
  package enum Action: Sendable {
    /// Hand the request to the application.
    case deliver(HTTPRequest, ExchangeID)

    /// Answer a request, as far as it was understood, with this refusal; the answer is the last.
    case refused(HTTPFailure, PartialRequest, ExchangeID)

    /// Nothing to do: the answer to this request, a refusal too, is sent to its last byte.
    case sent(ExchangeID)

    /// The time for the answer to this request is over: answer it.
    case overdue(ExchangeID)

    /// End our side of the stream, go on reading.
    case shutdownWrite

    /// Close; what was sent is still delivered.
    case close

    /// Close and give up what the client has not taken.
    case abort
  }

  /// The life of a connection.
  enum Stage: Sendable {
    /// Requests and answers.
    case serving

    /// Everything is sent and our side ended; what comes is thrown away.
    case lingering

    /// Over.
    case closed
  }

  let limits: HTTPLimits
  let times: HTTPTimeLimits
  let judge: HeadJudge?
  var parser: RequestParser
  var stage = Stage.serving

  /// Whether requests are still taken from the input; once false, input is thrown away.
  var isAccepting = true

  /// Whether the client has ended its side.
  var peerEnded = false

  /// Whether the client is known to have ended its side, though there is input before that.
  var isEndAhead = false

  /// When that became known.
  var peerEndTime = 0

  /// Whether a client that has ended its side was asked if it is still there.
  var wasProbed = false

  /// Whether the server is going out of service.
  var isDraining = false

  /// Whether a client waits for 100 (Continue).
  var owesContinue = false

  /// Input that was read but not parsed, because of back-pressure.
  var backlog: [UInt8] = []
  var backlogStart = 0

  /// Requests whose answers are not written yet, in order; the first has number `firstNumber`.
  var exchanges: [Exchange] = []
  var firstNumber: UInt32 = 0

  /// Bytes to send.
  var output = OutputQueue()

  var timer: ConnectionTimer

  /// A connection just accepted; `judge` is asked about requests that have content, and without it all
  /// content is wanted.
  package init(limits: HTTPLimits, times: HTTPTimeLimits, now: Int, judge: HeadJudge? = nil) {
    self.limits = limits
    self.times = times
    self.judge = judge
    parser = RequestParser(limits: limits)
    timer = ConnectionTimer(now: now, limit: times.head)
  }
}

// MARK: What the caller may ask

extension HTTPConnection {
  /// Whether input should be read now.
  package var wantsToRead: Bool {
    switch stage {
    case .closed: return false
    case .lingering: return !peerEnded
    case .serving:
      if peerEnded { return false }
      return !isAccepting || (backlog.isEmpty && (canAccept || parser.progress != .none))
    }
  }

  /// Whether the client is known to have ended its side.
  package var knowsEnd: Bool { peerEnded || isEndAhead }

  /// Whether our side has ended, and only the end of the client's is waited for.
  package var isLingering: Bool { stage == .lingering }

  /// Whether there are bytes to send.
  package var hasOutput: Bool { !output.isEmpty }

  /// The next bytes to send; report by `didSend` how many went.
  package var pendingOutput: ArraySlice<UInt8> { output.pending }

  /// How many bytes of answers are not sent yet, those that wait for their turn included.
  package var unsentBytes: Int {
    var count = output.count
    for exchange in exchanges { count += exchange.response?.body.count ?? 0 }
    return count
  }

  /// How many bytes of requests are held: of those being received and of those not answered yet.
  package var heldBytes: Int {
    var count = backlog.count + parser.bodyBytes
    for exchange in exchanges { count += exchange.bodyBytes }
    return count
  }

  /// Whether there is more to send than `pendingOutput`.
  package var hasMoreOutput: Bool { output.hasMore }

  /// Whether nothing is under way, so that the connection could be closed without loss.
  package var isIdle: Bool {
    stage == .serving && exchanges.isEmpty && !hasOutput && backlog.isEmpty
      && parser.progress == .none
  }

  /// Whether the next byte begins a request.
  package var isBetweenRequests: Bool { parser.progress == .none && backlog.isEmpty }

  /// The time, in the caller's milliseconds, at which to call `timeOut`; `Int.max` for never.
  package var deadline: Int { timer.deadline }
}

// MARK: What happens to it

extension HTTPConnection {
  /// Bytes came in.
  package mutating func receive(
    _ bytes: Span<UInt8>, at moment: Moment, _ actions: inout [Action]
  ) {
    guard stage == .serving, isAccepting else { return }
    if backlog.isEmpty {
      let taken = parse(bytes, from: 0, moment, &actions)
      if isAccepting, taken < bytes.count {
        backlog.append(contentsOf: bytes.extracting(taken..<bytes.count))
      }
    } else {
      backlog.append(contentsOf: bytes)
    }
    settle(moment, &actions)
  }

  /// The client ended its side; it may still be reading.
  package mutating func receiveEnd(at moment: Moment, _ actions: inout [Action]) {
    if !isEndAhead { peerEndTime = moment.milliseconds }
    peerEnded = true
    if stage == .lingering {
      close(&actions)
    } else if stage == .serving {
      settle(moment, &actions)
    }
  }

  /// The client ended its side, behind input that back-pressure does not let be read yet.
  package mutating func noticeEnd(at moment: Moment) {
    guard !knowsEnd else { return }
    isEndAhead = true
    peerEndTime = moment.milliseconds
    updateTimer(moment.milliseconds)
  }

  /// The application answered.
  ///
  /// A second answer to the same request, or one to a request of a closed connection, is ignored.
  package mutating func respond(
    _ response: HTTPResponse, to id: ExchangeID, at moment: Moment, _ actions: inout [Action]
  ) {
    let index = Int(id.number &- firstNumber)
    guard stage == .serving, index < exchanges.count, exchanges[index].response == nil else {
      return
    }
    exchanges[index].response = response
    settle(moment, &actions)
  }

  /// So many bytes of the pending output were sent.
  package mutating func didSend(
    _ count: Int, at moment: Moment, _ actions: inout [Action]
  ) {
    output.didSend(count)
    timer.sent(count)
    while let id = output.nextSentAnswer() { actions.append(.sent(id)) }
    settle(moment, &actions)
  }

  /// Refuses the request whose content is being received, for a reason outside of this connection.
  package mutating func refuse(
    _ failure: HTTPFailure, at moment: Moment, _ actions: inout [Action]
  ) {
    guard stage == .serving, isAccepting, case .body = parser.progress else { return }
    fail(failure, &actions)
    settle(moment, &actions)
  }

  /// Gives up all it holds, which may be much, to the caller: the connection is gone.
  @discardableResult
  package mutating func discard() -> some Sendable {
    let remains = (exchanges, output, backlog, parser)
    var actions: [Action] = []
    close(&actions)
    parser = RequestParser(limits: limits)
    return remains
  }

  /// From now on answers announce the end of the connection, as soon as nothing follows them.
  package mutating func beginDrain() {
    isDraining = true
  }

  /// Ends the connection if nothing is under way, else after what is.
  package mutating func endWhenIdle(at moment: Moment, _ actions: inout [Action]) {
    isDraining = true
    if isIdle {
      isAccepting = false
      settle(moment, &actions)
    }
  }

  /// The deadline has passed.
  package mutating func timeOut(at moment: Moment, _ actions: inout [Action]) {
    switch timer.expired(at: moment.milliseconds) {
    case .none:
      break
    case .write:
      close(&actions, by: .abort)
    case .end:
      close(&actions)
    case .idle:
      isAccepting = false
      settle(moment, &actions)
    case .answer:
      for index in exchanges.indices
      where exchanges[index].deadline <= moment.milliseconds && exchanges[index].response == nil
        && !exchanges[index].isOverdue
      {
        exchanges[index].isOverdue = true
        actions.append(.overdue(ExchangeID(number: firstNumber &+ UInt32(index))))
      }
      updateTimer(moment.milliseconds)
    case .probe:
      wasProbed = true
      // Behind other bytes there is no need to ask. RFC 9110 §15.2: not to a client of HTTP/1.0.
      if output.isEmpty, exchanges.first?.isOldVersion == false {
        output.append { $0.append("HTTP/1.1 102 Processing\r\n\r\n") }
      }
      updateTimer(moment.milliseconds)
    case .head:
      // RFC 9110 §15.5.9: the request was not complete within the time the server would wait.
      fail(.headTimeout, &actions)
      settle(moment, &actions)
    case .body:
      fail(.bodyTimeout, &actions)
      settle(moment, &actions)
    }
  }
}
