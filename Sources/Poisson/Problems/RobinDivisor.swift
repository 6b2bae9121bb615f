/// What must not be 0 at any point of a wall with a Robin condition α φ + β ∂φ/∂n = g.
public struct RobinDivisor: Equatable, Sendable {
  /// Of what the size is meant.
  public enum Kind: Sendable {
    /// α and β together: where both are 0 there is no condition.
    case both
    /// β, where what flows through the wall is (g − α φ)/β in the equations.
    case derivative
  }

  /// What is meant.
  public let kind: Kind
  /// The axis that ends on the wall, by name.
  public let axis: String
  /// At which end.
  public let side: Side
}
