/// Weights of sums that stand for integrals over an axis of length 1.
enum Quadrature {
  /// Equidistant points between two walls: the trapezoidal rule on nodes, the midpoint rule on cells,
  /// both with corrected weights near the walls so that the error is of an order 2, 4 or 6.
  ///
  /// By the Euler–Maclaurin formula the plain sum of xᵈ over x = a, a+1, … exceeds the integral from 0,
  /// at this end, by ζ(−d, a) = −B_{d+1}(a)/(d+1). Weights 1 + v_j of the first m points with
  ///
  ///     Σ_j v_j (a+j)ᵈ = B_{d+1}(a)/(d+1),  d < m,
  ///
  /// are therefore right for polynomials of degree below m (Gregory's rule for a = 0).
  static func corrected(points: Int, placement: Placement, order: Int) -> [Double] {
    let first = placement == .nodes ? 0 : 0.5
    let spacing = 1 / Double(placement == .nodes ? points - 1 : points)
    let count = min(order - 1, points / 2)
    let offsets = (0..<count).map { Double($0) + first }
    // The corrections are a functional of polynomials: its value on each Lagrange polynomial, by
    // derivatives at 0, Σ_d L^(d)(0)/d! B_{d+1}/(d+1).
    var corrections = [Double](repeating: 0, count: count)
    var factorial = 1.0
    for degree in 0..<count {
      if degree > 0 { factorial *= Double(degree) }
      let moment = bernoulli(degree + 1, placement) / Double(degree + 1)
      let derivatives = DifferenceWeights.weights(at: 0, from: offsets, derivative: degree)
      for j in 0..<count { corrections[j] += derivatives[j] / factorial * moment }
    }
    var weights = [Double](repeating: 1, count: points)
    for (j, correction) in corrections.enumerated() {
      weights[j] += correction
      weights[points - 1 - j] += correction
    }
    return weights.map { $0 * spacing }
  }

  /// B_n at 0 or, for cell centres, at ½, n ≤ 6.
  private static func bernoulli(_ n: Int, _ placement: Placement) -> Double {
    switch (n, placement) {
    case (1, .nodes): -0.5
    case (2, .nodes): 1.0 / 6
    case (4, .nodes): -1.0 / 30
    case (6, .nodes): 1.0 / 42
    case (2, .cellCentres): -1.0 / 12
    case (4, .cellCentres): 7.0 / 240
    case (6, .cellCentres): -31.0 / 1344
    default: 0
    }
  }
}
