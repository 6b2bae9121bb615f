import Autodiff

/// A wall of an axis whose modes are polynomials, diagonalised: what its data are in the equations of these modes.
///
/// For ψ_m = ∫ φ χ_m, with φ as it is, not less what continues the data inwards, and the second derivative on a length
/// of 1,
///
///     ∫ φ″ χ_m = λ_m ψ_m + load_m g.
///
/// At a Neumann wall g is φ′ (outward) and the load what integration by parts leaves, χ_m there; at a Dirichlet wall,
/// with w a polynomial that is 1 there and has 0 for data elsewhere, of degree 1 at most, it is −λ_m ∫ w χ_m. So g is
/// not differentiated along the wall. What φ has besides Σ ψ_m χ_m is g times w less its own modes.
struct ModalWall: Sendable {
  /// The loads of all modes, as a column.
  let load: SparseMatrix
  /// What φ has besides its modes for data 1 at the nodes, as a column; nil for nothing.
  let completion: SparseMatrix?
  /// Whether φ is given.
  var isDirichlet: Bool { completion != nil }

  /// A Neumann wall.
  init(_ legendre: LegendreModes, neumann side: Side) {
    // A derivative by a length of 1 is half of one by a length of 2, and a second one a quarter.
    load = SparseMatrix(dense: (legendre.ends[side] ?? []).map { [2 * $0] })
    completion = nil
  }

  /// A Dirichlet wall.
  init(_ legendre: LegendreModes, dirichlet side: Side, nodes: [Double], otherIsDirichlet: Bool) {
    let end = side == .lower ? 0 : nodes.count - 1
    let polynomial = nodes.map { otherIsDirichlet ? 1 - ($0 - nodes[end]).magnitude : 1 }
    let modes = AxisProduct(legendre.analysis, outer: 1, inner: 1)(polynomial)
    let part = AxisProduct(legendre.synthesis, outer: 1, inner: 1)(modes)
    load = SparseMatrix(
      dense: zip(legendre.eigenvalues, modes).map { [-4 * $0 * $1] })
    completion = SparseMatrix(dense: zip(polynomial, part).map { [$0 - $1] })
  }
}
