public import Autodiff

/// What tells the fluxes ∫ a ∂φ/∂n through walls.
protocol FluxReading {
  /// The flux through the wall at one end of an axis, n pointing outward.
  func flux(axis: Int, side: Side) -> Value
}

/// The solution of an equation that needs an iteration, and what tells how good it is. What is not asked for
/// is not computed.
public struct FluxSolution {
  /// φ at the grid's points; NaN if the iteration failed.
  public internal(set) var potential: Value
  /// The constant that was subtracted from ρ, as there is no solution otherwise; nil if every ρ has one.
  public let removedMean: Value?
  /// The number of steps of conjugate gradients, in all of Newton's steps together.
  public let iterations: Value
  /// The number of Newton's steps; nil where the equation is linear.
  public let newtonSteps: Value?
  /// The relative residual of the system of equations at its end.
  public let solverResidual: Value
  /// How the iteration ended, the number of an `IterationStatus`.
  let status: Value
  /// The least value of the coefficient at the grid's points and where the equations have it between them, which has to be above 0.
  public let leastCoefficient: Value
  /// The greatest value of the coefficient, which has to be finite.
  public let greatestCoefficient: Value
  /// The root mean square, by volumes, of ∇·(a ∇φ) − κ²φ − f(φ) − ρ, the discrete operator applied to φ.
  public let residual: Value

  let discretisation: Discretisation
  let density: Value
  let coefficient: Value
  /// ρ + κ²φ + f(φ).
  let source: Value
  let fluxes: any FluxReading

  /// The mean of |ρ|: what `removedMean` is small or large against.
  public var magnitude: Value { discretisation.average(abs(density)) }

  /// The flux ∫ a ∂φ/∂n through the wall at one end of an axis, n pointing outward.
  ///
  /// It is that of the equations themselves: the fluxes through all walls together are the integral of
  /// ρ + κ²φ + f(φ), ρ without what has been removed, up to the iteration's tolerance; with spectral schemes up to the
  /// error of f's integral, and for differences of order 4 and 6 up to their own. The error of each is that of the scheme.
  ///
  /// - Parameters:
  ///   - axis: an axis with walls.
  ///   - side: which end.
  public func flux(axis: Int, side: Side) -> Value {
    precondition(!discretisation.grid.axes[axis].isPeriodic, "a periodic axis has no walls")
    return fluxes.flux(axis: axis, side: side)
  }

  /// The share of Σρ² that is in the top third of the modes along some axis, or that of ρ + κ²φ + f(φ) or of a, if one of
  /// them is larger.
  public var unresolvedShare: Value {
    let isConstantFree = removedMean != nil
    let share = max(
      discretisation.unresolvedShare(of: density, isConstantFree: isConstantFree),
      discretisation.unresolvedShare(of: coefficient, isConstantFree: false))
    return max(
      share, discretisation.unresolvedShare(of: source, isConstantFree: isConstantFree))
  }
}
