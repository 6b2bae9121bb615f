/// What is done with a density for which no potential exists, such as one with a mean on a periodic axis.
public enum Compatibility: String, CaseIterable, Sendable {
  /// It is an error.
  case error
  /// The mean is removed and reported: the answer is that of another problem.
  case project

  /// A mean up to this part of the density's mean magnitude, (1/n) Σ |ρᵢ|, counts as none: it is below
  /// what a Gaussian leaves that is cut off where it is small, and above round-off.
  public static let tolerance = 3e-8
}
