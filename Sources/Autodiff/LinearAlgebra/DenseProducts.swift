// Products of matrices and vectors: bilinear, and each other's derivatives.

extension DifferentiableOperator {
  /// The tangent of a product of two operands: f(ẋ, y) + f(x, ẏ).
  package func productRule(_ operands: [Value], _ tangents: [Value?]) -> Value? {
    let first = tangents[0].map { Autodiff.apply(self, [$0, operands[1]]) }
    let second = tangents[1].map { Autodiff.apply(self, [operands[0], $0]) }
    guard let first, let second else { return first ?? second }
    return first + second
  }
}

/// A x, or Aᵀ x, for a matrix given row by row.
final class MatrixVectorProduct: DifferentiableOperator {
  private let rows: Int
  private let columns: Int
  private let isTransposed: Bool

  init(rows: Int, columns: Int, isTransposed: Bool) {
    self.rows = rows
    self.columns = columns
    self.isTransposed = isTransposed
  }

  var inputShapes: [Shape] {
    [.field(rows * columns), .field(isTransposed ? rows : columns)]
  }
  var outputShape: Shape { .field(isTransposed ? columns : rows) }
  var identity: [Int] { [rows, columns, isTransposed ? 1 : 0] }

  func pullback(operands: [Value], result: Value, cotangent w: Value) -> [Value?] {
    let (a, x) = (operands[0], operands[1])
    let transpose = MatrixVectorProduct(rows: rows, columns: columns, isTransposed: !isTransposed)
    return [
      (isTransposed ? outer(x, w) : outer(w, x)).entries, Autodiff.apply(transpose, [a, w]),
    ]
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    productRule(operands, tangents)
  }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let (a, x) = (operands[0], operands[1])
    if isTransposed {
      for column in 0..<columns { y[column] = 0 }
      for row in 0..<rows {
        for column in 0..<columns { y[column] += a[row * columns + column] * x[row] }
      }
    } else {
      for row in 0..<rows { y[row] = dot(a, from: row * columns, x) }
    }
  }

  /// Σⱼ aₛ₊ⱼ xⱼ, in four interleaved sums, so that additions need not wait for each other.
  private func dot(_ a: Span<Double>, from start: Int, _ x: Span<Double>) -> Double {
    var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
    var index = 0
    while index + 4 <= x.count {
      s0 += a[start + index] * x[index]
      s1 += a[start + index + 1] * x[index + 1]
      s2 += a[start + index + 2] * x[index + 2]
      s3 += a[start + index + 3] * x[index + 3]
      index += 4
    }
    while index < x.count {
      s0 += a[start + index] * x[index]
      index += 1
    }
    return (s0 + s1) + (s2 + s3)
  }
}

/// xᵢ yⱼ, row by row.
final class OuterProduct: DifferentiableOperator {
  private let rows: Int
  private let columns: Int

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  var inputShapes: [Shape] { [.field(rows), .field(columns)] }
  var outputShape: Shape { .field(rows * columns) }
  var identity: [Int] { [rows, columns] }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let w = DenseMatrix(cotangent, rows: rows, columns: columns)
    return [w * operands[1], w.transposed * operands[0]]
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    productRule(operands, tangents)
  }

  func apply(
    _ operands: borrowing Operands, into a: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let (x, y) = (operands[0], operands[1])
    for row in 0..<rows {
      for column in 0..<columns { a[row * columns + column] = x[row] * y[column] }
    }
  }
}
