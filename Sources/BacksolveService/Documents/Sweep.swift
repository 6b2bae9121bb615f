package import Autodiff
package import JSON
import Poisson

/// The points at which a problem is evaluated.
///
/// Holds what the document states and no more: `columns` makes the numbers where they are needed.
package struct Sweep: Sendable {
  /// The number of points; 1 where nothing is swept.
  package let count: Int
  /// Whether any parameter is swept: answers are columns then, else numbers.
  package let isSwept: Bool

  /// What the document states of each parameter.
  private(set) var parameters: [ParameterValues]
  /// Of each parameter, and then of each array, how many points in a row have the same value, before the
  /// next one's turn.
  private let repeats: [Int]

  /// How several swept parameters are combined.
  package enum Combination: String, CaseIterable, Sendable {
    /// Arrays of one length go together: a list of points.
    case zip
    /// Every value with every other, the last parameter or array fastest.
    case grid
  }

  /// Combines the values of each parameter and of each array.
  ///
  /// - Parameters:
  ///   - values: what the document says of each parameter, with the place where it says it.
  ///   - fields: how many arrays it gives for each name, nil where that is not swept, with the place.
  ///   - combination: how to combine several swept ones.
  ///   - limit: the most points.
  init(
    _ values: [(values: ParameterValues, pointer: JSONPointer)],
    fields: [(count: Int?, pointer: JSONPointer)], _ combination: Combination, limit: Int
  ) throws(JSONError) {
    parameters = values.map(\.values)
    let counts = values.map { (count: $0.values.sweepCount, pointer: $0.pointer) } + fields
    let lengths = counts.compactMap { count, pointer in
      count.map { (count: $0, pointer: pointer) }
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
      repeats = counts.map { _ in 1 }
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
      var inner = total
      repeats = counts.map { count, _ in
        inner /= count ?? 1
        return inner
      }
    }
  }

  /// States another number for a parameter that is not swept.
  mutating func setNumber(_ number: Double, of parameter: Int) {
    precondition(parameters[parameter].sweepCount == nil, "a swept parameter has no single number")
    parameters[parameter] = .number(number)
  }

  /// The value of a parameter, by its index in the model, at a point.
  package func value(_ parameter: Int, at point: Int) -> Double {
    let values = parameters[parameter]
    return values[point / repeats[parameter] % (values.sweepCount ?? 1)]
  }

  /// A column per parameter of the model, made anew: `count` numbers for each that is swept.
  package func columns() -> [SweepColumn] {
    parameters.indices.map { parameter in
      switch parameters[parameter] {
      case .number(let number): .constant(number)
      case .list(let numbers) where numbers.count == count: .values(numbers)
      case .range(let range) where range.count == count: .values(range.values)
      case .list, .range: .values((0..<count).map { value(parameter, at: $0) })
      }
    }
  }

  /// The column of an array, by its index among the arrays.
  ///
  /// - Parameters:
  ///   - values: all that the document gives for it, one array after the other.
  ///   - size: the number of values that it has at a point.
  package func column(ofField field: Int, _ values: [Double], size: Int) -> SweepColumn {
    if values.count == size { return .field(values) }
    return .fields(SweptField(values, size: size, repeats: repeats[parameters.count + field]))
  }
}

extension JSONError.Code {
  /// Arrays that go together differ in length.
  package static let lengthMismatch = JSONError.Code("length-mismatch")
}
