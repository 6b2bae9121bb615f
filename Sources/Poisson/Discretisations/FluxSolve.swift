public import Autodiff

extension Discretisation {
  /// The solution φ of ∇·(a ∇φ) − κ²φ = ρ + f(φ), for a coefficient a > 0 that varies and κ² ≥ 0.
  ///
  /// Where a is smooth the error is proportional to the scheme's power of the spacing; with spectral schemes it falls
  /// faster than any power. The system of equations is solved by conjugate gradients, for differences of order 4 and 6 between
  /// walls by minimal residuals, with f by Newton's method, and differentiated implicitly.
  ///
  /// - Parameters:
  ///   - density: ρ at the grid's points.
  ///   - coefficient: a, a number or at the grid's points.
  ///   - lengths: the length of each axis.
  ///   - screening: κ², a number or a field; nil is not the same as a value that may be 0: there is no
  ///     gauge then.
  ///   - walls: the data of the conditions at walls.
  ///   - gauge: which φ is meant where a constant is free; with a reaction none is.
  ///   - reaction: f; nil for 0.
  ///   - guess: the φ to begin with, a number or a field, if there is a reaction. Nothing depends on it.
  /// - Throws: `GridError` for compact differences and the pinned matrix, and for too many points of spectral axes between
  ///   walls.
  public func solve(
    _ density: Value, coefficient: Value, lengths: [Value], screening: Value? = nil,
    walls: WallData = WallData(), gauge: Gauge = .zeroMean, reaction: Reaction? = nil,
    guess: Value = 0
  ) throws(GridError) -> FluxSolution {
    guard let graph = density.graph else { preconditionFailure("a density is a field") }
    let shape = Shape.field(grid.count)
    let coefficient = graph.lift(coefficient, to: shape)
    let screening = screening?.number == 0 ? nil : screening
    if case .finiteDifference(let order) = scheme, order != .second, !grid.isPeriodic {
      return solveStaggered(
        density, order: order.rawValue, coefficient: coefficient, lengths: lengths,
        screening: screening, walls: walls, gauge: gauge, reaction: reaction, guess: guess,
        in: graph)
    }
    let matrix = try FluxMatrix(self)
    let hasGauge = isSingular && screening == nil && reaction == nil
    let system = FluxSystem(
      matrix, density, coefficient: coefficient, lengths: lengths, screening: screening,
      walls: walls, isSingular: hasGauge)
    let operands = system.coefficients.operands
    let hasReaction = system.coefficients.reaction != nil
    let result: Value
    if let reaction {
      let parameters = reaction.parameters(matrix, given: system.given)
      let function = reaction.function(shape, parameters, isLifted: system.given != nil)
      let start = graph.lift(system.given.map { guess - $0 } ?? guess, to: shape)
      let solver = NewtonSolver(
        matrix, hasScreening: hasReaction, function, isLifted: system.given != nil)
      result = apply(
        solver, operands + [system.right, matrix.unknown(start)] + parameters)
    } else {
      result = apply(FluxSolver(matrix, hasReaction: hasReaction), operands + [system.right])
    }
    let u = result[0..<grid.count]
    var potential = system.given.map { $0 + u } ?? u
    var defect = system.right - matrix.image(of: u, system.coefficients)
    var reactionInCells: Value?
    if let reaction {
      let value = graph.lift(
        reaction.evaluate(matrix.inCells(potential), reaction.parameters(matrix, given: nil)),
        to: shape)
      defect = defect - matrix.unknown(matrix.loads(of: value))
      reactionInCells = value
    }
    if hasGauge {
      // What the iteration leaves has no sum over points, which is the mean on periodic grids only.
      potential = fix(channel == nil ? potential : potential - average(potential), gauge)
    }
    func report(_ index: Int) -> Value { result[grid.count + index] }
    return FluxSolution(
      potential: potential, removedMean: system.removedMean,
      iterations: report(FluxSolver.Report.iterations),
      newtonSteps: reaction == nil ? nil : report(NewtonSolver.Report.newtonSteps),
      solverResidual: report(FluxSolver.Report.residual),
      status: report(FluxSolver.Report.status),
      leastCoefficient: grid.axes.indices.reduce(min(coefficient)) {
        min($0, min(matrix.mean($1, of: coefficient)))
      },
      greatestCoefficient: max(coefficient),
      residual: matrix.rootMeanSquare(ofDensity: defect),
      discretisation: self, density: density, coefficient: coefficient,
      source: source(density, of: potential, screening: screening, reaction: reaction),
      fluxes: WallFluxes(
        matrix: matrix, system: system, lengths: lengths, coefficient: coefficient,
        density: density, reaction: reactionInCells, potential: potential))
  }
}

extension Discretisation {
  /// ρ + κ²φ + f(φ) at the points.
  func source(
    _ density: Value, of potential: Value, screening: Value?, reaction: Reaction?
  ) -> Value {
    var source = density
    if let screening { source = source + screening * potential }
    if let reaction { source = source + reaction.evaluate(potential, reaction.operands) }
    return source
  }
}

/// The part f of an equation that is not linear in φ, point by point.
///
/// f must not fall with φ, or not so fast that the equation ceases to be elliptic. With spectral schemes between walls
/// it is evaluated at quadrature points, to which φ and the fields among the operands are interpolated.
public struct Reaction {
  /// f of φ and of the operands; it may use nothing else that belongs to a graph.
  public typealias Function = @Sendable (_ potential: Value, _ operands: [Value]) -> Value

  /// Numbers and fields on which f depends besides φ.
  let operands: [Value]
  let evaluate: Function

  /// States f.
  ///
  /// - Parameters:
  ///   - operands: numbers and fields on which f depends besides φ.
  ///   - evaluate: f, a field.
  public init(of operands: [Value], _ evaluate: @escaping Function) {
    self.operands = operands
    self.evaluate = evaluate
  }

  /// On what f depends besides the unknown part of φ, in the cells of an equation: the given part, if there is one, and
  /// the operands.
  func parameters(_ matrix: FluxMatrix, given: Value?) -> [Value] {
    ((given.map { [$0] } ?? []) + operands).map { operand in
      operand.shape == .field(matrix.count) ? matrix.inCells(operand) : operand
    }
  }

  /// f of the unknown part of φ and these parameters.
  func function(_ shape: Shape, _ parameters: [Value], isLifted: Bool) -> TracedFunction {
    let first = isLifted ? 2 : 1
    return TracedFunction([shape] + parameters.map(\.shape)) { [evaluate] fields in
      let potential = isLifted ? fields[0] + fields[1] : fields[0]
      let value = evaluate(potential, Array(fields[first...]))
      return fields[0].graph?.lift(value, to: shape) ?? value
    }
  }
}
