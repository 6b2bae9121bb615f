/// How long the parts of an answer took, as the Server-Timing header tells it (W3C Server Timing §3).
struct ServerTiming {
  private(set) var description = ""
  private let clock = ContinuousClock()

  mutating func measure<Result, Failure: Error>(
    _ name: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = clock.now
    let result = try body()
    let elapsed = (clock.now - start).components
    let microseconds = elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000
    if !description.isEmpty { description += ", " }
    description += "\(name);dur=\(microseconds / 1000).\(fraction(microseconds % 1000))"
    return result
  }

  private func fraction(_ thousandths: Int64) -> String {
    let digits = String(thousandths)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }
}
