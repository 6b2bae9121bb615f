@testable import Autodiff

// Operations on whole fields: those of the engine, and operators of the tests' own.
extension OperationCase {
  /// An operation on one field.
  private static func map(
    _ name: String, lengths: [Int] = fieldLengths,
    _ operation: @escaping @Sendable (_ x: Value) -> Value
  ) -> OperationCase {
    OperationCase(name, lengths: lengths, shapes: [.field]) { operation($0[0]) }
  }

  static let structural: [OperationCase] = [
    map("sum") { sum($0) },
    map("mean") { mean($0) },
    OperationCase("dot", shapes: [.field, .field]) { dot($0[0], $0[1]) },
    OperationCase("broadcast", shapes: [.scalar, .field]) {
      broadcast($0[0], to: $0[1].shape) * $0[1]
    },
    map("element") { $0[$0.shape.count / 2] },
    map("slice") { $0[$0.shape.count / 3..<$0.shape.count] },
    OperationCase("replacing", shapes: [.field, .scalar]) {
      $0[0].replacing($0[0].shape.count / 2, with: $0[1])
    },
    OperationCase("concatenate", shapes: [.field, .scalar, .field]) { concatenate($0) },
    map("pad") { pad($0, before: 2, after: 1) },
    map("reverse") { reverse($0) },
    map("circularShift") { circularShift($0, by: 3) },
  ]

  static let operators: [OperationCase] = [
    map("a matrix", lengths: [1, 2, 7, 8]) { x in
      let map = Matrix(x.shape.count + 2, x.shape.count, seed: 5)
      return apply(map, square(x))
    },
    map("a traced operator", lengths: [1, 2, 7, 8]) { x in
      let map = TracedOperator(inputCount: x.shape.count, outputCount: 1) { 3 * $0[0..<1] }
      return apply(map, square(x))
    },
    OperationCase(
      "a convolution", lengths: [1, 2, 7, 8], shapes: [.field, .field, .scalar],
      domains: [.standard, .standard, .awayFromZero]
    ) { apply(Convolution(count: $0[0].shape.count), $0) },
    OperationCase(
      "an implicit function", shapes: [.field, .scalar],
      domains: [.standard, .positive]
    ) { apply(CubicRoot(count: $0[0].shape.count), $0) },
  ]
}
