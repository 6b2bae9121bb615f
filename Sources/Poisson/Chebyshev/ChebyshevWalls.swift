import Autodiff

/// What a function is at ξ = 1, by its parts of even and of odd degree, mode by mode.
struct ChebyshevTraces {
  /// φ(1), even and odd.
  let value: (even: Value, odd: Value)
  /// φ_ξ(1) of the even and of the odd part.
  let slope: (even: Value, odd: Value)
  /// The mean of φ over the axis.
  let mean: Value
  private let channel: ChebyshevChannel
  private let coefficients: Value
  private let curvature: Value

  /// - Parameters:
  ///   - coefficients: φ.
  ///   - curvature: φ_ξξ.
  init(_ channel: ChebyshevChannel, _ coefficients: Value, curvature: Value) {
    (self.channel, self.coefficients, self.curvature) = (channel, coefficients, curvature)
    let ends = ChebyshevTraces.ends(channel, coefficients, curvature) { $0 }
    (value, slope) = (ends.value, ends.slope)
    mean = channel.row(channel.means, of: coefficients)
  }

  /// φ(1) and φ_ξ(1), as they would be if nothing cancelled.
  var sizes: (value: (even: Value, odd: Value), slope: (even: Value, odd: Value)) {
    ChebyshevTraces.ends(channel, abs(coefficients), abs(curvature)) { $0.map(\.magnitude) }
  }

  private static func ends(
    _ channel: ChebyshevChannel, _ coefficients: Value, _ curvature: Value,
    _ weights: ([Double]) -> [Double]
  ) -> (value: (even: Value, odd: Value), slope: (even: Value, odd: Value)) {
    func row(_ values: [Double], _ field: Value) -> Value {
      channel.row(weights(values), of: field)
    }
    let linear = channel.means.indices.map { $0 == 1 ? 1.0 : 0 }
    return (
      (
        row(channel.mask(parity: 0), coefficients), row(channel.mask(parity: 1), coefficients)
      ),
      (
        row(channel.integrals.endOfEven, curvature),
        row(linear, coefficients) + row(channel.integrals.endOfOdd, curvature)
      )
    )
  }
}

/// The conditions α φ + β ∂φ/∂n = g at both ends of an axis, of any kind: two equations for the multiples of an even
/// and of an odd homogeneous solution.
struct ChebyshevWalls {
  /// One condition.
  struct Condition {
    /// α.
    let value: Value
    /// β.
    let derivative: Value
    /// g, mode by mode.
    let data: Value
  }

  let lower: Condition
  let upper: Condition
  /// Whether both are Neumann's, so that even and odd parts have an equation each.
  let areBothNeumann: Bool

  /// α φ + β ∂φ/∂n at ξ = 1 of the even and the odd part; at ξ = −1 that of the odd part is the opposite.
  private func parts(
    _ condition: Condition, value: (even: Value, odd: Value), slope: (even: Value, odd: Value),
    _ length: Value
  ) -> (even: Value, odd: Value) {
    let factor = 2 / length * condition.derivative
    return (
      condition.value * value.even + factor * slope.even,
      condition.value * value.odd + factor * slope.odd
    )
  }

  /// The multiples of the homogeneous solutions.
  ///
  /// - Parameters:
  ///   - particular: the solution that they are added to.
  ///   - homogeneous: what they are multiples of.
  ///   - length: the length of the axis.
  ///   - constant: 1 for the mode that is to have no mean, instead of the sum of both fluxes, which ρ has
  ///     already; else 0. nil if there is none.
  func multiples(
    _ particular: ChebyshevTraces, _ homogeneous: ChebyshevTraces, length: Value, constant: Value?
  ) -> (even: Value, odd: Value) {
    func parts(_ condition: Condition, _ traces: ChebyshevTraces) -> (even: Value, odd: Value) {
      self.parts(condition, value: traces.value, slope: traces.slope, length)
    }
    let (known, other) = (parts(upper, particular), parts(lower, particular))
    let right = (
      upper: upper.data - (known.even + known.odd), lower: lower.data - (other.even - other.odd)
    )
    let (a, b) = (parts(upper, homogeneous), parts(lower, homogeneous))
    guard !areBothNeumann else {
      let odd = (right.upper - right.lower) / (2 * a.odd)
      guard let constant else { return ((right.upper + right.lower) / (2 * a.even), odd) }
      let kept = 1 - constant
      let even =
        (kept * (right.upper + right.lower) - constant * particular.mean)
        / (kept * (2 * a.even) + constant * homogeneous.mean)
      return (even, odd)
    }
    let determinant = a.even * b.odd + a.odd * b.even
    return (
      (right.upper * b.odd + right.lower * a.odd) / determinant,
      (b.even * right.upper - a.even * right.lower) / determinant
    )
  }

  /// The determinant of the two equations, as a part of what it would be if nothing cancelled, mode by mode: 0 is a
  /// resonance.
  func margins(_ homogeneous: ChebyshevTraces, length: Value) -> Value {
    func parts(_ condition: Condition) -> (even: Value, odd: Value) {
      self.parts(condition, value: homogeneous.value, slope: homogeneous.slope, length)
    }
    let sizes = homogeneous.sizes
    func size(_ condition: Condition) -> (even: Value, odd: Value) {
      let positive = Condition(
        value: abs(condition.value), derivative: abs(condition.derivative), data: 0)
      return self.parts(
        positive, value: sizes.value, slope: sizes.slope, length)
    }
    let (a, b, c, d) = (parts(upper), parts(lower), size(upper), size(lower))
    let determinant = abs(a.even * b.odd + a.odd * b.even)
    return determinant / (c.even * d.odd + c.odd * d.even + Double.leastNormalMagnitude)
  }
}
