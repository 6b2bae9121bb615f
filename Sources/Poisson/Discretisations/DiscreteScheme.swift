/// How derivatives become differences.
public enum DiscreteScheme: Hashable, Sendable {
  /// Fourier series on periodic axes, polynomials on Chebyshev–Lobatto nodes between walls: the
  /// error falls faster than any power of the spacing on smooth data.
  case spectral
  /// Central differences of an order.
  case finiteDifference(Order)
  /// Fourth order on three points: (1 + δ²/12)⁻¹ δ²/h² (Numerov; in several dimensions Mehrstellen).
  case compact4
  /// The posts' matrix: second differences on a periodic line with the first row replaced by φ_0 = 0,
  /// and the mean subtracted afterwards.
  case pinned

  /// The order of a finite difference.
  public enum Order: Int, CaseIterable, Hashable, Sendable {
    /// Three points.
    case second = 2
    /// Five points.
    case fourth = 4
    /// Seven points.
    case sixth = 6
  }

  /// The power of the spacing to which errors are proportional; nil if they fall faster than any.
  public var order: Int? {
    switch self {
    case .spectral: nil
    case .finiteDifference(let order): order.rawValue
    case .compact4: 4
    case .pinned: 2
    }
  }
}

extension DiscreteScheme {
  /// The eigenvalue of the second difference for a wave, times h².
  ///
  /// - Parameter s: sin²(θ/2), θ the change of the wave's phase from one point to the next.
  ///
  /// θ² = 4 (s + s²/3 + 8 s³/45 + …), the square of 2 arcsin √s; a central difference of order 2m has
  /// the first m terms.
  func eigenvalue(_ s: Double) -> Double {
    switch self {
    case .spectral: preconditionFailure("a spectral derivative is no difference")
    case .finiteDifference(.second), .pinned: -4 * s
    case .finiteDifference(.fourth): -4 * s * (1 + s / 3)
    case .finiteDifference(.sixth): -4 * s * (1 + s * (1 / 3 + s * (8 / 45)))
    case .compact4: -4 * s / (1 - s / 3)
    }
  }

  /// How many points on either side a second difference reads.
  var reach: Int {
    switch self {
    case .spectral: 0
    case .finiteDifference(let order): order.rawValue / 2
    case .compact4, .pinned: 1
    }
  }
}
