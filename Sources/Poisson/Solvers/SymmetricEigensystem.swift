import Glibc

/// The eigenvalues and orthonormal eigenvectors of a small symmetric matrix, for setting up: Householder's
/// reduction to a tridiagonal matrix, then QL steps with implicit shifts (Golub and Van Loan, Matrix
/// Computations, ch. 8.3). O(n³).
struct SymmetricEigensystem {
  /// The eigenvalues, in no order.
  private(set) var values: [Double]
  /// The eigenvectors as the columns of an n × n matrix, row after row.
  private(set) var vectors: [Double]
  private let count: Int

  /// - Parameter matrix: the rows of a symmetric matrix.
  init(_ matrix: [[Double]]) {
    let n = matrix.count
    count = n
    values = []
    vectors = (0..<n * n).map { $0 % (n + 1) == 0 ? 1 : 0 }
    var a = matrix.flatMap { $0 }
    reduce(&a)
    values = (0..<n).map { a[$0 * n + $0] }
    var beside = (0..<n).map { $0 + 1 < n ? a[$0 * n + $0 + 1] : 0 }
    for index in 0..<n { diagonalise(index, &beside) }
  }

  /// The eigenvector of the value with an index.
  func vector(_ index: Int) -> [Double] { (0..<count).map { vectors[$0 * count + index] } }

  /// A ← H A H with reflections H = 1 − 2 v vᵀ/vᵀv that clear a column below the subdiagonal.
  private mutating func reduce(_ a: inout [Double]) {
    let n = count
    for column in 0..<max(0, n - 2) {
      var v = [Double](repeating: 0, count: n)
      var norm = 0.0
      for row in column + 1..<n {
        v[row] = a[row * n + column]
        norm = hypot(norm, v[row])
      }
      guard norm > 0 else { continue }
      v[column + 1] += v[column + 1] < 0 ? -norm : norm
      let squared = v.reduce(into: 0.0) { $0 += $1 * $1 }
      var p = [Double](repeating: 0, count: n)
      for row in 0..<n {
        var sum = 0.0
        for k in column + 1..<n { sum += a[row * n + k] * v[k] }
        p[row] = 2 * sum / squared
      }
      let projection = zip(p, v).reduce(into: 0.0) { $0 += $1.0 * $1.1 } / squared
      for row in 0..<n { p[row] -= projection * v[row] }
      for row in 0..<n {
        for k in 0..<n { a[row * n + k] -= v[row] * p[k] + p[row] * v[k] }
        var sum = 0.0
        for k in column + 1..<n { sum += vectors[row * n + k] * v[k] }
        for k in column + 1..<n { vectors[row * n + k] -= 2 * sum / squared * v[k] }
      }
    }
  }

  /// QL steps until the off-diagonal entry at `first` is negligible.
  private mutating func diagonalise(_ first: Int, _ beside: inout [Double]) {
    while true {
      var last = first
      while last < count - 1 {
        let size = values[last].magnitude + values[last + 1].magnitude
        if beside[last].magnitude <= 0x1p-53 * size { break }
        last += 1
      }
      if last == first { return }
      step(first, last, &beside)
    }
  }

  /// One QL step with Wilkinson's shift on the rows `first` … `last`.
  private mutating func step(_ first: Int, _ last: Int, _ beside: inout [Double]) {
    let slope = (values[first + 1] - values[first]) / (2 * beside[first])
    let root = hypot(slope, 1)
    var g = values[last] - values[first] + beside[first] / (slope + (slope < 0 ? -root : root))
    var (sine, cosine, shift) = (1.0, 1.0, 0.0)
    for index in (first..<last).reversed() {
      let (f, b) = (sine * beside[index], cosine * beside[index])
      let radius = hypot(f, g)
      beside[index + 1] = radius
      if radius == 0 {
        values[index + 1] -= shift
        beside[last] = 0
        return
      }
      (sine, cosine) = (f / radius, g / radius)
      g = values[index + 1] - shift
      let turn = (values[index] - g) * sine + 2 * cosine * b
      shift = sine * turn
      values[index + 1] = g + shift
      g = cosine * turn - b
      for row in 0..<count {
        let (x, y) = (vectors[row * count + index], vectors[row * count + index + 1])
        vectors[row * count + index] = cosine * x - sine * y
        vectors[row * count + index + 1] = sine * x + cosine * y
      }
    }
    values[first] -= shift
    beside[first] = g
    beside[last] = 0
  }
}
