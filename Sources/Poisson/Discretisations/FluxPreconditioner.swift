import Autodiff

/// A close relative of A that transforms diagonalise, to precondition with: that of the means of c_i, s and e.
///
/// For a constant coefficient, without Robin conditions, it is A itself. Since its factors are those of A, and no c_i is
/// beyond a factor of its mean, the eigenvalues of the product lie between the same bounds for any number of points.
extension FluxMatrix {
  /// The modes: those of the scheme's own solver but for differences of higher order, whose GᵀG has other eigenvalues, and
  /// for axes with polynomials, where Tᵀ T takes the place of volumes: values S of orthonormal functions χ make
  /// A⁻¹ = S (Σ λ_i/L_i² + s)⁻¹ Sᵀ, so that what goes to modes is the transpose of what comes from them.
  static func basis(_ discretisation: Discretisation) -> ModalBasis {
    let grid = discretisation.grid
    var basis = discretisation.basis
    if case .finiteDifference(let order) = discretisation.scheme, order != .second {
      basis.eigenvalues = grid.axes.indices.map { axis in
        basis.modes.along[axis].map {
          FluxAxis.eigenvalue(ring: grid.axes[axis].points, order: order.rawValue, $0)
        }
      }
    }
    guard discretisation.scheme == .spectral, !grid.isPeriodic else { return basis }
    let modes = grid.axes.map { axis in
      guard let walls = SpectralWalls(axis) else {
        return AxisModes(periodic: axis.points, discretisation.scheme)
      }
      return AxisRule.dense(walls).modes.ofIntegrals
    }
    basis = ModalBasis(extents: grid.extents, modes)
    // χ is orthonormal on a length of 2: on that of 1 its square has the integral ½.
    for axis in grid.axes where !axis.isPeriodic { basis.scale *= 0.5 }
    return basis
  }

  /// The inverse of the relative's eigenvalues, divided by what both transforms multiply by; 0 for the nullspace.
  func preconditioner(_ coefficients: FluxCoefficients, in graph: Graph) -> Value {
    var eigenvalues: Value?
    for axis in axes.indices {
      let total = conductances[axis].reduce(into: 0.0) { $0 += $1 }
      let mean = sum(coefficients.fluxes[axis]) / total
      let squares = basis.modes.spread(basis.eigenvalues[axis].map { -$0 }, axis)
      let term = mean * graph.constant(squares)
      eigenvalues = eigenvalues.map { $0 + term } ?? term
    }
    var divisor = eigenvalues ?? 1
    let walls = coefficients.walls.map { sum($0) }
    guard coefficients.reaction != nil || !walls.isEmpty else {
      let isNull = isSingular ? basis.isNull : basis.isNull.map { _ in 0 }
      return graph.constant(isNull.map { (1 - $0) / basis.scale })
        / (divisor + graph.constant(isNull))
    }
    // Of cells around points where φ is given there is nothing in A.
    let counted = hasPolynomials ? isUnknown.map { _ in 1 } : isUnknown
    let total = zip(volumes, counted).reduce(into: 0.0) { $0 += $1.0 * $1.1 }
    let reaction = coefficients.reaction.map { sum($0.weighted(by: counted)) }
    let whole = walls.reduce(reaction ?? 0) { $0 + $1 }
    divisor = divisor + max(whole / total, 0)
    return (1 / basis.scale) / divisor
  }

  /// An approximation of A⁻¹ r.
  func precondition(_ r: Value, _ inverse: Value) -> Value {
    let modes = basis.forward(
      hasPolynomials ? r : r.weighted(by: volumes.map { 1 / $0 }))
    let z = basis.backward(inverse * modes)
    // Polynomials that vanish at a wall do so up to round-off.
    return hasPolynomials ? unknown(z) : z
  }
}
