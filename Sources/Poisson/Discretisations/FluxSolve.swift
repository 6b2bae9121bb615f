public import Autodiff

extension Discretisation {
  /// The solution φ of ∇·(a ∇φ) − κ²φ = ρ, for a coefficient a > 0 that varies and κ² ≥ 0.
  ///
  /// Finite volumes: the error is proportional to the square of the spacing where a is smooth. The system of
  /// equations is solved by conjugate gradients, and differentiated implicitly.
  ///
  /// - Parameters:
  ///   - density: ρ at the grid's points.
  ///   - coefficient: a at the grid's points.
  ///   - lengths: the length of each axis.
  ///   - screening: κ², a number or a field; nil is not the same as a value that may be 0: there is no
  ///     gauge then.
  ///   - walls: the data of the conditions at walls.
  ///   - gauge: which φ is meant where a constant is free.
  /// - Throws: `GridError` for schemes other than differences of second order, and for Robin conditions.
  public func solve(
    _ density: Value, coefficient: Value, lengths: [Value], screening: Value? = nil,
    walls: WallData = WallData(), gauge: Gauge = .zeroMean
  ) throws(GridError) -> FluxSolution {
    let matrix = try FluxMatrix(self)
    let screening = screening?.number == 0 ? nil : screening
    let system = FluxSystem(
      matrix, density, coefficient: coefficient, lengths: lengths, screening: screening,
      walls: walls.scaled(grid), isSingular: isSingular && screening == nil)
    let solver = FluxSolver(matrix, hasReaction: screening != nil)
    let reaction = system.reaction.map { [$0] } ?? []
    let result = apply(solver, system.coefficients + reaction + [system.right])
    let u = result[0..<grid.count]
    func report(_ index: Int) -> Value { result[grid.count + index] }
    var potential = system.given.map { $0 + u } ?? u
    if isSingular, screening == nil { potential = fix(potential, gauge) }
    let defect = system.right - matrix.image(of: u, system.coefficients, system.reaction)
    return FluxSolution(
      potential: potential, removedMean: system.removedMean,
      iterations: report(FluxSolver.Report.iterations),
      solverResidual: report(FluxSolver.Report.residual),
      status: report(FluxSolver.Report.status), leastCoefficient: min(coefficient),
      residual: sqrt(mean(square(defect.weighted(by: matrix.volumes.map { 1 / $0 })))),
      discretisation: self, density: density)
  }
}
