/// A known field that repeats few numbers: element i is values[(i / inner) mod the number of values].
///
/// A coordinate of a grid in several dimensions is one. Such a field need not be read from memory, where it
/// would take as long as other fields: passes spread the values of its axis.
struct AxisField {
  /// One number per point of the axis.
  let values: [Double]
  /// The elements in a row that have the same value.
  let inner: Int

  /// How the values are spread.
  var layout: AxisLayout { AxisLayout(count: values.count, inner: inner) }

  /// The most values, as a share of the elements, for which spreading pays.
  private static let largestShare = 0.25

  /// How often elements may be compared to find out, as a multiple of their number.
  private static let effort = 8

  /// A field that repeats numbers.
  init(values: [Double], inner: Int) {
    self.values = values
    self.inner = inner
  }

  /// nil if the field is not of this kind, bit for bit.
  init?(_ field: [Double]) {
    let bits = field.lazy.map(\.bitPattern)
    var comparisons = AxisField.effort * field.count
    let run = bits.firstIndex { $0 != field[0].bitPattern } ?? 1
    for inner in AxisField.divisors(of: run).reversed() where field.count % inner == 0 {
      guard AxisField.consists(field, ofRuns: inner, &comparisons) else { continue }
      let rows = field.count / inner
      for count in AxisField.divisors(of: rows)
      where Double(count) <= AxisField.largestShare * Double(field.count) {
        if AxisField.repeats(field, after: count * inner, &comparisons) {
          values = stride(from: 0, to: count * inner, by: inner).map { field[$0] }
          self.inner = inner
          return
        }
      }
      return nil
    }
    return nil
  }

  /// The same with every number as often as it comes in a row, unless that takes too many: a tile of what is
  /// repeated less than a tile long is put together number by number.
  func unrolled(for count: Int) -> AxisField {
    guard inner > 1, inner < Lowering.tile,
      Double(values.count * inner) <= AxisField.largestShare * Double(count)
    else { return self }
    return AxisField(values: values.flatMap { repeatElement($0, count: inner) }, inner: 1)
  }

  private static func consists(
    _ field: [Double], ofRuns inner: Int, _ comparisons: inout Int
  ) -> Bool {
    for start in stride(from: 0, to: field.count, by: inner) where inner > 1 {
      guard comparisons > 0 else { return false }
      let first = field[start].bitPattern
      for index in start..<start + inner where field[index].bitPattern != first { return false }
      comparisons -= inner
    }
    return true
  }

  private static func repeats(
    _ field: [Double], after period: Int, _ comparisons: inout Int
  ) -> Bool {
    for start in stride(from: period, to: field.count, by: period) {
      guard comparisons > 0 else { return false }
      for index in start..<min(start + period, field.count)
      where field[index].bitPattern != field[index - period].bitPattern {
        return false
      }
      comparisons -= period
    }
    return true
  }

  /// The divisors of a number, ascending.
  private static func divisors(of number: Int) -> [Int] {
    var (small, large) = ([Int](), [Int]())
    var divisor = 1
    while divisor * divisor <= number {
      if number % divisor == 0 {
        small.append(divisor)
        if divisor * divisor < number { large.append(number / divisor) }
      }
      divisor += 1
    }
    return small + large.reversed()
  }
}
