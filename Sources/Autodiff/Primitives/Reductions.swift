// Numbers of a field that are no sums.

/// The largest value of a field; NaN if one is, −∞ if there is none.
///
/// Where several points have it, each has an equal share of the derivative. What is not the largest has
/// no effect, whatever its derivatives are.
public func max(_ x: Value) -> Value { extremum(of: x, isMaximum: true) }

/// The smallest value of a field; NaN if one is, ∞ if there is none. Derivatives as for the largest.
public func min(_ x: Value) -> Value { extremum(of: x, isMaximum: false) }

/// The Euclidean norm √Σᵢ xᵢ², without overflow; its derivative at 0 is 0, the least of the
/// subgradients, as for |x|.
public func norm(_ x: Value) -> Value {
  x.shape.isScalar ? abs(x) : apply(EuclideanNorm(count: x.shape.count), [x])
}

private func extremum(of x: Value, isMaximum: Bool) -> Value {
  x.shape.isScalar ? x : apply(Extremum(count: x.shape.count, isMaximum: isMaximum), [x])
}

/// The largest or smallest value of a field.
final class Extremum: DifferentiableOperator {
  private let count: Int
  let isMaximum: Bool

  init(count: Int, isMaximum: Bool) {
    self.count = count
    self.isMaximum = isMaximum
  }

  var inputShapes: [Shape] { [.field(count)] }
  var outputShape: Shape { .scalar }
  var identity: [Int] { [count, isMaximum ? 1 : 0] }

  /// 1 at the points that have the value.
  private func chosen(_ operands: [Value], _ result: Value) -> Value {
    isEqual(operands[0], result)
  }

  func selectors(operands: [Value], result: Value) -> [Value?] { [chosen(operands, result)] }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let chosen = chosen(operands, result)
    return [cotangent / sum(chosen) * chosen]
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    guard count > 0 else { return nil }
    let chosen = chosen(operands, result)
    return tangents[0].map { sum(`where`(chosen, $0, 0)) / sum(chosen) }
  }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let x = operands[0]
    var extremum = isMaximum ? -Double.infinity : .infinity
    for index in x.indices {
      let value = x[index]
      if isMaximum ? value > extremum : value < extremum { extremum = value }
      if value.isNaN {
        extremum = .nan
        break
      }
    }
    y[0] = extremum
  }
}

/// The Euclidean norm of a field.
final class EuclideanNorm: DifferentiableOperator {
  private let count: Int

  init(count: Int) { self.count = count }

  var inputShapes: [Shape] { [.field(count)] }
  var outputShape: Shape { .scalar }
  var identity: Int { count }

  /// x/|x|, 0 at 0.
  private func direction(_ operands: [Value], _ norm: Value) -> Value {
    `where`(isEqual(norm, 0), 0, operands[0] / norm)
  }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    [cotangent * direction(operands, result)]
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    tangents[0].map { dot(direction(operands, result), $0) }
  }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let x = operands[0]
    let total = EuclideanNorm.sumOfSquares(x, scale: 1)
    // Where squares overflow, or are lost below the smallest numbers, they are taken of x / max |x|.
    if total > 1e-280 && total < .infinity || total.isNaN {
      y[0] = total.squareRoot()
      return
    }
    var largest = 0.0
    for index in x.indices { largest = Swift.max(largest, x[index].magnitude) }
    let isOrdinary = largest > 0 && largest < .infinity
    y[0] =
      isOrdinary
      ? largest * EuclideanNorm.sumOfSquares(x, scale: largest).squareRoot() : largest
  }

  /// Σᵢ (xᵢ / s)², in four interleaved sums, so that additions need not wait for each other.
  private static func sumOfSquares(_ x: Span<Double>, scale: Double) -> Double {
    var sums = SIMD4<Double>(repeating: 0)
    var index = 0
    while index + 4 <= x.count {
      let part = SIMD4(x[index], x[index + 1], x[index + 2], x[index + 3]) / scale
      sums += part * part
      index += 4
    }
    var total = sums.sum()
    while index < x.count {
      total += (x[index] / scale) * (x[index] / scale)
      index += 1
    }
    return total
  }
}
