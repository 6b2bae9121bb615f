import Autodiff

/// Data at walls where φ is given, continued into the grid by polynomials.
extension FluxMatrix {
  /// A field that has the data at all such walls; nil if there are none.
  ///
  /// The axes have their turn one after the other: what data ask for besides what is there already is multiplied by a
  /// linear function that is 1 at the wall and 0 at the other one, or by 1 where φ is not given there. So it is as
  /// smooth as the data, and what is left for the iteration is of their size. (The polynomial that is 0 at all other nodes
  /// has an energy that grows with their number.) Where walls meet, the point belongs to the first of them.
  func continuation(_ terms: WallTerms) -> Value? {
    var total: Value?
    for axis in axes.indices {
      let known = total
      let nodes = discretisation.nodes(axis)
      for side in Side.allCases where isGiven(axis, side) {
        let end = side == .lower ? 0 : nodes.count - 1
        var data = terms.walls.known(axis, side).map { terms.field($0, axis) }
        if let known {
          let row = SparseMatrix(columnCount: nodes.count, rows: [[(end, 1)]])
          let present = apply(discretisation.map(row, axis), known)
          data = data.map { $0 - present } ?? -present
        }
        guard let data else { continue }
        let isGivenTwice = Side.allCases.allSatisfy { isGiven(axis, $0) }
        let column = nodes.map { node in
          [isGivenTwice ? 1 - (node - nodes[end]).magnitude : 1]
        }
        let term = apply(
          discretisation.map(SparseMatrix(dense: column), axis),
          data.weighted(by: isFirst(axis)))
        total = total.map { $0 + term } ?? term
      }
    }
    return total
  }

  private func isGiven(_ axis: Int, _ side: Side) -> Bool {
    discretisation.grid.axes[axis].boundary.condition(side) == .dirichlet
  }

  /// 1 at those points of a wall where φ is not given by a wall of an earlier axis, else 0.
  private func isFirst(_ axis: Int) -> [Double] {
    FluxMatrix.product(
      axes.indices.filter { $0 != axis }.map { other in
        axes[other].volumes.indices.map { point in
          other < axis && axes[other].givenPoints.contains(point) ? 0 : 1
        }
      })
  }
}
