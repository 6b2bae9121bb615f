/// The deadlines of a connection.
///
/// What it waits for decides which of them runs.
struct ConnectionTimer: Sendable {
  /// What the connection waits for its client to do.
  enum Wait: Sendable, Equatable {
    /// Nothing: an answer is being computed, or back-pressure holds the input.
    case none

    /// To begin a request.
    case idle

    /// To complete a head.
    case head

    /// To complete a body.
    case body
  }

  /// Which deadline has passed.
  enum Expiry: Sendable, Equatable {
    case none
    case idle
    case head
    case body
    case write
    case answer
    case probe
    case end
  }

  private var wait = Wait.idle
  private var reading: Transfer
  private var readDeadline: Int
  private var writing: Transfer?
  private var sentCount = 0
  private var writeDeadline = Int.max
  private var endDeadline = Int.max
  private var answerDeadline = Int.max
  private var probeDeadline = Int.max
  private(set) var isFirst = true

  /// A connection that has just begun: the first byte must come within `limit`.
  init(now: Int, limit: Int) {
    reading = Transfer(now: now)
    readDeadline = now + limit
  }

  /// The earliest deadline.
  var deadline: Int {
    min(min(readDeadline, writeDeadline), min(endDeadline, min(answerDeadline, probeDeadline)))
  }

  /// Which deadline has passed, the most final first.
  func expired(at now: Int) -> Expiry {
    if endDeadline <= now { return .end }
    if writeDeadline <= now { return .write }
    if answerDeadline <= now { return .answer }
    if probeDeadline <= now { return .probe }
    guard readDeadline <= now else { return .none }
    switch wait {
    case .none: return .none
    case .idle: return .idle
    case .head: return .head
    case .body: return .body
    }
  }

  /// A request is complete: whatever comes next is another, and has its own time.
  mutating func requestComplete() {
    isFirst = false
    wait = .none
  }

  /// So many bytes were sent.
  mutating func sent(_ count: Int) {
    sentCount += count
  }

  /// What is waited for now, how long that may take, and, of a body, how much has come.
  mutating func waitFor(_ wait: Wait, _ limit: Int, received: Int = 0, rate: Int, now: Int) {
    if wait != self.wait {
      self.wait = wait
      reading = Transfer(now: now)
    }
    readDeadline =
      wait == .none ? Int.max : reading.deadline(received, limit: limit, rate: rate, now: now)
  }

  /// Whether there is something to send, and how long that may take.
  mutating func sending(_ hasOutput: Bool, _ limit: Int, rate: Int, now: Int) {
    guard hasOutput else {
      writing = nil
      writeDeadline = Int.max
      return
    }
    if writing == nil { sentCount = 0 }
    var transfer = writing ?? Transfer(now: now)
    writeDeadline = transfer.deadline(sentCount, limit: limit, rate: rate, now: now)
    writing = transfer
  }

  /// Whether the end is near; once it is, its deadline stays.
  mutating func ending(_ limit: Int?, now: Int) {
    guard let limit else {
      endDeadline = Int.max
      return
    }
    if endDeadline == Int.max { endDeadline = now + limit }
  }

  /// When the earliest answer has to be there.
  mutating func answering(until deadline: Int) {
    answerDeadline = deadline
  }

  /// When to ask whether the client is still there.
  mutating func probing(at time: Int) {
    probeDeadline = time
  }

  /// No deadline any more.
  mutating func stop() {
    answerDeadline = Int.max
    probeDeadline = Int.max
    wait = .none
    readDeadline = Int.max
    writeDeadline = Int.max
    endDeadline = Int.max
  }
}

extension ConnectionTimer {
  /// How bytes move in one direction.
  ///
  /// A transfer may not stand still for longer than the limit, nor take longer altogether than the
  /// limit and the time its bytes need at the lowest rate that is put up with. The first alone
  /// would let a client hold the connection with a byte now and then; the second alone would let
  /// it rest for minutes after a quick beginning, or while the kernel's buffers count as sent.
  private struct Transfer: Sendable {
    private let start: Int
    private var lastProgress: Int
    private var bytes = 0

    init(now: Int) {
      start = now
      lastProgress = now
    }

    mutating func deadline(_ bytes: Int, limit: Int, rate: Int, now: Int) -> Int {
      if bytes != self.bytes {
        self.bytes = bytes
        lastProgress = now
      }
      return min(lastProgress + limit, start + limit + bytes * 1_000 / max(1, rate))
    }
  }
}

extension HTTPConnection {
  /// Sets the deadlines by what the connection now waits for.
  mutating func updateTimer(_ now: Int) {
    // In the other stages they were set where the stage began.
    guard stage == .serving else { return }
    let rate = times.bytesPerSecond
    if !isAccepting || !wantsToRead {
      timer.waitFor(.none, 0, rate: rate, now: now)
    } else {
      switch parser.progress {
      case .none where isIdle:
        timer.waitFor(.idle, timer.isFirst ? times.head : times.idle, rate: rate, now: now)
      case .none:
        timer.waitFor(.none, 0, rate: rate, now: now)
      case .head:
        timer.waitFor(.head, times.head, rate: rate, now: now)
      case .body(let received):
        timer.waitFor(.body, times.body, received: received, rate: rate, now: now)
      }
    }
    timer.sending(hasOutput, times.write, rate: rate, now: now)
    timer.answering(until: answerDeadline)
    let isAnswering = !exchanges.isEmpty
    // While the client is silent for good, only our answers are missing.
    timer.ending(peerEnded && isAnswering ? times.halfClosed : nil, now: now)
    let asks = knowsEnd && isAnswering && !wasProbed
    timer.probing(at: asks ? peerEndTime + times.probe : Int.max)
  }

  /// When the first of the answers that are not overdue yet has to be there.
  private var answerDeadline: Int {
    for exchange in exchanges where exchange.response == nil && !exchange.isOverdue {
      return exchange.deadline
    }
    return Int.max
  }
}
