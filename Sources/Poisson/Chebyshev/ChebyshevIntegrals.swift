/// Integrals of Σ σ_k T_k over ξ, as matrices for coefficients, on n nodes.
///
/// From ∫T_k = T_{k+1}/(2k+2) − T_{k−1}/(2k−2), with c₀ = 2 and else c_k = 1:
///
///     once:   (Iσ)_k = (c_{k−1} σ_{k−1} − σ_{k+1}) / 2k
///     twice:  (Jσ)_k = c_{k−2} σ_{k−2} / 4k(k−1) − σ_k / 2(k²−1) + σ_{k+2} / 4k(k+1)
///
/// They have degrees up to n and n + 1. At the nodes T_{n−1+m} = T_{n−1−m}, so that the highest degrees go to
/// lower ones: values at the nodes, those at the walls among them, are exact.
struct ChebyshevIntegrals: Sendable {
  /// The entries of J two columns before the diagonal, on it, and two columns behind it, row by row. Rows 0 and 1 belong
  /// to constants of integration, but for what is folded there.
  let twiceBelow, twiceDiagonal, twiceAbove: [Double]
  /// I; its row 0 is such that φ = Jσ + a + bξ has the derivative Iσ + φ₁.
  let once: SparseMatrix
  /// The value of Iσ at ξ = 1 for the even and for the odd σ_k: as rows.
  let endOfEven, endOfOdd: [Double]

  /// - Parameter points: n, at least 4.
  init(points: Int) {
    let last = points - 1
    func folded(_ degree: Int) -> Int { degree <= last ? degree : 2 * last - degree }
    var below = [Double](repeating: 0, count: points)
    var (diagonal, above) = (below, below)
    for degree in 2...points + 1 {
      let (row, k) = (folded(degree), Double(degree))
      func add(_ value: Double, _ column: Int) {
        guard column <= last else { return }
        if column < row {
          below[row] += value
        } else if column == row {
          diagonal[row] += value
        } else {
          above[row] += value
        }
      }
      add((degree == 2 ? 2 : 1) / (4 * k * (k - 1)), degree - 2)
      add(-1 / (2 * (k * k - 1)), degree)
      add(1 / (4 * k * (k + 1)), degree + 2)
    }
    (twiceBelow, twiceDiagonal, twiceAbove) = (below, diagonal, above)
    var ends = [[Double](repeating: 0, count: points), [Double](repeating: 0, count: points)]
    once = SparseMatrix(rowCount: points, columnCount: points) { row, entries in
      let k = Double(row)
      func add(_ column: Int, _ value: Double) {
        entries.add(column, value)
        ends[column % 2][column] += value
      }
      guard row > 0 else {
        add(1, 1 / 8)
        add(3, -1 / 8 - above[1])
        return
      }
      add(row - 1, (row == 1 ? 2 : 1) / (2 * k))
      if row < last { add(row + 1, -1 / (2 * k)) }
      if row == last - 1 { add(last, 1 / Double(2 * points)) }
    }
    (endOfEven, endOfOdd) = (ends[0], ends[1])
  }
}
