package import JSON

/// A parameter's values as a document states them: a number, an array of numbers, or a range.
package enum ParameterValues: Sendable, Equatable {
  /// One number: not swept.
  case number(Double)
  /// A column of a sweep, number by number.
  case list([Double])
  /// A column of a sweep, by its ends.
  case range(ParameterRange)

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
      self = .list(try array.doubles())
    case .object:
      self = .range(try ParameterRange(node, limit: limit))
    default:
      throw node.mismatch(.init("a number, an array of numbers, or a range {start, stop, step}"))
    }
  }

  /// The number of values in a sweep; nil where there is one that is not swept.
  package var sweepCount: Int? {
    switch self {
    case .number: nil
    case .list(let numbers): numbers.count
    case .range(let range): range.count
    }
  }

  /// The value at an index; a single number is the same at each.
  package subscript(index: Int) -> Double {
    switch self {
    case .number(let number): number
    case .list(let numbers): numbers[index]
    case .range(let range): range[index]
    }
  }

  static func check(_ count: Int, limit: Int, at pointer: JSONPointer) throws(JSONError) {
    if count > limit { throw tooMany("\(count)", limit: limit, at: pointer) }
  }

  static func tooMany(_ count: String, limit: Int, at pointer: JSONPointer) -> JSONError {
    JSONError(
      .limitExceeded, at: pointer, expected: .init("at most \(limit) values"), found: count)
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
