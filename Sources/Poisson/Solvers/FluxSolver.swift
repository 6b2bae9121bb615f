import Autodiff

/// The solution u of A u = b with the matrix of a flux form, by conjugate gradients.
///
/// Operands are the diagonals of A, c_i at the faces of each axis, s if there is one and e_k, and b. The result is u,
/// followed by what is told of the iteration, see `Report`. b is taken as 0 where φ is given; where a
/// constant is in A's nullspace, u is the pseudoinverse's: b is taken without its mean, and u has none.
///
/// It is differentiated implicitly, by solutions with the same matrix, which is symmetric: with A = Σ_k B_kᵀ diag(d_k) B_k,
/// B_k = G_i T, T, E_k for d_k = c_i, s, e_k, for a cotangent w of u and A λ = w,
///
///     b̄ = λ,  d̄_k = −(B_k λ) ∘ (B_k u),
///
/// and A du = db − Σ_k B_kᵀ (dd_k ∘ B_k u). (The nullspace does not depend on c, so that the rules
/// hold for the pseudoinverse too.)
final class FluxSolver: DifferentiableOperator {
  private let matrix: FluxMatrix
  private let hasReaction: Bool
  private let iteration: ConjugateGradients

  /// Compiles the iteration.
  init(_ matrix: FluxMatrix, hasReaction: Bool) {
    self.matrix = matrix
    self.hasReaction = hasReaction
    iteration = ConjugateGradients(matrix, hasReaction: hasReaction)
  }

  var inputShapes: [Shape] {
    matrix.shapes(hasReaction: hasReaction) + [.field(matrix.count)]
  }
  var outputShape: Shape { .field(matrix.count + Report.count) }

  /// What follows u.
  enum Report {
    static let count = 3
    /// How many steps were taken.
    static let iterations = 0
    /// |b − A u|/|b| in the norm of the preconditioner: about the error of u in the norm of energy.
    static let residual = 1
    /// How the iteration ended: the number of an `IterationStatus`.
    static let status = 2
  }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let lambda = solve(operands.dropLast() + [cotangent[0..<matrix.count]])
    return cotangents(lambda, of: result[0..<matrix.count]) + [lambda]
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    var right = tangents.last ?? nil
    if let change = change(tangents.dropLast(), of: result[0..<matrix.count]) {
      right = right.map { $0 - change } ?? -change
    }
    guard let right else { return nil }
    let solution = solve(operands.dropLast() + [right])
    return concatenate([solution] + [Value](repeating: 0, count: Report.count))
  }

  /// −(B_k λ) ∘ (B_k u).
  func cotangents(_ lambda: Value, of u: Value) -> [Value] {
    zip(
      matrix.factors(of: lambda, hasReaction: hasReaction),
      matrix.factors(of: u, hasReaction: hasReaction)
    ).map { -$0 * $1 }
  }

  /// Σ_k B_kᵀ (dd_k ∘ B_k u) for tangents of the diagonals; nil for 0.
  func change(_ tangents: some Collection<Value?>, of u: Value) -> Value? {
    let factors = matrix.factors(of: u, hasReaction: hasReaction)
    let fields = zip(tangents, factors).map { tangent, factor in tangent.map { $0 * factor } }
    return matrix.combined(fields, hasReaction: hasReaction).map(matrix.unknown)
  }

  private func solve(_ operands: [Value]) -> Value {
    Autodiff.apply(self, operands)[0..<matrix.count]
  }

  /// Allocates what the iteration's programs need.
  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let fields = operands.arrays
    let outcome = iteration.solve(
      Array(fields.dropLast()), right: fields[fields.count - 1], operands.cancellation)
    for index in 0..<matrix.count { y[index] = outcome.solution?[index] ?? .nan }
    outcome.write(to: &y, from: matrix.count)
  }
}

extension ConjugateGradients.Outcome {
  /// Writes what a solver reports, behind its solution.
  func write(to y: inout MutableSpan<Double>, from start: Int) {
    y[start + FluxSolver.Report.iterations] = Double(iterations)
    y[start + FluxSolver.Report.residual] = residual
    y[start + FluxSolver.Report.status] = status.rawValue
  }
}
