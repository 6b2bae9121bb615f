/// A polynomial of degree 0 or 1 that continues φ, given at one end of an axis of length 1, inwards, and has 0
/// for data at the other end.
struct WallLift: Sendable {
  /// The polynomial for data 1 at the nodes, as a column.
  let column: SparseMatrix
  /// φ at the wall, as a row.
  let reading: SparseMatrix

  /// The lift of one end.
  ///
  /// - Parameters:
  ///   - nodes: the coordinates, from 0 to 1.
  ///   - side: which end.
  ///   - otherIsDirichlet: whether φ is given at the other end too, or else its derivative.
  init(_ nodes: [Double], _ side: Side, otherIsDirichlet: Bool) {
    let end = side == .lower ? 0 : nodes.count - 1
    column = SparseMatrix(
      dense: WallLift.values(nodes, side, otherIsDirichlet: otherIsDirichlet).map { [$0] })
    reading = SparseMatrix(columnCount: nodes.count, rows: [[(end, 1)]])
  }

  /// The polynomial at the nodes.
  static func values(_ nodes: [Double], _ side: Side, otherIsDirichlet: Bool) -> [Double] {
    let end = side == .lower ? 0 : nodes.count - 1
    return nodes.map { otherIsDirichlet ? 1 - ($0 - nodes[end]).magnitude : 1 }
  }
}
