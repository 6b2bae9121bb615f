public import Autodiff

/// A solution and what tells how good it is. What is not asked for is not computed.
public struct Solution {
  /// φ at the grid's points.
  public internal(set) var potential: Value
  /// The constant that was subtracted from ρ, as there is no solution otherwise: its mean, less the
  /// flux through the walls per volume. nil if every ρ has a solution.
  public internal(set) var removedMean: Value?

  /// What is told of the iteration for Robin conditions; nil where none was needed.
  public internal(set) var iteration: Iteration?

  /// How far from resonances the equations for Robin conditions are, see `RobinSystem.margins`; nil where there
  /// are none, or where modes mix: there the iteration does not converge at a resonance.
  var margins: Value?

  /// Whether the resonances are at the eigenvalues that `Discretisation.checkResonance` knows. With Robin conditions
  /// these are eigenvalues for Neumann conditions, which do harm only if solutions are composed of theirs.
  public internal(set) var hasKnownEigenvalues = true

  let discretisation: Discretisation
  let density: Value
  /// How it was found.
  var origin: Origin
  let lengths: [Value]
  let screening: Value?

  /// How a solution was found.
  enum Origin {
    /// By division of the modes of a source by eigenvalues; and φ/L₀², L₀ the length of the first axis, up to a constant
    /// that is free.
    case modes(Discretisation.Source, scaled: Value)
    /// By integration of Chebyshev series, with the conditions as they are; and what φ has besides its modes for the
    /// data at walls of other axes.
    case series(ChebyshevSolution, completion: Value?)
  }

  /// |m| + the mean of |ρ − m|, m the mean of ρ: what `removedMean` is small or large against.
  ///
  /// Not the mean of |ρ|: a factor of ρ that a sweep changes, beside a uniform part, can be taken out of
  /// this, so that nothing is left to add up point by point.
  public var magnitude: Value {
    let varying = apply(MeanRemoval(points: density.shape.count), density)
    return abs(mean(density)) + mean(abs(varying))
  }

  /// The root mean square of ∇²φ − κ²φ − ρ, the discrete operator applied to φ: round-off.
  ///
  /// Where spectral axes have walls it is that of the equation integrated twice, times 4/L², in units of ρ too: where
  /// Chebyshev series are integrated, along their axis, which is the form that is solved; where modes are those of
  /// Legendre polynomials, mode by mode by 1 + L²|λ|/4, L the first axis' length.
  public var residual: Value {
    switch origin {
    case .modes(let source, let scaled):
      discretisation.residual(of: scaled, source, lengths: lengths, screening: screening)
    case .series(let solution, _):
      solution.residual(of: potential, density: removedMean.map { density - $0 } ?? density)
    }
  }

  /// The share of Σρ² that is in the top third of the modes along some axis: near 0 where ρ is
  /// resolved. 0 for ρ = 0, not a number where Σρ² is infinite.
  ///
  /// Between walls the modes are cosines, which need no condition to hold there; and κ²φ, which may have layers there that
  /// ρ has not, counts with it: the larger share is told of ρ and of ρ + κ²φ. Of a field whose constant means nothing the
  /// share is one of what varies.
  public var unresolvedShare: Value {
    let share = discretisation.unresolvedShare(of: density, isConstantFree: removedMean != nil)
    // Without walls no mode of φ is a larger part of it than of ρ.
    guard let screening, !discretisation.grid.isPeriodic else { return share }
    let source = density + screening * potential
    return max(share, discretisation.unresolvedShare(of: source, isConstantFree: false))
  }
}

extension Solution {
  /// ∂φ/∂x along an axis at the grid's points. As `Discretisation.derivative`, but where Chebyshev series
  /// along the axis are integrated its round-off does not grow with the number of points.
  public func derivative(axis: Int) -> Value {
    if let slope = slope(axis: axis) { return slope }
    return discretisation.derivative(of: potential, axis: axis, length: lengths[axis])
  }

  /// The flux ∫ ∂φ/∂n through the wall at one end of an axis, n pointing outward, as `Discretisation.flux` with
  /// the accuracy of `derivative`.
  public func flux(axis: Int, side: Side) -> Value {
    guard let slope = slope(axis: axis) else {
      return discretisation.flux(of: potential, axis: axis, side: side, lengths: lengths)
    }
    let points = discretisation.grid.axes[axis].points
    let end = SparseMatrix(
      columnCount: points,
      rows: [[side == .lower ? (column: 0, value: -1) : (column: points - 1, value: 1)]])
    return discretisation.integral(
      of: apply(discretisation.map(end, axis), slope), overWallOf: axis,
      lengths: lengths)
  }

  /// The derivative along the axis whose series are integrated; nil for others.
  private func slope(axis: Int) -> Value? {
    guard case .series(let solution, let completion) = origin, solution.channel.axis == axis
    else { return nil }
    return completion.map {
      solution.slope + discretisation.derivative(of: $0, axis: axis, length: lengths[axis])
    } ?? solution.slope
  }
}

extension Solution {
  /// Adds a constant to φ.
  mutating func add(_ constant: Value) {
    potential = potential + constant
    if case .modes(let source, let scaled) = origin {
      origin = .modes(source, scaled: scaled + constant / square(lengths[0]))
    }
  }
}

extension Solution {
  /// How an iteration went.
  public struct Iteration {
    /// The number of steps.
    public let count: Value
    /// The relative residual of the equations that it solved.
    public let residual: Value
    /// How it ended, the number of an `IterationStatus`.
    let status: Value

    /// From a solver's result, behind its solution.
    init(_ result: Value, from start: Int) {
      count = result[start + FluxSolver.Report.iterations]
      residual = result[start + FluxSolver.Report.residual]
      status = result[start + FluxSolver.Report.status]
    }
  }
}

extension Discretisation {
  /// Of φ/L₀², by which the symbol gives ∇²φ − κ²φ: so L₀² is nowhere in it, whose square may be no number, and a
  /// factor of ρ is one of all that is subtracted here.
  fileprivate func residual(
    of scaled: Value, _ source: Source, lengths: [Value], screening: Value?
  ) -> Value {
    guard let graph = scaled.graph else { preconditionFailure("a field belongs to a graph") }
    var right = modes(of: source, in: graph)
    if basis.isSingular, screening == nil {
      right = right.weighted(by: basis.isNull.map { 1 - $0 })
    }
    let symbol = basis.symbol(in: graph, lengths: lengths, screening: screening)
    let left = basis.analysis.reduce(scaled) { apply(Hidden($1), $0) }
    var defect = symbol * left - right
    // Second derivatives of polynomials multiply round-off of φ by up to n⁴. Integrated twice along the first axis, as
    // series are, that of a mode is divided by its eigenvalue, and low ones, in which errors would be, hardly change.
    if basis.hasMatrices { defect = defect / (1 + 0.25 * abs(symbol)) }
    return sqrt(mean(square((1 / basis.scale) * basis.backward(defect))))
  }

  /// - Parameter isConstantFree: whether the constant part of the field means nothing; then it counts as much as round-off
  ///   may leave of it in other modes.
  func unresolvedShare(of field: Value, isConstantFree: Bool) -> Value {
    if let channel, channel.isAlone {
      // The cosines are there already.
      let numbers = grid.axes.indices.map { axis in
        grid.axes[axis].isPeriodic
          ? axes[axis].modes.numbers : Array(0..<grid.axes[axis].points)
      }
      return share(
        of: channel.series.coefficients(of: field), ModeTable(along: numbers),
        channel.series.energies, isConstantFree: isConstantFree)
    }
    let spectrum = resolutionBasis
    return share(
      of: spectrum.forward(field), spectrum.modes, spectrum.energies,
      isConstantFree: isConstantFree)
  }

  /// The share of weighted squares in the top third of the modes along some axis.
  ///
  /// The constant mode is added by itself, and weights are taken before squares: so a factor of ρ that a sweep
  /// changes, beside a uniform part, can be taken out of both sums.
  private func share(
    of spectrum: Value, _ modes: ModeTable, _ weights: [Double], isConstantFree: Bool
  ) -> Value {
    let isHigh = modes.along.indices.map { axis in
      let highest = modes.along[axis].lazy.map(\.magnitude).max() ?? 0
      return modes.field(axis) { 3 * $0.magnitude > 2 * highest ? 1 : 0 }
    }
    let isConstant = modes.along.indices.map { axis in modes.field(axis) { $0 == 0 ? 1 : 0 } }
    func energy(of isMeant: (Int) -> Bool) -> Value {
      sum(
        square(
          spectrum.weighted(
            by: weights.indices.map { isMeant($0) ? weights[$0].squareRoot() : 0 })))
    }
    let constant = weights.indices.first { index in isConstant.allSatisfy { $0[index] == 1 } }
    let high = energy { index in isHigh.contains { $0[index] == 1 } }
    var total = energy { $0 != constant }
    if let constant {
      let row = SparseMatrix(columnCount: weights.count, rows: [[(column: constant, value: 1)]])
      let coefficient = sum(apply(AxisMap(row, outer: 1, inner: 1), spectrum))
      let part = isConstantFree ? 1e-24 : 1
      total = total + part * weights[constant] * square(coefficient)
    }
    // Squares of numbers beyond 1e154 are infinite, and their sums perhaps no numbers: the share is not known then.
    let isInfinite = isGreater(total, Value(Double.greatestFiniteMagnitude))
    let share = `where`(isInfinite, Value(Double.nan), high / total)
    return `where`(isLessOrEqual(total, 0), 0, share)
  }

  /// Modes that tell how well a field is resolved, whatever holds at the walls.
  private var resolutionBasis: ModalBasis {
    if grid.isPeriodic { return basis }
    return ModalBasis(
      extents: grid.extents,
      grid.axes.map { axis in
        axis.isPeriodic
          ? AxisModes(periodic: axis.points, .finiteDifference(.second))
          : AxisModes(
            points: axis.points, placement: axis.placement, lowerIsDirichlet: false,
            upperIsDirichlet: false, .finiteDifference(.second))
      })
  }
}
