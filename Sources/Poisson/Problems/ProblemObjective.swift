public import Expressions

/// A number that a problem computes and differentiates, such as `integral(phi^2)`.
public struct ProblemObjective: Hashable, Sendable {
  /// The name in answers.
  public var name: String
  /// An expression in the parameters and the reductions of fields.
  public var expression: Expression

  /// Names an objective.
  public init(_ name: String, _ expression: Expression) {
    self.name = name
    self.expression = expression
  }
}
