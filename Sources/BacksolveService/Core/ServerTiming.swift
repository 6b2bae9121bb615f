/// How long the stages of an answer took, as the Server-Timing header tells it (W3C Server Timing §3)
/// and the metrics sum it up.
struct ServerTiming {
  /// A stage on the way from a document to an answer.
  enum Stage: String, CaseIterable {
    /// Waiting for a worker; 0 for what is answered at once.
    case queue
    /// From a problem to a program; next to nothing for one that is in the cache.
    case compile
    case compute
    case encode
  }

  /// Nanoseconds, in the order of the stages.
  private(set) var nanoseconds = InlineArray<4, Int>(repeating: 0)
  private let start = ContinuousClock.now

  /// The wait since this was made is over.
  mutating func leaveQueue() {
    record(.queue, ContinuousClock.now - start)
  }

  mutating func measure<Result, Failure: Error>(
    _ stage: Stage, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = ContinuousClock.now
    let result = try body()
    record(stage, ContinuousClock.now - start)
    return result
  }

  private mutating func record(_ stage: Stage, _ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    nanoseconds[stage.index] += Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }

  /// The header's value, in milliseconds with three digits behind the point.
  var description: String {
    var text = ""
    text.reserveCapacity(96)
    for stage in Stage.allCases {
      if !text.isEmpty { text += ", " }
      text += stage.rawValue
      text += ";dur="
      let (milliseconds, rest) = (nanoseconds[stage.index] / 1000).quotientAndRemainder(
        dividingBy: 1000)
      text += milliseconds.description
      text += rest < 10 ? ".00" : rest < 100 ? ".0" : "."
      text += rest.description
    }
    return text
  }
}

extension ServerTiming.Stage {
  /// Its place among the stages.
  var index: Int {
    switch self {
    case .queue: 0
    case .compile: 1
    case .compute: 2
    case .encode: 3
    }
  }
}
