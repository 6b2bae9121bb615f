import Autodiff

/// What a function is at ξ = 1, by its parts of even and of odd degree, mode by mode.
struct ChebyshevTraces {
  /// φ(1), even and odd.
  let value: (even: Value, odd: Value)
  /// φ_ξ(1) of the even and of the odd part.
  let slope: (even: Value, odd: Value)
  /// The mean of φ over the axis.
  let mean: Value
  /// What they would be if nothing cancelled, as far as margins need it.
  let sizes: (value: (even: Value, odd: Value), slope: (even: Value, odd: Value))

  /// - Parameters:
  ///   - coefficients: φ.
  ///   - curvature: φ_ξξ.
  init(_ channel: ChebyshevChannel, _ coefficients: Value, curvature: Value) {
    func pair(_ even: [Double], _ odd: [Double], of field: Value) -> (even: Value, odd: Value) {
      (channel.row(even, of: field), channel.row(odd, of: field))
    }
    let (even, odd) = (channel.mask(parity: 0), channel.mask(parity: 1))
    let linear = even.indices.map { $0 == 1 ? 1.0 : 0 }
    value = pair(even, odd, of: coefficients)
    let first = channel.row(linear, of: coefficients)
    let firstSize = channel.row(linear, of: abs(coefficients))
    mean = channel.row(channel.means, of: coefficients)
    let valueSizes = pair(even, odd, of: abs(coefficients))
    let (evenRow, oddRow) = (channel.integrals.endOfEven, channel.integrals.endOfOdd)
    let integral = pair(evenRow, oddRow, of: curvature)
    slope = (integral.even, first + integral.odd)
    let slopeSizes = pair(
      evenRow.map(\.magnitude), oddRow.map(\.magnitude), of: abs(curvature))
    sizes = (valueSizes, (slopeSizes.even, firstSize + slopeSizes.odd))
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
    func sizes(_ condition: Condition) -> (even: Value, odd: Value) {
      let positive = Condition(
        value: abs(condition.value), derivative: abs(condition.derivative), data: 0)
      return self.parts(
        positive, value: homogeneous.sizes.value, slope: homogeneous.sizes.slope, length)
    }
    let (a, b, c, d) = (parts(upper), parts(lower), sizes(upper), sizes(lower))
    let determinant = abs(a.even * b.odd + a.odd * b.even)
    return determinant / (c.even * d.odd + c.odd * d.even + Double.leastNormalMagnitude)
  }
}
