import Autodiff

/// Newton's method for A u + Tᵀ (w ∘ f(Tu, θ)) = b, with shorter steps where f bends too much.
///
/// With f′ ≥ 0 the equation says where a convex function has its minimum. −d · r is that function's slope along
/// a step d: a step u + t d ends where it is at most half as steep.
final class NewtonIteration: Sendable {
  /// What came of it.
  struct Outcome {
    /// u, the steps of all linear solutions together, the relative residual at the end, and the status.
    var linear: ConjugateGradients.Outcome
    var newtonSteps = 0
  }

  /// The energy of the last step as a part of the solution's: the error after it is below round-off, since
  /// each step squares it.
  private static let tolerance = 1e-18
  /// The size of a step as a part of φ, or of a residual as a part of b, that may be round-off: where u is what little
  /// is left of terms that cancel, or next to nothing beside a given part of φ.
  private static let roundOff = 1e-12
  private static let limit = 100

  private let fieldCount: Int
  private let shapes: [Shape]
  private let hasScreening: Bool
  private let matrix: FluxMatrix
  private let gradients: ConjugateGradients
  /// A's diagonals, b, u, θ ↦ r = b − A u − Tᵀ (w f), the diagonal s + w f′, J u, u, and φ in cells.
  private let linearisation: Program

  /// Compiles what is done at every step; φ in cells is Tu, and if f is lifted θ's first field more.
  init(
    _ matrix: FluxMatrix, hasScreening: Bool, _ function: TracedFunction, isLifted: Bool
  ) {
    self.matrix = matrix
    self.hasScreening = hasScreening
    let shapes = matrix.shapes(hasReaction: hasScreening)
    fieldCount = shapes.count + 2
    gradients = ConjugateGradients(matrix, hasReaction: true)
    let field = Shape.field(matrix.count)
    let graph = Graph()
    let operands = shapes.map { graph.input($0) }
    let coefficients = matrix.coefficients(operands, hasReaction: hasScreening)
    let (b, start) = (graph.input(field), graph.input(field))
    let u = matrix.unknown(start)
    let cells = matrix.inCells(u)
    let parameters = function.inputShapes.dropFirst().map { graph.input($0) }
    let value = apply(function, [cells] + parameters)
    let ones = graph.constant([Double](repeating: 1, count: matrix.count))
    let slope = graph.lift(
      function.pullback(operands: [cells] + parameters, result: value, cotangent: ones)[0] ?? 0,
      to: field
    ).weighted(by: matrix.volumes)
    var diagonals = coefficients
    diagonals.reaction = coefficients.reaction.map { $0 + slope } ?? slope
    let inputs = operands + [b, start] + parameters
    self.shapes = inputs.map(\.shape)
    let left = matrix.image(of: u, coefficients)
    linearisation = Program(
      graph, inputs: inputs,
      outputs: [
        matrix.unknown(b - matrix.loads(of: value)) - left,
        diagonals.reaction ?? slope, matrix.image(of: u, diagonals), u,
        isLifted ? cells + parameters[0] : cells,
      ])
  }

  /// The equation around some u.
  private struct Linearisation {
    let residual: [Double]
    let diagonal: [Double]
    let image: [Double]
    let u: [Double]
    let potential: [Double]

    /// Whether f and its derivative are numbers.
    var isFinite: Bool { residual.allSatisfy(\.isFinite) && diagonal.allSatisfy(\.isFinite) }
  }

  /// Solves the equation for A's diagonals, b, the u to begin with, and θ; gives up once it is cancelled.
  func solve(_ operands: [[Double]], _ cancellation: Cancellation? = nil) -> Outcome {
    let right = operands[fieldCount - 2]
    var current = linearise(operands, operands[fieldCount - 1])
    var outcome = Outcome(linear: ConjugateGradients.Outcome(residual: .nan))
    guard current.isFinite else {
      outcome.linear.status = .notFinite
      return outcome
    }
    while outcome.newtonSteps < NewtonIteration.limit, cancellation?.isCancelled != true {
      let system = diagonals(operands, current)
      let inner = gradients.solve(system, right: current.residual, cancellation)
      outcome.newtonSteps += 1
      outcome.linear.iterations += inner.iterations
      guard let direction = inner.solution else {
        outcome.linear.status = inner.status
        outcome.linear.residual = inner.residual
        return outcome
      }
      let slope = dot(direction, current.residual)
      guard slope.isFinite else { break }
      let whole = dot(current.u, current.image)
      let part = part(of: direction, system, current, right)
      // Where squares vanish or overflow they tell nothing.
      let isSmall =
        slope > 0 && slope <= NewtonIteration.tolerance * whole && whole.isFinite
      if isSmall || part <= NewtonIteration.roundOff {
        current = linearise(operands, sum(current.u, 1, direction))
        guard current.isFinite else { break }
        outcome.linear.solution = current.u
        outcome.linear.status = .converged
        outcome.linear.residual = min(part, residual(diagonals(operands, current), current, right))
        return outcome
      }
      guard let next = search(operands, current, direction, slope, cancellation) else { break }
      current = next
    }
    outcome.linear.residual = residual(diagonals(operands, current), current, right)
    return outcome
  }

  /// How large a step is beside φ, or the residual it is for beside b, whichever is less; infinite if φ and b are 0.
  private func part(
    of direction: [Double], _ system: [[Double]], _ current: Linearisation, _ right: [Double]
  ) -> Double {
    if current.residual.allSatisfy({ $0 == 0 }) { return 0 }
    let (step, whole) = (largest(direction), largest(current.potential))
    let part = whole > 0 && whole.isFinite ? step / whole : .infinity
    return min(part, ratio(system, current.residual, to: right))
  }

  /// The residual beside J u or b, whichever is larger; 1 if it is beyond both.
  private func residual(
    _ system: [[Double]], _ current: Linearisation, _ right: [Double]
  ) -> Double {
    if current.residual.allSatisfy({ $0 == 0 }) { return 0 }
    return [current.image, right].reduce(1) {
      min($0, ratio(system, current.residual, to: $1))
    }
  }

  /// |r|/|b| in the norm of the preconditioner; infinite if b is 0 or it is no number.
  private func ratio(_ system: [[Double]], _ r: [Double], to b: [Double]) -> Double {
    let scale = largest(b)
    guard scale > 0 else { return .infinity }
    // Squares shall neither overflow nor vanish.
    let ratio = gradients.ratio(system, r.map { $0 / scale }, to: b.map { $0 / scale })
    return ratio.isFinite ? ratio : .infinity
  }

  private func largest(_ field: [Double]) -> Double { field.reduce(0) { max($0, $1.magnitude) } }

  /// The diagonals of J.
  private func diagonals(_ operands: [[Double]], _ current: Linearisation) -> [[Double]] {
    let fluxes = matrix.axes.count
    return operands[..<fluxes] + [current.diagonal]
      + operands[(fluxes + (hasScreening ? 1 : 0))..<(fieldCount - 2)]
  }

  /// The step 1 or, if it goes far beyond the least value along the direction, one found by bisection; nil if
  /// there is none.
  private func search(
    _ operands: [[Double]], _ current: Linearisation, _ direction: [Double], _ slope: Double,
    _ cancellation: Cancellation?
  ) -> Linearisation? {
    var (short, long, width) = (0.0, 1.0, 1.0)
    for _ in 0..<100 where cancellation?.isCancelled != true {
      let next = linearise(operands, sum(current.u, width, direction))
      let rest = next.isFinite ? dot(direction, next.residual) : -.infinity
      if rest >= -0.5 * slope, width == 1 || rest <= 0.5 * slope { return next }
      if rest > 0 { short = width } else { long = width }
      width = 0.5 * (short + long)
    }
    return nil
  }

  private func linearise(_ operands: [[Double]], _ u: [Double]) -> Linearisation {
    linearisation.withWorkspace { workspace in
      var operands = operands
      operands[fieldCount - 1] = u
      workspace.set(operands, shapes)
      workspace.run()
      return Linearisation(
        residual: workspace.output(0), diagonal: workspace.output(1), image: workspace.output(2),
        u: workspace.output(3), potential: workspace.output(4))
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(into: 0.0) { $0 += $1.0 * $1.1 }
  }

  private func sum(_ a: [Double], _ width: Double, _ b: [Double]) -> [Double] {
    zip(a, b).map { $0 + width * $1 }
  }
}
