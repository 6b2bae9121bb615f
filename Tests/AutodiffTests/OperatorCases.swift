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
    // One value is far from all others: where two are close, differences see a kink.
    map("max") { max(concatenate([$0, 9 + square($0[0])])) },
    map("min") { min(concatenate([$0, -9 - square($0[0])])) },
    map("norm") { norm($0) },
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
    OperationCase(
      "a dense product", lengths: [1, 2, 7, 8], shapes: [.square, .field]
    ) { matrix($0[0], $0[1]) * $0[1] },
    OperationCase(
      "a transposed product", lengths: [1, 2, 7, 8], shapes: [.square, .field]
    ) { matrix($0[0], $0[1]).transposed * $0[1] },
    OperationCase("outer", lengths: [1, 2, 7, 8], shapes: [.field, .field]) {
      outer($0[0], $0[1]).transposed.entries
    },
    OperationCase(
      "a dense solution", lengths: [1, 2, 7, 8], shapes: [.square, .field]
    ) { matrix(shifted($0[0]), $0[1]).solve($0[1]) },
    OperationCase(
      "a transposed solution", lengths: [1, 2, 7, 8], shapes: [.square, .field]
    ) { matrix(shifted($0[0]), $0[1]).transposed.solve($0[1]) },
    OperationCase(
      "a tridiagonal solution", shapes: [.field, .field, .field, .field]
    ) { x in
      let pairs = 0..<x[0].shape.count - 1
      return solveTridiagonal(
        lower: x[0][pairs], diagonal: 4 + x[1], upper: x[2][pairs], x[3])
    },
    OperationCase(
      "interleaved tridiagonal solutions", shapes: [.field, .field, .field, .field]
    ) { x in
      let pairs = 0..<max(0, x[0].shape.count - 3)
      return solveTridiagonal(
        lower: x[0][pairs], diagonal: 4 + x[1], upper: x[2][pairs], x[3], stride: 3)
    },
  ]

  /// A square matrix of as many rows as x has values.
  private static func matrix(_ entries: Value, _ x: Value) -> DenseMatrix {
    DenseMatrix(entries, rows: x.shape.count, columns: x.shape.count)
  }

  /// The entries of a square matrix plus 2 n times a permutation that exchanges neighbours:
  /// well-conditioned, and in need of pivoting.
  private static func shifted(_ entries: Value) -> Value {
    guard let graph = entries.graph else { return entries }
    let n = Int(Double(entries.shape.count).squareRoot())
    var shift = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      let column = row ^ 1 < n ? row ^ 1 : row
      shift[row * n + column] = Double(2 * n)
    }
    return entries + graph.constant(shift)
  }
}
