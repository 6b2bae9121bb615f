@testable import HTTPCore

/// Drives a connection without input or output, and notes in words what it does.
final class ConnectionDriver {
  private var machine: HTTPConnection
  private(set) var log: [String] = []
  private(set) var pending: [ExchangeID] = []
  private(set) var requests: [HTTPRequest] = []

  /// How many answers were sent to their last byte.
  private(set) var sentAnswers = 0

  /// Milliseconds since the beginning.
  var now = 0

  init(
    _ limits: HTTPLimits = HTTPLimits(), _ times: HTTPTimeLimits = HTTPTimeLimits(),
    judge: HeadJudge? = nil
  ) {
    machine = HTTPConnection(limits: limits, times: times, now: 0, judge: judge)
  }

  var deadline: Int { machine.deadline }
  var hasOutput: Bool { machine.hasOutput }
  var heldBytes: Int { machine.heldBytes }
  var isIdle: Bool { machine.isIdle }
  var knowsEnd: Bool { machine.knowsEnd }
  var times: HTTPTimeLimits { machine.times }
  var unsentBytes: Int { machine.unsentBytes }
  var wantsToRead: Bool { machine.wantsToRead }

  private var moment: Moment { Moment(milliseconds: now, date: HTTPDate(seconds: 0)) }

  func receive(_ text: String) {
    receive(Wire.bytes(text))
  }

  func receive(_ bytes: [UInt8]) {
    var actions: [HTTPConnection.Action] = []
    machine.receive(bytes.span, at: moment, &actions)
    note(actions)
  }

  func receiveEnd() {
    var actions: [HTTPConnection.Action] = []
    machine.receiveEnd(at: moment, &actions)
    note(actions)
  }

  func noticeEnd() { machine.noticeEnd(at: moment) }

  /// Answers request `index`, counted from the first.
  func respond(_ index: Int, _ response: HTTPResponse) {
    var actions: [HTTPConnection.Action] = []
    machine.respond(response, to: pending[index], at: moment, &actions)
    note(actions)
  }

  func respond(_ index: Int, _ text: String = "") {
    respond(index, HTTPResponse(.ok, body: Array(text.utf8)))
  }

  func refuse() {
    var actions: [HTTPConnection.Action] = []
    machine.refuse(.requestsTooLarge, at: moment, &actions)
    note(actions)
  }

  func beginDrain() {
    machine.beginDrain()
  }

  func endWhenIdle() {
    var actions: [HTTPConnection.Action] = []
    machine.endWhenIdle(at: moment, &actions)
    note(actions)
  }

  /// Lets the time pass, and calls `timeOut` if a deadline was in it.
  func wait(until time: Int) {
    now = time
    guard machine.deadline <= now else { return }
    var actions: [HTTPConnection.Action] = []
    machine.timeOut(at: moment, &actions)
    note(actions)
  }

  /// Sends up to `count` bytes; returns them as text.
  @discardableResult
  func send(upTo count: Int = .max) -> String {
    var sent: [UInt8] = []
    while machine.hasOutput, sent.count < count {
      let bytes = machine.pendingOutput.prefix(count - sent.count)
      sent += bytes
      var actions: [HTTPConnection.Action] = []
      machine.didSend(bytes.count, at: moment, &actions)
      note(actions)
    }
    return String(decoding: sent, as: UTF8.self)
  }

  /// Sends everything; returns the first line of each response, with its connection field and its
  /// body.
  func sent() -> [String] {
    Self.summary(send())
  }

  /// What a stream of responses says, in short.
  ///
  /// A body must not contain an empty line.
  static func summary(_ text: String) -> [String] {
    var found: [String] = []
    for part in text.split(separator: "HTTP/1.1 ") {
      let halves = part.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
      var line = String(part.prefix(3))
      if halves[0].contains("Connection: close") { line += " close" }
      if halves[0].contains("Connection: keep-alive") { line += " keep-alive" }
      if halves.count > 1, !halves[1].isEmpty { line += " [\(halves[1])]" }
      found.append(line)
    }
    return found
  }

  /// Notes what is to be done, and answers what is refused.
  private func note(_ actions: [HTTPConnection.Action]) {
    var actions = actions
    var next = 0
    while next < actions.count {
      let action = actions[next]
      next += 1
      switch action {
      case .deliver(let request, let id):
        pending.append(id)
        requests.append(request)
        log.append("\(request.method) \(request.path)")
      case .refused(let failure, _, let id):
        log.append("\(failure.status.code) \(failure.code)")
        machine.respond(.problem(failure), to: id, at: moment, &actions)
      case .sent: sentAnswers += 1
      case .overdue: log.append("overdue")
      case .shutdownWrite: log.append("shutdown")
      case .close: log.append("close")
      case .abort: log.append("abort")
      }
    }
  }
}
