/// What holds at the two ends of an axis.
public enum Boundary: Hashable, Sendable {
  /// The end is the beginning.
  case periodic
  /// A wall at each end.
  case walls(lower: Condition, upper: Condition)
}

/// What a wall prescribes. The data g are given when the equation is solved.
public enum Condition: Hashable, Sendable {
  /// φ = g.
  case dirichlet
  /// ∂φ/∂n = g, n pointing outward.
  case neumann
  /// α φ + β ∂φ/∂n = g, n pointing outward.
  case robin(value: Double, derivative: Double)
}

/// One of the two ends of an axis.
public enum Side: Int, CaseIterable, Hashable, Sendable {
  /// The end with the smallest coordinate.
  case lower
  /// The end with the largest coordinate.
  case upper
}

extension Boundary {
  /// The condition at an end; nil on a periodic axis.
  public func condition(_ side: Side) -> Condition? {
    guard case .walls(let lower, let upper) = self else { return nil }
    return side == .lower ? lower : upper
  }
}

extension Condition {
  /// The kinds of conditions, by their names in requests.
  public enum Kind: String, CaseIterable, Sendable {
    /// φ is given.
    case dirichlet
    /// ∂φ/∂n is given.
    case neumann
    /// A combination of both is given.
    case robin
  }
}

extension Condition {
  /// Whether φ is given, be it as a Robin condition without a derivative. Solutions for other Robin
  /// conditions are composed of solutions for Neumann conditions.
  var givesValue: Bool {
    if case .robin(_, 0) = self { true } else { self == .dirichlet }
  }

  /// Whether nothing is prescribed, or no number.
  var isVoid: Bool {
    guard case .robin(let value, let derivative) = self else { return false }
    return !value.isFinite || !derivative.isFinite || (value == 0 && derivative == 0)
  }

  /// α and β, if neither is 0.
  var mixed: (value: Double, derivative: Double)? {
    guard case .robin(let value, let derivative) = self, value != 0, derivative != 0 else {
      return nil
    }
    return (value, derivative)
  }

  /// What data are divided by where one of α and β is 0.
  var dataScale: Double {
    guard case .robin(let value, let derivative) = self, mixed == nil else { return 1 }
    return value == 0 ? derivative : value
  }
}
