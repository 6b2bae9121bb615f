import Autodiff

/// A field as it is, but counted as constant by whoever differentiates: for what a result does not depend on, whatever
/// it is.
final class Constancy: DifferentiableOperator {
  private let count: Int

  /// For fields of so many values.
  init(count: Int) { self.count = count }

  var inputShapes: [Shape] { [.field(count)] }
  var outputShape: Shape { .field(count) }
  var identity: Int { count }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] { [nil] }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? { nil }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let x = operands[0]
    for index in 0..<count { y[index] = x[index] }
  }
}
