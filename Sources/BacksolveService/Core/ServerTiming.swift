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

  /// What stands before the time of each stage.
  private static let labels = Stage.allCases.map { stage in
    Array("\(stage.index == 0 ? "" : ", ")\(stage.rawValue);dur=".utf8)
  }

  /// The header's value, in milliseconds with three digits behind the point.
  var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(96)
    for (stage, label) in zip(Stage.allCases, Self.labels) {
      text += label
      let microseconds = nanoseconds[stage.index] / 1000
      text.append(decimal: microseconds / 1000, atLeast: 1)
      text.append(UInt8(ascii: "."))
      text.append(decimal: microseconds % 1000, atLeast: 3)
    }
    return String(decoding: text, as: UTF8.self)
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

extension [UInt8] {
  /// Appends the decimal digits of a number that is not negative, zeros in front up to `count`.
  fileprivate mutating func append(decimal number: Int, atLeast count: Int) {
    if number >= 10 || count > 1 { append(decimal: number / 10, atLeast: count - 1) }
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
