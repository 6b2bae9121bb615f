/// The points of a field in reverse order: its own transpose.
final class Reversal: LinearOperator {
  let inputCount: Int
  var outputCount: Int { inputCount }
  var scratchCount: Int { 0 }
  var identity: Int { inputCount }
  var transpose: any LinearOperator { self }

  init(count: Int) { inputCount = count }

  func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? {
    inner is Reversal ? [Double](repeating: 1, count: inputCount) : nil
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    var index = 0
    while index < inputCount {
      y[index] = x[inputCount - 1 - index]
      index += 1
    }
  }
}

/// The points of a field moved on along a ring; the transpose moves them back.
final class Rotation: LinearOperator {
  let inputCount: Int
  var outputCount: Int { inputCount }
  var scratchCount: Int { 0 }
  var identity: [Int] { [inputCount, steps] }
  /// From 1 to one less than there are points.
  let steps: Int

  init(count: Int, steps: Int) {
    inputCount = count
    self.steps = steps
  }

  var transpose: any LinearOperator { Rotation(count: inputCount, steps: inputCount - steps) }

  func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? {
    guard let inner = inner as? Rotation, inner.steps + steps == inputCount else { return nil }
    return [Double](repeating: 1, count: inputCount)
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    var index = 0
    while index < inputCount - steps {
      y[index + steps] = x[index]
      index += 1
    }
    while index < inputCount {
      y[index + steps - inputCount] = x[index]
      index += 1
    }
  }
}
