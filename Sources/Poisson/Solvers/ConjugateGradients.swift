import Autodiff

/// How an iteration ended.
enum IterationStatus: Double, Sendable {
  /// The residual is small.
  case converged
  /// The iteration was given up.
  case notConverged
  /// Something was met that a positive definite matrix excludes.
  case notDefinite
  /// The part that is not linear, or its derivative, is no number at the beginning.
  case notFinite
}

/// Conjugate gradients for A u = b, preconditioned by fast transforms: the number of steps depends on how
/// much the coefficient varies, not on the number of points.
final class ConjugateGradients: Sendable {
  /// What came of it.
  struct Outcome: Sendable {
    /// u; nil if it was not found.
    var solution: [Double]?
    var iterations = 0
    /// |b − A u|/|b|, computed from u, in the norm √(r · M⁻¹ r), M the preconditioner.
    var residual: Double
    /// How it ended.
    var status = IterationStatus.notConverged
  }

  /// The part of b's norm at which the residual of the recurrence is small enough.
  static let tolerance = 1e-13
  /// The most steps: those that a coefficient varying by a factor of some thousands takes.
  static let limit = 2000

  /// The diagonals c, s, e, and b, u ↦ r = b − A u, z = M⁻¹ r, r · z, and the preconditioner.
  private let start: Program
  /// The diagonals, the preconditioner, u, r, p, r · z ↦ the same four a step further, and p · A p.
  private let step: Program
  /// Whether constants are A's nullspace, and left out.
  private let isProjected: Bool

  /// Compiles both programs.
  init(_ matrix: FluxMatrix, hasReaction: Bool) {
    let field = Shape.field(matrix.count)
    let graph = Graph()
    let given = matrix.shapes(hasReaction: hasReaction).map { graph.input($0) }
    let coefficients = matrix.coefficients(given, hasReaction: hasReaction)
    let isProjected = matrix.isSingular && !hasReaction
    self.isProjected = isProjected
    func project(_ field: Value) -> Value { isProjected ? field - mean(field) : field }
    func precondition(_ r: Value, _ inverse: Value) -> Value {
      project(matrix.precondition(r, inverse))
    }

    let (b, guess) = (graph.input(field), graph.input(field))
    let inverse = matrix.preconditioner(coefficients, in: graph)
    let defect = project(matrix.unknown(b)) - matrix.image(of: guess, coefficients)
    let correction = precondition(defect, inverse)
    start = Program(
      graph, inputs: given + [b, guess],
      outputs: [defect, correction, dot(defect, correction), inverse])

    let preconditioner = graph.input(inverse.shape)
    let (u, r, p, square) = (
      graph.input(field), graph.input(field), graph.input(field), graph.input()
    )
    let image = matrix.image(of: p, coefficients)
    let curvature = dot(p, image)
    let width = square / curvature
    let (nextU, nextR) = (u + width * p, r - width * image)
    let z = precondition(nextR, preconditioner)
    let nextSquare = dot(nextR, z)
    step = Program(
      graph, inputs: given + [preconditioner, u, r, p, square],
      outputs: [nextU, nextR, z + nextSquare / square * p, nextSquare, curvature])
  }

  /// Solves A u = b.
  ///
  /// - Parameters:
  ///   - fields: the diagonals of A.
  ///   - right: b.
  ///   - cancellation: asked at every step; once cancelled, the iteration is given up.
  func solve(
    _ fields: [[Double]], right: [Double], _ cancellation: Cancellation? = nil
  ) -> Outcome {
    guard right.allSatisfy(\.isFinite) else {
      return Outcome(residual: .infinity, status: .notFinite)
    }
    let zero = [Double](repeating: 0, count: right.count)
    let mean = isProjected ? right.reduce(into: 0.0) { $0 += $1 } / Double(right.count) : 0
    // Squares of b shall neither overflow nor vanish.
    let scale = right.reduce(0) { max($0, ($1 - mean).magnitude) }
    // What is left of a constant is round-off, which has no direction.
    if scale <= 4 * mean.magnitude.ulp {
      return Outcome(solution: zero, residual: 0, status: .converged)
    }
    let b = right.map { ($0 - mean) / scale }
    var outcome = start.withWorkspace { workspace in
      set(workspace, fields + [b, zero])
      workspace.run()
      return iterate(
        fields + [workspace.output(3)], zero, workspace.output(0), workspace.output(1),
        workspace.scalarOutput(2), cancellation)
    }
    guard let solution = outcome.solution else { return outcome }
    outcome.residual = start.withWorkspace { workspace in
      set(workspace, fields + [b, zero])
      workspace.run()
      let whole = workspace.scalarOutput(2)
      if whole == 0 { return 0 }
      workspace.setInput(fields.count + 1, to: solution)
      workspace.run()
      return (workspace.scalarOutput(2).magnitude / whole).squareRoot()
    }
    outcome.solution = solution.map { scale * $0 }
    return outcome
  }

  /// |r|/|b| in the norm of the preconditioner; 0 if both are 0.
  func ratio(_ fields: [[Double]], _ r: [Double], to b: [Double]) -> Double {
    func square(_ field: [Double]) -> Double {
      start.withWorkspace { workspace in
        set(workspace, fields + [field, [Double](repeating: 0, count: field.count)])
        workspace.run()
        return workspace.scalarOutput(2).magnitude
      }
    }
    let whole = square(b)
    return whole == 0 ? 0 : (square(r) / whole).squareRoot()
  }

  /// Steps from u = 0 until the residual is small.
  private func iterate(
    _ fields: [[Double]], _ zero: [Double], _ residual: [Double], _ direction: [Double],
    _ whole: Double, _ cancellation: Cancellation?
  ) -> Outcome {
    if whole == 0 { return Outcome(solution: zero, residual: 0, status: .converged) }
    var outcome = Outcome(residual: 1)
    guard whole > 0, whole.isFinite else {
      outcome.status = .notDefinite
      return outcome
    }
    return step.withWorkspace { workspace in
      set(workspace, fields + [zero, residual, direction])
      let first = fields.count
      var square = whole
      while outcome.iterations < ConjugateGradients.limit, cancellation?.isCancelled != true {
        workspace.setInput(first + 3, to: square)
        workspace.run()
        outcome.iterations += 1
        square = workspace.scalarOutput(3)
        // Once it is round-off, its sign means nothing.
        outcome.residual = (square.magnitude / whole).squareRoot()
        let isDefinite =
          workspace.scalarOutput(4) > 0
          && (square >= 0 || outcome.residual <= ConjugateGradients.tolerance)
        guard isDefinite else {
          outcome.status = .notDefinite
          return outcome
        }
        if outcome.residual <= ConjugateGradients.tolerance {
          outcome.solution = workspace.output(0)
          outcome.status = .converged
          return outcome
        }
        for index in 0..<3 { workspace.setInput(first + index, to: workspace.output(index)) }
      }
      return outcome
    }
  }

  private func set(_ workspace: Workspace, _ fields: [[Double]]) {
    for (index, field) in fields.enumerated() { workspace.setInput(index, to: field) }
  }
}
