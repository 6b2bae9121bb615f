import Glibc

/// Gauss and Legendre's quadrature on an axis of length 1, as many points as there are Chebyshev–Lobatto nodes, and what
/// polynomials given by their values at these nodes are there.
///
/// With n points it is exact for polynomials of degree 2n − 1: for products of any two interpolants. (Clenshaw and
/// Curtis' rule at the nodes is exact for degree n − 1 only, and the products of ρ with polynomials of high degree
/// would leave errors that fall like a power of n.)
struct GaussPoints: Sendable {
  /// The quadrature weights; together 1.
  let weights: [Double]
  /// From values at the nodes to those at the points: a row per point.
  let interpolation: [[Double]]
  /// From values at the points to the derivative there.
  let derivative: [[Double]]

  /// - Parameter count: the number of nodes, and of points.
  init(_ count: Int) {
    // By angles, x = (1 − cos θ)/2, distances x − y = sin ½(θ+η) sin ½(θ−η) lose no digits next to the ends.
    let lower = (0..<(count + 1) / 2).map { GaussPoints.root($0, of: count) }
    let middle = count % 2
    let angles = lower.map(\.angle) + lower.dropLast(middle).reversed().map { .pi - $0.angle }
    let weights = lower.map(\.weight) + lower.dropLast(middle).reversed().map(\.weight)
    let total = weights.reduce(into: 0.0) { $0 += $1 }
    self.weights = weights.map { $0 / total }
    let nodes = (0..<count).map { Double.pi * Double($0) / Double(count - 1) }
    func distance(_ angle: Double, _ other: Double) -> Double {
      sin(0.5 * (angle + other)) * sin(0.5 * (angle - other))
    }
    func sign(_ index: Int) -> Double { index % 2 == 0 ? 1 : -1 }
    // The barycentric formula, with the weights ±1, at the ends ±½.
    interpolation = angles.map { angle in
      let distances = nodes.map { distance(angle, $0) }
      if let same = distances.firstIndex(of: 0) { return nodes.indices.map { $0 == same ? 1 : 0 } }
      let terms = distances.enumerated().map { node, distance in
        (node == 0 || node == count - 1 ? 0.5 : 1) * sign(node) / distance
      }
      let sum = terms.reduce(into: 0.0) { $0 += $1 }
      return terms.map { $0 / sum }
    }
    // The same for the derivative at a point, that of a constant being 0. Weights are those of the points as they are:
    // next to the ends the formula ± sin θ √w, true for exact roots, would cost n times as many digits.
    let distances = angles.map { angle in angles.map { distance(angle, $0) } }
    let products = distances.enumerated().map { GaussPoints.product($1, without: $0) }
    derivative = distances.enumerated().map { point, distances in
      var row = distances.enumerated().map { other, distance in
        guard other != point else { return 0.0 }
        let (own, others) = (products[point], products[other])
        return own.part / others.part / distance * exp2(Double(own.exponent - others.exponent))
      }
      row[point] = -row.reduce(into: 0.0) { $0 += $1 }
      return row
    }
  }

  /// The product of all factors but one, as a number times a power of two: it may be beyond all numbers.
  private static func product(
    _ factors: [Double], without index: Int
  ) -> (part: Double, exponent: Int) {
    var (part, exponent) = (1.0, 0)
    for (other, factor) in factors.enumerated() where other != index {
      part *= factor
      exponent += Int(part.exponent)
      part = part < 0 ? -part.significand : part.significand
    }
    return (part, exponent)
  }

  /// The angle of one of the roots of P_n(cos θ), from 0 on, and the point's weight, not normalised.
  private static func root(_ index: Int, of degree: Int) -> (angle: Double, weight: Double) {
    if 2 * index + 1 == degree {
      return (0.5 * .pi, weight(0.5 * .pi, legendre(0, degree).before, degree))
    }
    var angle = Double.pi * (Double(index) + 0.75) / (Double(degree) + 0.5)
    for _ in 0..<10 {
      let (value, before) = legendre(cos(angle), degree)
      // sin θ dP_n/dθ = n (cos θ P_n − P_{n−1}).
      let step =
        value * sin(angle) / (Double(degree) * (cos(angle) * value - before))
      angle -= step
      if step.magnitude <= 4 * angle.ulp { break }
    }
    return (angle, weight(angle, legendre(cos(angle), degree).before, degree))
  }

  /// 2 sin²θ/(n P_{n−1})², on a length of 2.
  private static func weight(_ angle: Double, _ before: Double, _ degree: Int) -> Double {
    let ratio = sin(angle) / (Double(degree) * before)
    return 2 * ratio * ratio
  }

  /// P_n and P_{n−1} at x.
  private static func legendre(_ x: Double, _ degree: Int) -> (value: Double, before: Double) {
    var (value, before) = (x, 1.0)
    for k in 1..<degree {
      (value, before) = (
        (Double(2 * k + 1) * x * value - Double(k) * before) / Double(k + 1), value
      )
    }
    return (value, before)
  }
}
