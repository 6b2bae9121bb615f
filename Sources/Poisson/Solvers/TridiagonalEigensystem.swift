import Glibc

/// The eigenvalues and orthonormal eigenvectors of a symmetric tridiagonal matrix, for setting up: QL steps with
/// implicit shifts (Golub and Van Loan, Matrix Computations, ch. 8.3). O(n³).
struct TridiagonalEigensystem {
  /// The eigenvalues, in no order.
  private(set) var values: [Double]
  /// The eigenvectors as the columns of an n × n matrix, row after row.
  private(set) var vectors: [Double]
  private let count: Int

  /// - Parameters:
  ///   - diagonal: the values of the diagonal.
  ///   - beside: the values beside it, one less.
  init(diagonal: [Double], beside: [Double]) {
    count = diagonal.count
    values = diagonal
    vectors = (0..<count * count).map { [count] in $0 % (count + 1) == 0 ? 1 : 0 }
    var beside = beside + [0]
    for index in 0..<count { diagonalise(index, &beside) }
  }

  /// The eigenvector of the value with an index.
  func vector(_ index: Int) -> [Double] { (0..<count).map { vectors[$0 * count + index] } }

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
