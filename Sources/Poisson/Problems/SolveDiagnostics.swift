import Autodiff

/// What is told of a solve, as values.
struct SolveDiagnostics {
  /// What was subtracted from ρ; nil where every ρ has a solution.
  var removedMean: Value?
  /// What `removedMean` is small or large against: the mean of |ρ|, and of the fluxes through the walls per volume.
  var magnitude: Value
  /// The root mean square of the equation's defect.
  var residual: Value
  /// The share of Σρ² in the top third of the spectrum.
  var unresolvedShare: Value

  /// κ², at whose values there may be resonances.
  var screening: Value?

  /// Whether resonances are at the discretisation's eigenvalues.
  var hasKnownEigenvalues = true

  /// How far from a resonance Robin conditions are; nil where that needs no answer.
  var margins: Value?

  /// What is told of the iteration; nil where there was none.
  var iteration: Iteration?

  /// What is told of an iteration.
  struct Iteration {
    /// The number of steps.
    var count: Value
    /// The number of Newton's steps; nil where the equation is linear.
    var newtonSteps: Value?
    /// The relative residual at its end.
    var residual: Value
    /// How it ended, the number of an `IterationStatus`.
    var status: Value
    /// The least and the greatest value of the coefficient; nil where there is none.
    var coefficientRange: (least: Value, greatest: Value)?
  }

  init(_ solution: FluxSolution) {
    removedMean = solution.removedMean
    magnitude = solution.magnitude
    residual = solution.residual
    unresolvedShare = solution.unresolvedShare
    iteration = Iteration(
      count: solution.iterations, newtonSteps: solution.newtonSteps,
      residual: solution.solverResidual,
      status: solution.status,
      coefficientRange: (solution.leastCoefficient, solution.greatestCoefficient))
  }

  init(_ solution: Solution, screening: Value?) {
    self.screening = screening
    margins = solution.margins
    hasKnownEigenvalues = solution.hasKnownEigenvalues
    iteration = solution.iteration.map {
      Iteration(count: $0.count, residual: $0.residual, status: $0.status)
    }
    removedMean = solution.removedMean
    magnitude = solution.magnitude
    residual = solution.residual
    unresolvedShare = solution.unresolvedShare
  }
}
