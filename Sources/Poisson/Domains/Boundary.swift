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
  /// α φ + β ∂φ/∂n = g, n pointing outward; α and β are given with g.
  case robin
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
