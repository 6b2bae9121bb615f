/// A cotangent on its way back through the graph.
///
/// Behind a choice, such as `where` or `max`, it is 0 at the points where its value was not chosen.
/// There the product with a derivative has to be 0 even if the derivative is infinite or NaN, as that
/// of √x in where(x > 0, √x, 0) is at x = 0. So the points are remembered.
struct Cotangent {
  /// The cotangent; a scalar may stand for the field with that value everywhere.
  var value: Value
  /// Above 0 where the value has an effect, else 0; nil if it may have one anywhere.
  var mask: Value?

  /// The cotangent of an operand of a function applied point by point.
  ///
  /// - Parameters:
  ///   - partial: the derivative by the operand.
  ///   - selector: where the operand is the function's value, if the function chooses.
  ///   - result: the function's shape.
  ///   - operand: the operand's shape.
  func times(_ partial: Value, selector: Value?, from result: Shape, to operand: Shape) -> Cotangent
  {
    var product = partial * value
    var mask = mask
    if let selector { mask = mask.map { $0 * selector } ?? selector }
    if let mask, selector != nil || partial.number == nil {
      product = Elementwise.select(mask, product, 0)
    }
    guard operand.isScalar, !result.isScalar else { return Cotangent(value: product, mask: mask) }
    let total = product.shape.isScalar ? Double(result.count) * product : sum(product)
    return Cotangent(value: total, mask: mask.map(sum))
  }

  /// Another value, of an operand each of whose points has an effect if any of the result's has.
  func anywhere(_ value: Value) -> Cotangent { Cotangent(value: value, mask: mask.map(sum)) }

  /// The cotangent of a piece of a field that was assembled.
  func part(at start: Int, of shape: Shape) -> Cotangent {
    func part(_ x: Value) -> Value {
      if x.shape.isScalar { return x }
      return shape.isScalar ? x[start] : x[start..<start + shape.count]
    }
    return Cotangent(value: part(value), mask: mask.map(part))
  }

  /// Both contributions together.
  static func + (a: Cotangent, b: Cotangent) -> Cotangent {
    let mask: Value? =
      if let first = a.mask, let second = b.mask {
        first.isSame(as: second) ? first : Elementwise.maximum(first, second)
      } else {
        nil
      }
    return Cotangent(value: a.value + b.value, mask: mask)
  }
}
