import Autodiff

/// Newton's method for M u − f(u, θ) = b, with shorter steps where f bends too much.
///
/// With r = b − M u + f a step d solves J d = r, and ends where |P r| has fallen by a quarter of its part at least, P being
/// the preconditioner at its beginning: for short steps it does, since P r falls along d like 1 − t.
final class StaggeredNewtonIteration: Sendable {
  /// The size of the last step as a part of the solution's: the error after it is below round-off.
  private static let tolerance = 1e-9
  /// That as a part of what cancels where hardly any solution is left: such a step may be round-off.
  private static let roundOff = 1e-12
  private static let limit = 100

  private let equations: TracedSystem
  private let shapes: [Shape]
  private let diagonalCount: Int
  private let count: Int
  /// c, s, e, b, u, θ ↦ J's c, s, e; u; r; P r; what modes are multiplied by in P; φ; P b.
  private let linearisation: Program
  private let parameterCount: Int
  /// The same and that of P ↦ P r.
  private let rest: Program

  /// Compiles what is done at every step; φ is u, and if f is lifted θ's first field more.
  init(
    _ system: StaggeredSystem, _ linear: StaggeredSystem, _ equations: TracedSystem,
    _ diagonals: [Shape], _ function: TracedFunction, isLifted: Bool
  ) {
    self.equations = equations
    let count = system.discretisation.grid.count
    let field = Shape.field(count)
    self.count = count
    diagonalCount = diagonals.count
    parameterCount = equations.parameters.count
    let shapes = diagonals + [field, field] + function.inputShapes.dropFirst()
    self.shapes = shapes
    func trace(
      _ graph: Graph, _ inputs: [Value]
    ) -> (u: Value, residual: Value, coefficients: StaggeredSystem.Coefficients) {
      let u = system.unknown(inputs[diagonals.count + 1])
      let unknowns = [u] + inputs[(diagonals.count + 2)...]
      let value = apply(function, unknowns)
      let ones = graph.constant([Double](repeating: 1, count: count))
      let slope = function.pullback(operands: unknowns, result: value, cotangent: ones)[0]
      let coefficients = system.coefficients(Array(inputs[..<diagonals.count]))
      let residual =
        system.unknown(inputs[diagonals.count] + value) - system.image(of: u, coefficients)
      var changed = coefficients
      let reaction = graph.lift(slope ?? 0, to: field)
      changed.screening = coefficients.screening.map { $0 + reaction } ?? reaction
      return (u, residual, changed)
    }
    let first = Graph()
    let inputs = shapes.map { first.input($0) }
    let (u, residual, coefficients) = trace(first, inputs)
    let inverse = linear.inverse(coefficients, in: first)
    let potential = isLifted ? u + inputs[diagonals.count + 2] : u
    let right = system.unknown(inputs[diagonals.count])
    linearisation = Program(
      first, inputs: inputs,
      outputs: coefficients.operands
        + [
          u, residual, linear.precondition(residual, inverse), inverse, potential,
          linear.precondition(right, inverse),
        ])
    let second = Graph()
    let again = shapes.map { second.input($0) }
    let given = second.input(inverse.shape)
    rest = Program(
      second, inputs: again + [given],
      outputs: [linear.precondition(trace(second, again).residual, given)])
  }

  /// Solves the equation for operands c, s, e, b, the u to begin with, and θ; gives up once it is cancelled.
  func solve(
    _ operands: [[Double]], _ cancellation: Cancellation? = nil
  ) -> NewtonIteration.Outcome {
    var outcome = NewtonIteration.Outcome(linear: ConjugateGradients.Outcome(residual: .nan))
    var operands = operands
    while cancellation?.isCancelled != true {
      let current = linearise(operands)
      let (u, whole) = (current.u, norm(current.preconditioned))
      guard current.isFinite else {
        outcome.linear.status = outcome.newtonSteps == 0 ? .notFinite : .notConverged
        return outcome
      }
      // P has no inverse where nothing fixes a constant.
      guard whole.isFinite else {
        outcome.linear.status = .notDefinite
        return outcome
      }
      if current.residual.allSatisfy({ $0 == 0 }) { return outcome.converged(u, residual: 0) }
      let terms = max(norm(current.potential), norm(current.right))
      // As large as what it is a residual of, or larger, is as bad as it gets; what P makes nothing of says nothing.
      let isTold = whole > 0 && terms.isFinite
      outcome.linear.residual = isTold && whole < terms ? whole / terms : 1
      guard isTold else { break }
      guard outcome.newtonSteps < StaggeredNewtonIteration.limit else { break }
      let inner = MinimalResiduals(equations, current.parameters, isTransposed: false)
        .solve(current.residual, cancellation)
      outcome.newtonSteps += 1
      outcome.linear.iterations += inner.iterations
      guard let step = inner.solution else { break }
      let full = zip(u, step).map { $0 + $1 }
      let (size, changed) = (norm(step), norm(full))
      guard size.isFinite, changed.isFinite else { break }
      if size <= StaggeredNewtonIteration.tolerance * changed
        || size <= StaggeredNewtonIteration.roundOff * terms
      {
        operands[diagonalCount + 1] = full
        let last = linearise(operands)
        let rest = norm(last.preconditioned)
        guard last.isFinite, rest.isFinite else { break }
        return outcome.converged(
          last.u, residual: rest == 0 ? 0 : rest / max(changed, terms, rest))
      }
      guard let next = search(operands, current.inverse, u, step, whole) else { break }
      operands[diagonalCount + 1] = next
    }
    return outcome
  }

  /// u + t d for the first t of 1, ½, … that takes enough off |P r|; nil if none does.
  private func search(
    _ operands: [[Double]], _ inverse: [Double], _ u: [Double], _ step: [Double],
    _ whole: Double
  ) -> [Double]? {
    var (operands, width) = (operands, 1.0)
    for _ in 0..<60 {
      let next = zip(u, step).map { $0 + width * $1 }
      operands[diagonalCount + 1] = next
      let left = rest.withWorkspace { workspace in
        workspace.set(operands, shapes)
        workspace.setInput(shapes.count, to: inverse)
        workspace.run()
        return norm(workspace.output(0))
      }
      if left <= (1 - 0.25 * width) * whole { return next }
      width *= 0.5
    }
    return nil
  }

  /// The equation around some u.
  private struct Linearisation {
    /// J's c, s, e.
    let parameters: [[Double]]
    let u, residual, preconditioned, inverse: [Double]
    /// φ and P b.
    let potential, right: [Double]

    /// Whether f and its derivative are numbers, also where φ is given.
    var isFinite: Bool {
      residual.allSatisfy(\.isFinite) && parameters.allSatisfy { $0.allSatisfy(\.isFinite) }
    }
  }

  private func linearise(_ operands: [[Double]]) -> Linearisation {
    linearisation.withWorkspace { workspace in
      workspace.set(operands, shapes)
      workspace.run()
      let first = parameterCount
      return Linearisation(
        parameters: (0..<first).map { workspace.output($0) }, u: workspace.output(first),
        residual: workspace.output(first + 1), preconditioned: workspace.output(first + 2),
        inverse: workspace.output(first + 3), potential: workspace.output(first + 4),
        right: workspace.output(first + 5))
    }
  }

  /// The root of the sum of squares, which shall neither overflow nor vanish.
  private func norm(_ a: [Double]) -> Double {
    let largest = a.reduce(0) { max($0, $1.magnitude) }
    let unit = largest > 0 && largest.isFinite ? largest : 1
    return unit * a.reduce(into: 0.0) { $0 += ($1 / unit) * ($1 / unit) }.squareRoot()
  }
}

extension NewtonIteration.Outcome {
  /// The same with a solution.
  fileprivate func converged(_ u: [Double], residual: Double) -> NewtonIteration.Outcome {
    var outcome = self
    outcome.linear.solution = u
    outcome.linear.residual = residual
    outcome.linear.status = .converged
    return outcome
  }
}
