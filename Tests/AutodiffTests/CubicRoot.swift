import Autodiff

/// The solution y of yᵢ³ + a yᵢ = xᵢ for a number a > 0: an implicit function, as in the article on
/// adding an operation.
final class CubicRoot: DifferentiableOperator {
  let count: Int

  init(count: Int) { self.count = count }

  var scratchCount: Int { count }
  var identity: Int { count }
  var inputShapes: [Shape] { [.field(count), .scalar] }
  var outputShape: Shape { .field(count) }
  func pushforward(operands: [Value], result y: Value, tangents: [Value?]) -> Value? {
    let (dx, da) = (tangents[0] ?? 0, tangents[1] ?? 0)
    return (dx - da * y) / (3 * square(y) + operands[1])
  }

  func pullback(operands: [Value], result y: Value, cotangent w: Value) -> [Value?] {
    let share = w / (3 * square(y) + operands[1])
    return [share, -dot(share, y)]
  }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let (x, a) = (operands[0], operands[1][0])
    for index in x.indices { y[index] = root(x[index], a) }
    // Nobody may rely on scratch space.
    for index in x.indices { scratch[index] = .nan }
  }

  /// By Newton's method, which is monotonic from beyond the root.
  private func root(_ x: Double, _ a: Double) -> Double {
    var y = x / a
    for _ in 0..<60 { y -= (y * y * y + a * y - x) / (3 * y * y + a) }
    return y
  }
}
