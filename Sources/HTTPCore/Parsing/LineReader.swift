/// Cuts the input into lines ended by CR LF, whatever pieces it comes in.
///
/// A line that lies wholly in the input is reported by its range and not copied; only one that
/// straddles two inputs is put together here. Each byte is looked at once.
struct LineReader: Sendable {
  /// What there is to say after looking at the input.
  enum Outcome {
    /// A line, without its end, in the input.
    case found(Range<Int>)

    /// A line, without its end, put together from several inputs.
    case held([UInt8])

    /// No line end yet; all of the input is taken.
    case incomplete

    /// More than `limit` bytes before a line end; these are the first of them.
    case tooLong([UInt8])

    /// A line feed without a carriage return before it.
    case bareLineFeed
  }

  private var partial: [UInt8] = []

  /// Whether part of a line is held.
  var isMidLine: Bool { !partial.isEmpty }

  /// Takes the next line of at most `limit` bytes from the input at `position`.
  ///
  /// The outcome does not depend on how the bytes were split: a line is judged too long on the
  /// bytes before its line feed, before anything else.
  mutating func take(
    _ input: Span<UInt8>, _ position: inout Int, limit: Int
  ) -> Outcome {
    let start = position
    // One more than the limit for the carriage return.
    let room = limit + 1 - partial.count
    let end = min(input.count, start + room + 1)
    guard let lineFeed = input.extracting(0..<end).firstIndex(of: ASCII.lineFeed, from: start)
    else {
      position = end
      partial.append(contentsOf: input.extracting(start..<end))
      if end - start > room {
        return .tooLong(takePartial())
      }
      return .incomplete
    }
    position = lineFeed + 1
    if partial.isEmpty {
      guard lineFeed > start, input[lineFeed - 1] == ASCII.carriageReturn else {
        return .bareLineFeed
      }
      return .found(start..<lineFeed - 1)
    }
    partial.append(contentsOf: input.extracting(start..<lineFeed))
    var line = takePartial()
    guard line.popLast() == ASCII.carriageReturn else { return .bareLineFeed }
    return .held(line)
  }

  private mutating func takePartial() -> [UInt8] {
    defer { partial = [] }
    return partial
  }
}
