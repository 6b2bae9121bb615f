package import JSON

/// A parameter's values as a document states them: a number, an array of numbers, or a range.
package enum ParameterValues: Sendable, Equatable {
  /// One number: not swept.
  case number(Double)
  /// A column of a sweep.
  case sweep([Double])

  /// Whether there are several values, or one in an array.
  package var isSweep: Bool {
    if case .sweep = self { true } else { false }
  }

  /// Reads a number, an array, or `{"start", "stop", "step"}` or `{"start", "stop", "count"}`.
  ///
  /// - Parameters:
  ///   - node: the value in the document.
  ///   - limit: the most values that a sweep may have, checked before they are made.
  package init(_ node: JSONNode, limit: Int) throws(JSONError) {
    switch node.kind {
    case .number:
      self = .number(try node.double)
    case .array:
      let array = try node.array
      guard !array.isEmpty else {
        throw JSONError(
          .emptySweep, at: node.pointer, expected: .init("at least one value"), found: "none")
      }
      try Self.check(array.count, limit: limit, at: node.pointer)
      self = .sweep(try array.doubles())
    case .object:
      self = .sweep(try Self.range(node, limit: limit))
    default:
      throw node.mismatch(.init("a number, an array of numbers, or a range {start, stop, step}"))
    }
  }

  /// start, start + step, … up to stop, which is included if it is hit up to round-off; or `count`
  /// values from start to stop, both included. Each is start + i·step, so errors don't add up.
  private static func range(_ node: JSONNode, limit: Int) throws(JSONError) -> [Double] {
    let object = try node.object(allowing: ["start", "stop", "step", "count"])
    let start = try object.required("start").double
    let stop = try object.required("stop").double
    if let countNode = object["count"] {
      if object["step"] != nil { throw conflict("step", "count", in: node) }
      let count = try countNode.int
      guard count >= 1 else {
        throw JSONError(
          .emptySweep, at: countNode.pointer, expected: .init("at least 1"), found: "\(count)")
      }
      try check(count, limit: limit, at: countNode.pointer)
      let intervals = Double(max(1, count - 1))
      return (0..<count).map { index in
        // Weights instead of a difference: stop − start may overflow, and both ends are exact.
        let weight = Double(index) / intervals
        return start * (1 - weight) + stop * weight
      }
    }
    let stepNode = try object.required("step")
    let step = try stepNode.double
    let steps = (stop - start) / step
    guard step != 0, steps >= -1e-9, steps.isFinite else {
      throw JSONError(
        .emptySweep, at: stepNode.pointer, expected: .init("a step that leads from start to stop"),
        found: "\(step)")
    }
    guard steps < Double(limit) else {
      throw tooMany(steps < 1e18 ? "\(Int(steps) + 1)" : "\(steps)", limit: limit, at: node.pointer)
    }
    // A multiple of the step may miss stop by round-off (0.1 * 3 > 0.3): it counts as stop.
    let count = Int((steps * (1 + 4e-15) + 1e-9).rounded(.down)) + 1
    return (0..<count).map { index in
      let value = start + Double(index) * step
      return step > 0 ? min(value, stop) : max(value, stop)
    }
  }

  private static func check(
    _ count: Int, limit: Int, at pointer: JSONPointer
  ) throws(JSONError) {
    if count > limit { throw tooMany("\(count)", limit: limit, at: pointer) }
  }

  private static func tooMany(_ count: String, limit: Int, at pointer: JSONPointer) -> JSONError {
    JSONError(
      .limitExceeded, at: pointer, expected: .init("at most \(limit) values"), found: count)
  }

  private static func conflict(
    _ first: String, _ second: String, in node: JSONNode
  ) -> JSONError {
    JSONError(
      .conflict, at: node.pointer.appending(second), expected: .init("\(first) or \(second)"),
      found: "both")
  }
}

extension JSONError.Code {
  /// A sweep without values.
  package static let emptySweep = JSONError.Code("empty-sweep")
  /// More was asked for than is allowed.
  package static let limitExceeded = JSONError.Code("limit-exceeded")
  /// Two statements about the same thing.
  package static let conflict = JSONError.Code("conflict")
}
