import Autodiff

/// What a problem reduces a field f to (f = φ² of a Poisson problem, f = n of a bare density): a row
/// of the catalogue of objectives.
public enum Objective: String, CaseIterable, Sendable {
  /// Σ f_i h: the rectangle rule, h the spacing.
  case integral
  /// Σ f_i, without the spacing: what the posts' code returns.
  case sum

  func reduce(_ field: Value, spacing: Value) -> Value {
    switch self {
    case .integral: spacing * Autodiff.sum(field)
    case .sum: Autodiff.sum(field)
    }
  }
}
