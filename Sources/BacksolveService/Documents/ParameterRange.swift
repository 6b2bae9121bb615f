import JSON

/// Evenly spaced values, as a document states them.
///
/// Kept as its ends: a few bytes of a document may stand for a million numbers, which are to take
/// memory only while they are worked on.
package struct ParameterRange: Sendable, Equatable {
  private let start: Double
  private let stop: Double
  /// From value to value; nil where their number was given, and so both ends are among them.
  private let step: Double?
  /// The number of values, at least 1.
  package let count: Int

  /// The value at an index below `count`. They rise or fall with the index.
  package subscript(index: Int) -> Double {
    if index == 0 { return start }
    // Each from the start, so that round-off does not add up.
    if let step {
      let value = (start * scale + Double(index) * (step * scale)) / scale
      return step > 0 ? min(value, stop) : max(value, stop)
    }
    if index == count - 1 { return stop }
    let weight = Double(index) / Double(count - 1)
    return (start * scale + (stop * scale - start * scale) * weight) / scale
  }

  /// All values.
  package var values: [Double] { (0..<count).map { self[$0] } }

  /// Ends whose difference overflows are worked with by halves.
  private var scale: Double { Self.scale(start, stop) }

  private static func scale(_ start: Double, _ stop: Double) -> Double {
    (stop - start).isFinite ? 1 : 0.5
  }
}

extension ParameterRange {
  /// Reads `{"start", "stop", "step"}`: start, start + step, … up to stop, which is included if it
  /// is hit up to round-off; or `{"start", "stop", "count"}`: so many values, both ends included.
  ///
  /// - Parameters:
  ///   - node: an object in the document.
  ///   - limit: the most values.
  init(_ node: JSONNode, limit: Int) throws(JSONError) {
    let object = try node.object(allowing: ["start", "stop", "step", "count"])
    start = try object.required("start").double
    stop = try object.required("stop").double
    guard let countNode = object["count"] else {
      guard let stepNode = object["step"] else {
        throw JSONError(
          .missingField, at: node.pointer.appending("step"), expected: .init("step or count"),
          found: "step")
      }
      let step = try stepNode.double
      self.step = step
      let scale = Self.scale(start, stop)
      let steps = (stop * scale - start * scale) / (step * scale)
      guard step != 0, steps >= -1e-9 else {
        throw JSONError(
          .emptySweep, at: stepNode.pointer,
          expected: .init("a step that leads from start to stop"), found: "\(step)")
      }
      count = try Self.count(steps: steps, limit: limit, at: node.pointer)
      return
    }
    if object["step"] != nil {
      throw JSONError(
        .conflict, at: node.pointer.appending("count"), expected: .init("step or count"),
        found: "both")
    }
    step = nil
    count = try countNode.int
    guard count >= 1 else {
      throw JSONError(
        .emptySweep, at: countNode.pointer, expected: .init("at least 1"), found: "\(count)")
    }
    try ParameterValues.check(count, limit: limit, at: countNode.pointer)
  }

  private static func count(
    steps: Double, limit: Int, at pointer: JSONPointer
  ) throws(JSONError) -> Int {
    // A multiple of the step may miss stop by round-off (0.1 * 3 > 0.3): it counts as stop.
    let count = (steps * (1 + 4e-15) + 1e-9).rounded(.down) + 1
    guard count < 1e18 else {
      throw ParameterValues.tooMany("more than 1e18", limit: limit, at: pointer)
    }
    try ParameterValues.check(Int(count), limit: limit, at: pointer)
    return Int(count)
  }
}
