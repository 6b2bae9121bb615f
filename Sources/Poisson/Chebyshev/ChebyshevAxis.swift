import Autodiff
import Fourier
import Glibc

/// An axis of n Chebyshev–Lobatto nodes, ξ_j = −cos(πj/(n−1)) from −1 to 1, on which fields are sums
/// Σ c_k T_k(ξ), k < n: what is known of such sums, in numbers.
struct ChebyshevAxis: Sendable {
  let points: Int

  private var last: Int { points - 1 }

  /// The nodes on a length of 1, beginning at 0.
  var nodes: [Double] {
    // sin is odd, so that the nodes are exactly symmetric.
    (0..<points).map { node in
      let angle = 0.5 * Double.pi * Double(2 * node - last) / Double(last)
      return 0.5 + 0.5 * sin(angle)
    }
  }

  /// From values at the nodes to sums of cosines and back: coefficients but for `factors`.
  var transform: AxisTransform {
    func halved(_ value: Double) -> [Double] {
      var weights = [Double](repeating: 1, count: points)
      (weights[0], weights[last]) = (value, value)
      return weights
    }
    return AxisTransform(
      analysis: .cosine1, synthesis: .cosine1, unknowns: 0..<points, scale: Double(2 * last),
      pointWeights: halved(0.5), modeWeights: halved(2))
  }

  /// What makes coefficients of the transform's results. The signs are there because the nodes ascend.
  var factors: [Double] {
    (0..<points).map { degree in
      let end = (degree % last == 0 ? 0.5 : 1) / Double(last)
      return degree % 2 == 0 ? end : -end
    }
  }

  /// Σ w_j f_j is the mean of f over the axis: Clenshaw and Curtis' rule, exact for the interpolant.
  var weights: [Double] {
    // That of T_k is known; the transform of coefficients is its own transpose, but for the ends.
    let cosines = SeparableBasis(extents: [points], axes: [transform]).forward(means)
    return zip(cosines, transform.pointWeights).map { $0 * $1 / Double(last) }
  }

  /// The outward derivative of the interpolant at an end, for a length of 1, as a row. That of constants is 0.
  func normal(_ side: Side) -> SparseMatrix {
    let end = side == .lower ? 0 : last
    var row = (0..<points).map { node -> Double in
      let steps = node < end ? end - node : node - end
      guard steps > 0 else { return 0 }
      let root = sin(0.5 * Double.pi * Double(steps) / Double(last))
      let size = (steps == last ? 1 : 2) / (root * root)
      return steps % 2 == 0 ? size : -size
    }
    row[end] = -row.reduce(into: 0.0) { $0 += $1 }
    return SparseMatrix(columnCount: points, rows: [row.enumerated().map { ($0, $1) }])
  }

  /// The mean of T_k over the axis: 1/(1 − k²) for even k, else 0.
  var means: [Double] {
    (0..<points).map { degree in
      let k = Double(degree)
      return degree % 2 == 0 ? 1 / (1 - k * k) : 0
    }
  }
}
