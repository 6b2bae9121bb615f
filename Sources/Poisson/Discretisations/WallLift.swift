/// A polynomial that continues data at one end of an axis of length 1 inwards, and has 0 for data at the
/// other end.
struct WallLift: Sendable {
  /// Whether φ is given, or else its outward derivative.
  let isDirichlet: Bool
  /// The polynomial for data 1 at the nodes, as a column.
  let column: SparseMatrix
  /// Its second derivative, as a column.
  let secondDerivative: SparseMatrix
  /// What a field has for data, as a row.
  let reading: SparseMatrix

  /// The lifts of both ends.
  ///
  /// - Parameters:
  ///   - nodes: the coordinates, from 0 to 1.
  ///   - derivative: the matrix of the first derivative.
  ///   - lowerIsDirichlet: whether φ is given at 0, or else −φ′.
  ///   - upperIsDirichlet: whether φ is given at 1, or else φ′.
  static func pair(
    _ nodes: [Double], _ derivative: SparseMatrix, _ lowerIsDirichlet: Bool,
    _ upperIsDirichlet: Bool
  ) -> [Side: WallLift] {
    func lift(
      _ isDirichlet: Bool, other: Bool, end: Int, sign: Double, distance: (Double) -> Double
    ) -> WallLift {
      // d is the distance from the other end: 1, d, d − 1 or d²/2.
      let second = isDirichlet || other ? 0.0 : 1.0
      func polynomial(_ d: Double) -> Double {
        switch (isDirichlet, other) {
        case (true, true): d
        case (true, false): 1
        case (false, true): d
        case (false, false): 0.5 * d * d
        }
      }
      let row: [(column: Int, value: Double)] =
        isDirichlet ? [(end, 1)] : derivative.row(end).map { ($0.column, sign * $0.value) }
      return WallLift(
        isDirichlet: isDirichlet,
        column: SparseMatrix(dense: nodes.map { [polynomial(distance($0))] }),
        secondDerivative: SparseMatrix(dense: nodes.map { _ in [second] }),
        reading: SparseMatrix(columnCount: nodes.count, rows: [row]))
    }
    return [
      .lower: lift(lowerIsDirichlet, other: upperIsDirichlet, end: 0, sign: -1) { 1 - $0 },
      .upper: lift(upperIsDirichlet, other: lowerIsDirichlet, end: nodes.count - 1, sign: 1) { $0 },
    ]
  }
}
