import Autodiff

/// The solution u of A u = b with the matrix of a flux form, by conjugate gradients.
///
/// Operands are the coefficients c_i at the faces of each axis, s if there is one, and b. The result is u,
/// followed by what is told of the iteration, see `Report`. b is taken as 0 where φ is given; where a
/// constant is in A's nullspace, u is the pseudoinverse's: b is taken without its mean, and u has none.
///
/// It is differentiated implicitly, by solutions with the same matrix, which is symmetric: for a cotangent w of
/// u and A λ = w,
///
///     b̄ = λ,  c̄_i = −(G_i λ) ∘ (G_i u),  s̄ = −λ ∘ u,
///
/// and A du = db − Σ G_iᵀ (dc_i ∘ G_i u) − ds ∘ u. (The nullspace does not depend on c, so that the rules
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
    matrix.conductances.map { Shape.field($0.count) }
      + [Shape](repeating: .field(matrix.count), count: hasReaction ? 2 : 1)
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
    let (dimension, u) = (matrix.axes.count, result[0..<matrix.count])
    let lambda = solve(operands.dropLast() + [cotangent[0..<matrix.count]])
    let coefficients = (0..<dimension).map {
      -matrix.difference($0, of: lambda) * matrix.difference($0, of: u)
    }
    return coefficients + (hasReaction ? [-lambda * u] : []) + [lambda]
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    let (dimension, u) = (matrix.axes.count, result[0..<matrix.count])
    var terms = tangentTerms(Array(tangents[..<dimension]), of: u)
    if hasReaction, let tangent = tangents[dimension] { terms.append(-tangent * u) }
    if let tangent = tangents.last ?? nil { terms.append(tangent) }
    guard let first = terms.first else { return nil }
    let right = terms.dropFirst().reduce(first) { $0 + $1 }
    let solution = solve(operands.dropLast() + [right])
    return concatenate([solution] + [Value](repeating: 0, count: Report.count))
  }

  /// −G_iᵀ (dc_i ∘ G_i u) for the tangents of coefficients.
  func tangentTerms(_ tangents: [Value?], of u: Value) -> [Value] {
    tangents.enumerated().compactMap { axis, tangent in
      tangent.map {
        -matrix.unknown(matrix.divergence(axis, of: $0 * matrix.difference(axis, of: u)))
      }
    }
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
