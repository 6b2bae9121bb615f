import Autodiff

/// Coefficients by differences of order 4 and 6 where some axes have walls.
extension Discretisation {
  /// The solution φ of ∇·(a ∇φ) − κ²φ = ρ + f(φ), differentiated implicitly, by solutions of the transposed equations.
  func solveStaggered(
    _ density: Value, order: Int, coefficient: Value, lengths: [Value], screening: Value?,
    walls: WallData, gauge: Gauge, reaction: Reaction?, guess: Value, in graph: Graph
  ) -> FluxSolution {
    let shape = Shape.field(grid.count)
    let system = StaggeredSystem(
      self, order: order, hasScreening: screening != nil, hasReaction: reaction != nil)
    let terms = WallTerms(
      discretisation: self, graph: graph, lengths: lengths, screening: nil, walls: walls)
    let fluxes = grid.axes.indices.map { axis in
      1 / square(lengths[axis]) * system.mean(axis, of: coefficient)
    }
    var right = density
    var slopes: [Value] = []
    for axis in grid.axes.indices {
      for side in Side.allCases {
        let data = walls.known(axis, side).map { terms.field($0, axis) }
        let atWall = system.trace(coefficient, axis, side)
        switch grid.axes[axis].boundary.condition(side) {
        case .dirichlet:
          guard let column = system.axes[axis].wallDifferences[side], let data else { continue }
          let jump = fluxes[axis] * apply(map(column, axis), data)
          right = right - system.divergence(axis, of: jump)
        case .neumann:
          guard let data else { continue }
          right = right - system.inflow(atWall * data / lengths[axis], axis, side)
        case .robin:
          let robin = walls[robin: axis, side]
          let scale = atWall / (terms.field(robin.derivative, axis) * lengths[axis])
          slopes.append(scale * terms.field(robin.value, axis))
          if let data { right = right - system.inflow(scale * data, axis, side) }
        case nil: continue
        }
      }
    }
    let coefficients = StaggeredSystem.Coefficients(
      fluxes: fluxes, screening: screening.map { graph.lift($0, to: shape) }, walls: slopes)
    let given = terms.givenPotential()
    if let given { right = right - system.image(of: given, coefficients) }
    right = system.unknown(right)
    let result: Value
    if let reaction {
      let parameters = (given.map { [$0] } ?? []) + reaction.operands
      let function = reaction.function(shape, parameters, isLifted: given != nil)
      let start = graph.lift(given.map { guess - $0 } ?? guess, to: shape)
      let solver = StaggeredNewton(
        system, coefficients.operands.map(\.shape), function, isLifted: given != nil)
      result = apply(
        solver, coefficients.operands + [right, system.unknown(start)] + parameters)
    } else {
      let parameters = coefficients.operands
      result = apply(
        TracedSolver(system.equations(parameters.map(\.shape))), parameters + [right])
    }
    let u = system.unknown(result[0..<grid.count])
    var potential = given.map { $0 + u } ?? u
    var defect = right - system.image(of: u, coefficients)
    if let reaction {
      let value = graph.lift(reaction.evaluate(potential, reaction.operands), to: shape)
      defect = defect + system.unknown(value)
    }
    var removedMean: Value?
    if system.hasGauge {
      let removed = system.nullComponent(of: defect)
      defect = defect - removed
      removedMean = removed
      potential = fix(potential, gauge)
    }
    func report(_ index: Int) -> Value { result[grid.count + index] }
    return FluxSolution(
      potential: potential, removedMean: removedMean,
      iterations: report(FluxSolver.Report.iterations),
      newtonSteps: reaction == nil ? nil : report(NewtonSolver.Report.newtonSteps),
      solverResidual: report(FluxSolver.Report.residual),
      status: report(FluxSolver.Report.status),
      leastCoefficient: system.least(of: coefficient),
      greatestCoefficient: max(coefficient), residual: sqrt(mean(square(defect))),
      discretisation: self, density: density, coefficient: coefficient,
      source: source(density, of: potential, screening: screening, reaction: reaction),
      fluxes: StaggeredFluxes(
        system: system, lengths: lengths, coefficient: coefficient, potential: potential,
        terms: terms))
  }
}

/// The fluxes ∫ a ∂φ/∂n through walls of a solution by differences of a higher order: given, or a one-sided difference.
struct StaggeredFluxes: FluxReading {
  let system: StaggeredSystem
  let lengths: [Value]
  let coefficient: Value
  let potential: Value
  let terms: WallTerms

  func flux(axis: Int, side: Side) -> Value {
    let discretisation = system.discretisation
    let data = terms.field(terms.walls[axis, side], axis)
    let normal: Value
    switch discretisation.grid.axes[axis].boundary.condition(side) {
    case .neumann: normal = data
    case .robin:
      let robin = terms.walls[robin: axis, side]
      normal =
        (data - robin.value * system.trace(potential, axis, side))
        / terms.field(robin.derivative, axis)
    default:
      guard let row = system.axes[axis].normals[side] else { return 0 }
      normal = apply(discretisation.map(row, axis), potential) / lengths[axis]
    }
    return discretisation.integral(
      of: system.trace(coefficient, axis, side) * normal, overWallOf: axis, lengths: lengths)
  }
}
