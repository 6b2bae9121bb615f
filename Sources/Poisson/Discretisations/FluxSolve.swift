public import Autodiff

extension Discretisation {
  /// The solution φ of ∇·(a ∇φ) − κ²φ = ρ + f(φ), for a coefficient a > 0 that varies and κ² ≥ 0.
  ///
  /// Finite volumes: the error is proportional to the square of the spacing where a is smooth; with Fourier series
  /// it falls faster than any power of it. The system of equations is solved by conjugate gradients, where f is not linear by Newton's method, and differentiated
  /// implicitly.
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
  /// - Throws: `GridError` for schemes other than differences of second order, and Fourier series where all axes
  ///   are periodic.
  public func solve(
    _ density: Value, coefficient: Value, lengths: [Value], screening: Value? = nil,
    walls: WallData = WallData(), gauge: Gauge = .zeroMean, reaction: Reaction? = nil,
    guess: Value = 0
  ) throws(GridError) -> FluxSolution {
    let matrix = try FluxMatrix(self)
    guard let graph = density.graph else { preconditionFailure("a density is a field") }
    let shape = Shape.field(grid.count)
    let coefficient = graph.lift(coefficient, to: shape)
    let screening = screening?.number == 0 ? nil : screening
    let hasGauge = isSingular && screening == nil && reaction == nil
    let system = FluxSystem(
      matrix, density, coefficient: coefficient, lengths: lengths, screening: screening,
      walls: walls, isSingular: hasGauge)
    let operands = system.coefficients + (system.reaction.map { [$0] } ?? []) + [system.right]
    let result: Value
    if let reaction {
      let function = reaction.function(shape, isLifted: system.given != nil)
      let start = graph.lift(system.given.map { guess - $0 } ?? guess, to: shape)
      let parameters = (system.given.map { [$0] } ?? []) + reaction.operands
      let solver = NewtonSolver(matrix, hasScreening: system.reaction != nil, function)
      result = apply(solver, operands + [matrix.unknown(start)] + parameters)
    } else {
      result = apply(FluxSolver(matrix, hasReaction: system.reaction != nil), operands)
    }
    let u = result[0..<grid.count]
    var potential = system.given.map { $0 + u } ?? u
    var defect = system.right - matrix.image(of: u, system.coefficients, system.reaction)
    var source = density
    if let reaction {
      let value = graph.lift(reaction.evaluate(potential, reaction.operands), to: shape)
      defect = defect - matrix.unknown(value.weighted(by: matrix.volumes))
      source = source + value
    }
    if hasGauge { potential = fix(potential, gauge) }
    func report(_ index: Int) -> Value { result[grid.count + index] }
    return FluxSolution(
      potential: potential, removedMean: system.removedMean,
      iterations: report(FluxSolver.Report.iterations),
      newtonSteps: reaction == nil ? nil : report(NewtonSolver.Report.newtonSteps),
      solverResidual: report(FluxSolver.Report.residual),
      status: report(FluxSolver.Report.status),
      leastCoefficient: min(coefficient),
      greatestCoefficient: max(coefficient),
      residual: sqrt(mean(square(defect.weighted(by: matrix.volumes.map { 1 / $0 })))),
      discretisation: self, density: density,
      fluxes: WallFluxes(
        matrix: matrix, system: system, lengths: lengths, source: source, potential: potential))
  }
}

/// The part f of an equation that is not linear in φ, point by point.
///
/// f must not fall with φ, or not so fast that the equation ceases to be elliptic.
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

  /// f of the unknown part of φ, the given part if there is one, and the operands.
  func function(_ shape: Shape, isLifted: Bool) -> TracedFunction {
    let first = isLifted ? 2 : 1
    return TracedFunction(
      [Shape](repeating: shape, count: first) + operands.map(\.shape)
    ) { [evaluate] fields in
      let potential = isLifted ? fields[0] + fields[1] : fields[0]
      let value = evaluate(potential, Array(fields[first...]))
      return fields[0].graph?.lift(value, to: shape) ?? value
    }
  }
}
