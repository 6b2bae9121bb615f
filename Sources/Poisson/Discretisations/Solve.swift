public import Autodiff

extension Discretisation {
  /// The solution φ of ∇²φ − κ²φ = ρ.
  ///
  /// Where nothing fixes the constant (periodic axes and Neumann walls only, no screening), the part of ρ
  /// that has no solution is removed and reported, and the gauge says which φ is meant.
  ///
  /// - Parameters:
  ///   - density: ρ at the grid's points.
  ///   - lengths: the length of each axis.
  ///   - screening: κ²; below 0 it is Helmholtz's equation, see `checkResonance`. A value that
  ///     may be 0 is not the same as nil: there is no gauge then.
  ///   - gauge: which φ is meant where a constant is free.
  public func solve(
    _ density: Value, lengths: [Value], screening: Value? = nil, gauge: Gauge = .zeroMean
  ) -> Solution {
    precondition(lengths.count == grid.dimension, "each axis has a length")
    let screening = screening?.number == 0 ? nil : screening
    let isSingular = isSingular && screening == nil
    var potential =
      screening == nil ? solveLine(density).map { square(lengths[0]) * $0 } : nil
    if potential == nil {
      potential = solveModes(density, lengths: lengths, screening: screening)
    }
    guard let potential else { preconditionFailure("a density is a field of the grid") }
    return Solution(
      potential: isSingular ? fix(potential, gauge) : potential,
      removedMean: isSingular ? average(density) : nil,
      discretisation: self, density: density, lengths: lengths, screening: screening)
  }

  /// The solvers of a periodic line of length 1 that have an algorithm of their own.
  private func solveLine(_ density: Value) -> Value? {
    guard grid.isPeriodic, grid.dimension == 1, let graph = density.graph else { return nil }
    switch scheme {
    case .spectral:
      return basis.backward(
        basis.forward(density).weighted(by: SpectralSolver.symbol(points: grid.count)))
    case .finiteDifference(.second):
      return apply(FiniteDifferenceSolver(points: grid.count), density)
    case .pinned:
      return PinnedSolver.solveWithoutMean(density, in: graph)
    default:
      return nil
    }
  }

  /// Division by the eigenvalues.
  private func solveModes(_ density: Value, lengths: [Value], screening: Value?) -> Value? {
    guard let graph = density.graph else { return nil }
    let symbol = basis.symbol(in: graph, lengths: lengths, screening: screening)
    let inverse: Value
    if isSingular && screening == nil {
      // The mode without an eigenvalue is left out: 0/1.
      let isNull = basis.isNull
      let kept = isNull.map { (1 - $0) / basis.scale }
      inverse = graph.constant(kept) / (symbol + graph.constant(isNull))
    } else {
      inverse = (1 / basis.scale) / symbol
    }
    return square(lengths[0]) * basis.backward(inverse * basis.forward(density))
  }

  /// The solution that a gauge means, from the one with zero mean.
  private func fix(_ potential: Value, _ gauge: Gauge) -> Value {
    switch gauge {
    case .zeroMean: potential
    case .mean(let mean): potential + mean
    case .zero(let point): potential - potential[point]
    }
  }
}

/// Which solution is meant where a constant is free.
public enum Gauge {
  /// ∫φ = 0.
  case zeroMean
  /// ∫φ is this value times the volume.
  case mean(Value)
  /// φ = 0 at a point, by its index in the flat field.
  case zero(at: Int)
}
