/// The values that a field takes over a sweep, one field after the other in one array: they are read from
/// where they are, however often each is used.
public struct SweptField: Sendable {
  let values: [Double]
  private let size: Int
  private let repeats: Int

  /// Fields in the order in which the sweep takes them, from the beginning again after the last.
  ///
  /// - Parameters:
  ///   - values: at least one field, each with its values in row-major order.
  ///   - size: the number of values of each, above 0.
  ///   - repeats: how many points in a row have the same field.
  public init(_ values: [Double], size: Int, repeats: Int = 1) {
    precondition(size > 0 && repeats > 0 && !values.isEmpty, "there is a field, and it has values")
    precondition(values.count.isMultiple(of: size), "the fields have \(size) values each")
    self.values = values
    self.size = size
    self.repeats = repeats
  }

  /// Where among the values the field at a point of the sweep is.
  func part(at point: Int) -> Range<Int> {
    let start = index(at: point) * size
    return start..<start + size
  }

  /// Which of the fields is the one at a point.
  func index(at point: Int) -> Int { point / repeats % (values.count / size) }
}
