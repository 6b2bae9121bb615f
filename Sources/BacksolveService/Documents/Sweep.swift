package import Autodiff
package import JSON
import Poisson

/// The points at which a problem is evaluated: a column per parameter of the model.
package struct Sweep: Sendable {
  /// In the order of the model's parameters.
  package let columns: [SweepColumn]
  /// The number of points; 1 where nothing is swept.
  package let count: Int
  /// Whether any parameter is swept: answers are columns then, else numbers.
  package let isSwept: Bool

  /// How several swept parameters are combined.
  package enum Combination: String, CaseIterable {
    /// Arrays of one length go together: a list of points.
    case zip
    /// Every value with every other, the last parameter fastest.
    case grid
  }

  /// Combines the values of each parameter.
  ///
  /// - Parameters:
  ///   - values: what the document says of each parameter, with the place where it says it.
  ///   - combination: how to combine several swept ones.
  ///   - limit: the most points, checked before they are made.
  init(
    _ values: [(values: ParameterValues, pointer: JSONPointer)], _ combination: Combination,
    limit: Int
  ) throws(JSONError) {
    var lengths: [(count: Int, pointer: JSONPointer)] = []
    for (value, pointer) in values {
      if case .sweep(let column) = value { lengths.append((column.count, pointer)) }
    }
    isSwept = !lengths.isEmpty
    switch combination {
    case .zip:
      count = lengths.first?.count ?? 1
      for (length, pointer) in lengths where length != count {
        throw JSONError(
          .lengthMismatch, at: pointer,
          expected: .init("\(count) values, as at \(lengths[0].pointer)"), found: "\(length)")
      }
      columns = values.map { value, _ in
        switch value {
        case .number(let number): .constant(number)
        case .sweep(let column): .values(column)
        }
      }
    case .grid:
      var total = 1
      for (length, pointer) in lengths {
        let (product, overflow) = total.multipliedReportingOverflow(by: length)
        guard !overflow, product <= limit else {
          throw JSONError(
            .limitExceeded, at: pointer, expected: .init("at most \(limit) points in the grid"),
            found: lengths.map { "\($0.count)" }.joined(separator: " x "))
        }
        total = product
      }
      count = total
      var repeats = total
      columns = values.map { value, _ in
        switch value {
        case .number(let number): return .constant(number)
        case .sweep(let column):
          repeats /= column.count
          let inner = repeats
          return .values((0..<total).map { column[$0 / inner % column.count] })
        }
      }
    }
  }
}

extension JSONError.Code {
  /// Arrays that go together differ in length.
  package static let lengthMismatch = JSONError.Code("length-mismatch")
}
