import Autodiff

/// What is told of a solve, as values.
struct SolveDiagnostics {
  /// What was subtracted from ρ; nil where every ρ has a solution.
  var removedMean: Value?
  /// The mean of |ρ|.
  var magnitude: Value
  /// The root mean square of the equation's defect.
  var residual: Value
  /// The share of Σρ² in the top third of the spectrum.
  var unresolvedShare: Value

  /// κ², at whose values there may be resonances.
  var screening: Value?

  init(_ solution: Solution, screening: Value?) {
    self.screening = screening
    removedMean = solution.removedMean
    magnitude = solution.magnitude
    residual = solution.residual
    unresolvedShare = solution.unresolvedShare
  }
}
