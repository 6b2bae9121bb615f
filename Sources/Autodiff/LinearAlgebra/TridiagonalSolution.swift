/// The solution x of A x = b for a tridiagonal matrix, by Gaussian elimination with partial pivoting, in
/// O(n); NaN everywhere if that meets a zero pivot, as it does where the matrix is singular.
///
/// - Parameters:
///   - lower: the n − 1 values below the diagonal: aᵢ₊₁,ᵢ.
///   - diagonal: the n values of the diagonal.
///   - upper: the n − 1 values above it: aᵢ,ᵢ₊₁.
///   - b: the n values of the right-hand side.
///   - stride: s, for s interleaved systems: the values below and above the diagonal are then the n − s
///     values aᵢ₊ₛ,ᵢ and aᵢ,ᵢ₊ₛ. It is at least 1.
public func solveTridiagonal(
  lower: Value, diagonal: Value, upper: Value, _ b: Value, stride: Int = 1
) -> Value {
  precondition(stride >= 1, "neighbours are at least 1 apart")
  let solution = TridiagonalSolution(count: diagonal.shape.count, stride: stride)
  return apply(solution, [lower, diagonal, upper, b])
}

/// The solution of a tridiagonal system, or of several ones that are interleaved.
///
/// From A dx = db − dA x: x̄ gives b̄ = A⁻ᵀ x̄ and, on the diagonals, Ā = −b̄ xᵀ.
final class TridiagonalSolution: DifferentiableOperator {
  private let count: Int
  private let stride: Int

  init(count: Int, stride: Int = 1) {
    self.count = count
    self.stride = stride
  }

  private var neighbours: Int { max(0, count - stride) }

  var inputShapes: [Shape] {
    [.field(neighbours), .field(count), .field(neighbours), .field(count)]
  }
  var outputShape: Shape { .field(count) }
  /// The three upper diagonals of U.
  var scratchCount: Int { 3 * count }
  var identity: [Int] { [count, stride] }

  func pullback(operands: [Value], result x: Value, cotangent: Value) -> [Value?] {
    let b = solveTridiagonal(
      lower: operands[2], diagonal: operands[1], upper: operands[0], cotangent, stride: stride)
    let (last, pairs) = (count - neighbours, 0..<neighbours)
    return [-(b[last..<count] * x[pairs]), -(b * x), -(b[pairs] * x[last..<count]), b]
  }

  func pushforward(operands: [Value], result x: Value, tangents: [Value?]) -> Value? {
    let (last, pairs) = (count - neighbours, 0..<neighbours)
    let terms = [
      tangents[0].map { pad($0 * x[pairs], before: last, after: 0) },
      tangents[1].map { $0 * x },
      tangents[2].map { pad($0 * x[last..<count], before: 0, after: last) },
    ].compactMap(\.self)
    var right = tangents[3]
    for term in terms { right = right.map { $0 - term } ?? -term }
    return right.map {
      solveTridiagonal(
        lower: operands[0], diagonal: operands[1], upper: operands[2], $0, stride: stride)
    }
  }

  func apply(
    _ operands: borrowing Operands, into x: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let (lower, diagonal, upper, b) = (operands[0], operands[1], operands[2], operands[3])
    for row in 0..<count {
      scratch[3 * row] = diagonal[row]
      scratch[3 * row + 1] = row < neighbours ? upper[row] : 0
      scratch[3 * row + 2] = 0
      x[row] = b[row]
    }
    for row in 0..<neighbours { eliminate(row, lower[row], &scratch, &x) }
    var isSingular = false
    for row in 0..<count { isSingular = isSingular || !(scratch[3 * row].magnitude > 0) }
    var row = count
    while row > 0 {
      row -= 1
      if row + stride < count { x[row] -= scratch[3 * row + 1] * x[row + stride] }
      if row + 2 * stride < count { x[row] -= scratch[3 * row + 2] * x[row + 2 * stride] }
      x[row] = isSingular ? .nan : x[row] / scratch[3 * row]
    }
  }

  /// Takes the value below the diagonal away, from this row or, if it is the larger pivot, from the next one,
  /// which then changes places with it.
  private func eliminate(
    _ row: Int, _ below: Double, _ u: inout MutableSpan<Double>, _ x: inout MutableSpan<Double>
  ) {
    let (this, next) = (3 * row, 3 * (row + stride))
    if below.magnitude > u[this].magnitude {
      let factor = u[this] / below
      let (above, beyond) = (u[this + 1], u[next + 1])
      u[this] = below
      u[this + 1] = u[next]
      u[this + 2] = beyond
      u[next] = above - factor * u[this + 1]
      u[next + 1] = -factor * beyond
      x.swapAt(row, row + stride)
      x[row + stride] -= factor * x[row]
    } else if u[this] != 0 {
      let factor = below / u[this]
      u[next] -= factor * u[this + 1]
      x[row + stride] -= factor * x[row]
    }
  }
}
