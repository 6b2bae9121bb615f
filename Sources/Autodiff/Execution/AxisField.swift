/// A known field that repeats few numbers: element i is values[(i / inner) mod the number of values].
///
/// A coordinate of a grid in several dimensions is one. Such a field need not be read from memory, where it
/// would take as long as other fields: passes spread the values of its axis.
struct AxisField {
  /// One number per point of the axis.
  let values: [Double]
  /// The elements in a row that have the same value.
  let inner: Int

  /// The most values, as a share of the elements, for which spreading pays.
  private static let largestShare = 0.25

  /// nil if the field is not of this kind, bit for bit.
  init?(_ field: [Double]) {
    let bits = field.lazy.map(\.bitPattern)
    let run = bits.firstIndex { $0 != field[0].bitPattern } ?? 1
    for inner in AxisField.divisors(of: run).reversed() where field.count % inner == 0 {
      guard AxisField.consists(field, ofRuns: inner) else { continue }
      let rows = field.count / inner
      for count in AxisField.divisors(of: rows)
      where Double(count) <= AxisField.largestShare * Double(field.count) {
        if AxisField.repeats(field, after: count * inner) {
          values = stride(from: 0, to: count * inner, by: inner).map { field[$0] }
          self.inner = inner
          return
        }
      }
      return nil
    }
    return nil
  }

  private static func consists(_ field: [Double], ofRuns inner: Int) -> Bool {
    var start = 0
    while start < field.count {
      let bits = field[start].bitPattern
      for index in start + 1..<max(start + 1, start + inner) where field[index].bitPattern != bits {
        return false
      }
      start += inner
    }
    return true
  }

  private static func repeats(_ field: [Double], after period: Int) -> Bool {
    for index in period..<max(period, field.count)
    where field[index].bitPattern != field[index - period].bitPattern {
      return false
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
