/// A field that never changes, as a graph keeps it: number by number, or, where a long one repeats the numbers
/// of an axis, these alone.
struct KnownField {
  /// The number of elements.
  let count: Int
  /// The numbers that are repeated; nil where the field is no such one, or short.
  let axis: AxisField?
  /// All elements; none if there is an axis.
  private let elements: [Double]

  /// A field with these elements.
  init(_ elements: [Double]) {
    count = elements.count
    axis = count >= Recomputation.shortest ? AxisField(elements)?.unrolled(for: count) : nil
    self.elements = axis == nil ? elements : []
  }

  /// A field that repeats the numbers of an axis.
  init(_ axis: AxisField, count: Int) {
    let isUniform = axis.values.allSatisfy { $0.bitPattern == axis.values[0].bitPattern }
    self.count = count
    self.axis = isUniform ? AxisField(values: [axis.values[0]], inner: 1) : axis
    elements = []
  }

  /// The elements, one by one.
  var values: [Double] {
    guard let axis else { return elements }
    let period =
      axis.inner == 1
      ? axis.values : axis.values.flatMap { repeatElement($0, count: axis.inner) }
    var values: [Double] = []
    values.reserveCapacity(count)
    while values.count < count { values += period }
    return values
  }

  /// One of the elements.
  subscript(index: Int) -> Double {
    guard let axis else { return elements[index] }
    return axis.values[index / axis.inner % axis.values.count]
  }

  /// The numbers that are kept.
  var keptCount: Int { numbers.count }

  /// Whether all elements are 0.
  var isZero: Bool { numbers.allSatisfy { $0 == 0 } }

  private var numbers: [Double] { axis?.values ?? elements }
}

/// Bit for bit; hashed by a few of the values.
extension KnownField: Hashable {
  static func == (a: KnownField, b: KnownField) -> Bool {
    a.count == b.count && a.axis?.inner == b.axis?.inner && a.keptCount == b.keptCount
      && zip(a.numbers, b.numbers).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    let numbers = numbers
    for index in stride(from: 0, to: numbers.count, by: Swift.max(1, numbers.count / 8)) {
      hasher.combine(numbers[index].bitPattern)
    }
  }
}
