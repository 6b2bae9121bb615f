import Glibc

/// A dense matrix and elimination: slow, obvious, and sharing nothing with the solvers.
struct DenseMatrix {
  private(set) var rows: [[Double]]

  init(count: Int, _ entry: (_ row: Int, _ column: Int) -> Double) {
    rows = (0..<count).map { row in (0..<count).map { entry(row, $0) } }
  }

  var count: Int { rows.count }

  var transpose: DenseMatrix { DenseMatrix(count: count) { rows[$1][$0] } }

  func callAsFunction(_ x: [Double]) -> [Double] { rows.map { dot($0, x) } }

  /// The solution of A x = b by Gaussian elimination with row exchanges.
  func solve(_ b: [Double]) -> [Double] {
    var a = zip(rows, b).map { $0 + [$1] }
    for column in 0..<count {
      let pivot = (column..<count).max { a[$0][column].magnitude < a[$1][column].magnitude }
      a.swapAt(column, pivot ?? column)
      for row in column + 1..<count {
        let factor = a[row][column] / a[column][column]
        for k in column...count { a[row][k] -= factor * a[column][k] }
      }
    }
    var x = [Double](repeating: 0, count: count)
    for row in (0..<count).reversed() {
      let known = (row + 1..<count).reduce(into: 0.0) { $0 += a[row][$1] * x[$1] }
      x[row] = (a[row][count] - known) / a[row][row]
    }
    return x
  }

  /// A⁺ b for a symmetric matrix whose nullspace is the constants: the zero-mean solution for the
  /// source without its mean, of which A + 1 1ᵀ has the same.
  func solveWithoutMean(_ b: [Double]) -> [Double] {
    let average = mean(b)
    return DenseMatrix(count: count) { rows[$0][$1] + 1 }.solve(b.map { $0 - average })
  }
}

extension DenseMatrix {
  /// Second differences on a ring of length 1.
  static func secondDifference(_ points: Int) -> DenseMatrix {
    let scale = Double(points * points)
    return DenseMatrix(count: points) { row, column in
      switch (column - row + points) % points {
      case 0: -2 * scale
      case 1, points - 1: scale
      default: 0
      }
    }
  }

  /// The posts' matrix: second differences with the first row replaced by φ_0 = r_0.
  static func pinned(_ points: Int) -> DenseMatrix {
    let differences = secondDifference(points)
    return DenseMatrix(count: points) { row, column in
      row == 0 ? (column == 0 ? 1 : 0) : differences.rows[row][column]
    }
  }

  /// The second derivative of the trigonometric interpolant: −Σ_k (2πk)² cos(2πk(i−j)/n)/n over the
  /// modes −n/2 < k ≤ n/2.
  static func secondDerivative(_ points: Int) -> DenseMatrix {
    DenseMatrix(count: points) { row, column in
      let modes = (1 - points) / 2...points / 2
      return modes.reduce(into: 0.0) { sum, k in
        let wavenumber = 2 * Double.pi * Double(k)
        let angle = wavenumber * Double(row - column) / Double(points)
        sum -= wavenumber * wavenumber * cos(angle) / Double(points)
      }
    }
  }
}
