import Autodiff

/// Sums of Legendre polynomials and their values at Chebyshev–Lobatto nodes on an axis from −1 to 1, for setting up.
///
/// The nodes are symmetric: from the values at one half of them, the middle included, polynomials of even degree follow
/// from even parts and those of odd degree from odd ones. So matrices of half the size are inverted.
struct LegendreSeries {
  private let points: Int
  /// Per parity the polynomials' values at the nodes of the lower half: a row per node. The middle has no odd part.
  private let values: [[[Double]]]
  /// The inverse matrices: a row per polynomial.
  private let inverses: [[[Double]]]

  /// - Parameter points: the number of nodes, and of polynomials.
  init(points: Int) {
    self.points = points
    let nodes = ChebyshevAxis(points: points).nodes.map { 2 * $0 - 1 }
    let all = nodes.prefix((points + 1) / 2).map { LegendreSeries.legendre($0, count: points) }
    values = (0..<2).map { parity in
      all.prefix((points + 1 - parity) / 2).map { row in
        stride(from: parity, to: points, by: 2).map { row[$0] }
      }
    }
    inverses = values.map(LegendreSeries.inverse)
  }

  /// The matrices for functions of one parity χ, given by their coefficients: from the sums (or differences) of the
  /// values of f at mirrored nodes to ∫ f χ, and from coefficients to values at the lower half of the nodes.
  func matrices(
    of modes: [[Double]], parity: Int
  ) -> (analysis: [[Double]], synthesis: [[Double]]) {
    let count = values[parity].count
    let degrees = (0..<count).map { 2 * $0 + parity }
    let weighted = modes.map { mode in degrees.map { mode[$0] * LegendreSeries.square($0) } }
    // Half of a sum is the even part; the middle is by itself.
    let halves = (0..<count).map { 2 * $0 + 1 == points ? 1 : 0.5 }
    let analysis = LegendreSeries.product(weighted, inverses[parity]).map { row in
      zip(row, halves).map { $0 * $1 }
    }
    let coefficients = degrees.map { degree in modes.map { $0[degree] } }
    return (analysis, LegendreSeries.product(values[parity], coefficients))
  }

  /// The matrices for any functions: from the values of f at all nodes to ∫ f χ, and from coefficients to these.
  func matrices(of modes: [[Double]]) -> (analysis: [[Double]], synthesis: [[Double]]) {
    let parts = (0..<2).map { matrices(of: modes, parity: $0) }
    let (half, middle) = (points / 2, points % 2)
    let analysis = modes.indices.map { mode in
      let (even, odd) = (parts[0].analysis[mode], parts[1].analysis[mode])
      let lower = (0..<half).map { even[$0] + odd[$0] }
      let upper = (0..<half).map { even[$0] - odd[$0] }
      return lower + even.suffix(middle) + upper.reversed()
    }
    let (even, odd) = (parts[0].synthesis, parts[1].synthesis)
    let lower = (0..<half).map { node in zip(even[node], odd[node]).map { $0 + $1 } }
    let upper = (0..<half).map { node in zip(even[node], odd[node]).map { $0 - $1 } }
    return (analysis, lower + even.suffix(middle) + upper.reversed())
  }

  /// ∫ L_k².
  private static func square(_ degree: Int) -> Double { 2 / Double(2 * degree + 1) }

  /// L_0 … at x.
  private static func legendre(_ x: Double, count: Int) -> [Double] {
    var values = [1, x]
    for k in 1..<max(2, count - 1) {
      values.append((Double(2 * k + 1) * x * values[k] - Double(k) * values[k - 1]) / Double(k + 1))
    }
    return Array(values.prefix(count))
  }

  private static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    let (rows, depth, columns) = (a.count, b.count, b.first?.count ?? 0)
    let (left, right) = (a.flatMap(\.self), b.flatMap(\.self))
    var result = [Double](repeating: 0, count: rows * columns)
    let whole = MatrixProduct(
      rows: rows, depth: depth, columns: columns, left: .init(start: 0, stride: depth),
      right: .init(start: 0, stride: columns), result: .init(start: 0, stride: columns))
    var span = result.mutableSpan
    VectorKernels.multiply([whole], left.span, right.span, into: &span, sharing: nil)
    return (0..<rows).map { Array(result[$0 * columns..<($0 + 1) * columns]) }
  }

  /// The inverse of a matrix by elimination with row exchanges.
  private static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let n = matrix.count
    var rows = matrix.enumerated().map { index, row in
      row + (0..<n).map { $0 == index ? 1 : 0 }
    }
    for column in 0..<n {
      let pivot = (column..<n).max { rows[$0][column].magnitude < rows[$1][column].magnitude }
      rows.swapAt(column, pivot ?? column)
      let scale = 1 / rows[column][column]
      for k in column..<2 * n { rows[column][k] *= scale }
      let pivotRow = rows[column]
      for row in 0..<n where row != column {
        // Taken out, so that it is changed in place.
        var values: [Double] = []
        swap(&values, &rows[row])
        let factor = values[column]
        for k in column..<2 * n { values[k] -= factor * pivotRow[k] }
        rows[row] = values
      }
    }
    return rows.map { Array($0[n...]) }
  }
}
