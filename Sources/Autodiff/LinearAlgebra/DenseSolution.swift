// Gaussian elimination, in two steps, so that everything with the same matrix shares the first.

/// The factors P A = L U of a square matrix: n² entries of both triangles, row by row, without the
/// diagonal of L, which is 1; then the n rows that were exchanged with, as numbers. NaN everywhere if a
/// pivot is 0 or NaN.
///
/// It has no derivatives: what is solved with it brings those by the matrix itself.
final class Factorisation: DifferentiableOperator {
  private let count: Int

  init(count: Int) { self.count = count }

  var inputShapes: [Shape] { [.field(count * count)] }
  var outputShape: Shape { .field(count * count + count) }
  var identity: Int { count }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] { [nil] }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? { nil }

  func apply(
    _ operands: borrowing Operands, into lu: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let a = operands[0]
    for index in a.indices { lu[index] = a[index] }
    for step in 0..<count {
      let pivot = pivotRow(lu, step)
      lu[count * count + step] = Double(pivot)
      if pivot != step {
        for column in 0..<count { lu.swapAt(step * count + column, pivot * count + column) }
      }
      let diagonal = lu[step * count + step]
      guard diagonal != 0, !diagonal.isNaN else {
        for index in lu.indices { lu[index] = .nan }
        return
      }
      for row in step + 1..<count {
        let factor = lu[row * count + step] / diagonal
        lu[row * count + step] = factor
        if factor == 0 { continue }
        for column in step + 1..<count {
          lu[row * count + column] -= factor * lu[step * count + column]
        }
      }
    }
  }

  /// The row with the entry of largest magnitude in a column, on the diagonal or below.
  private func pivotRow(_ lu: borrowing MutableSpan<Double>, _ step: Int) -> Int {
    var pivot = step
    for row in step + 1..<count
    where lu[row * count + step].magnitude > lu[pivot * count + step].magnitude {
      pivot = row
    }
    return pivot
  }
}

/// The solution x of A x = b, or Aᵀ x = b, from the matrix, its factors and b.
///
/// From A dx = db − dA x: x̄ gives b̄ = A⁻ᵀ x̄ and Ā = −b̄ xᵀ.
final class DenseSolution: DifferentiableOperator {
  private let count: Int
  private let isTransposed: Bool

  init(count: Int, isTransposed: Bool) {
    self.count = count
    self.isTransposed = isTransposed
  }

  var inputShapes: [Shape] {
    [.field(count * count), .field(count * count + count), .field(count)]
  }
  var outputShape: Shape { .field(count) }
  var identity: [Int] { [count, isTransposed ? 1 : 0] }

  func pullback(operands: [Value], result x: Value, cotangent: Value) -> [Value?] {
    let transpose = DenseSolution(count: count, isTransposed: !isTransposed)
    let b = Autodiff.apply(transpose, [operands[0], operands[1], cotangent])
    return [-(isTransposed ? outer(x, b) : outer(b, x)).entries, nil, b]
  }

  func pushforward(operands: [Value], result x: Value, tangents: [Value?]) -> Value? {
    let change = tangents[0].map { tangent in
      let matrix = DenseMatrix(tangent, rows: count, columns: count)
      return (isTransposed ? matrix.transposed : matrix) * x
    }
    guard let right = change.map({ (tangents[2] ?? 0) - $0 }) ?? tangents[2] else { return nil }
    return Autodiff.apply(self, [operands[0], operands[1], right])
  }

  func apply(
    _ operands: borrowing Operands, into x: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let (lu, b) = (operands[1], operands[2])
    for index in b.indices { x[index] = b[index] }
    guard count > 0, !lu[0].isNaN else {
      for index in x.indices { x[index] = .nan }
      return
    }
    if isTransposed { solveTransposed(lu, &x) } else { solve(lu, &x) }
  }

  /// x ← U⁻¹ L⁻¹ P x.
  private func solve(_ lu: Span<Double>, _ x: inout MutableSpan<Double>) {
    for row in 0..<count { x.swapAt(row, Int(lu[count * count + row])) }
    for row in 0..<count {
      for column in 0..<row { x[row] -= lu[row * count + column] * x[column] }
    }
    var row = count
    while row > 0 {
      for column in row..<count { x[row - 1] -= lu[(row - 1) * count + column] * x[column] }
      row -= 1
      x[row] /= lu[row * count + row]
    }
  }

  /// x ← Pᵀ L⁻ᵀ U⁻ᵀ x, row by row of the factors.
  private func solveTransposed(_ lu: Span<Double>, _ x: inout MutableSpan<Double>) {
    for row in 0..<count {
      x[row] /= lu[row * count + row]
      for column in row + 1..<count { x[column] -= lu[row * count + column] * x[row] }
    }
    var row = count
    while row > 0 {
      row -= 1
      for column in 0..<row { x[column] -= lu[row * count + column] * x[row] }
    }
    while row < count {
      x.swapAt(count - 1 - row, Int(lu[lu.count - 1 - row]))
      row += 1
    }
  }
}
