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
    var terms: [Value] = []
    for (axis, tangent) in tangents[..<dimension].enumerated() {
      guard let tangent else { continue }
      let flux = matrix.divergence(axis, of: tangent * matrix.difference(axis, of: u))
      terms.append(-matrix.unknown(flux))
    }
    if hasReaction, let tangent = tangents[dimension] { terms.append(-tangent * u) }
    if let tangent = tangents.last ?? nil { terms.append(tangent) }
    guard let first = terms.first else { return nil }
    let right = terms.dropFirst().reduce(first) { $0 + $1 }
    let solution = solve(operands.dropLast() + [right])
    return concatenate([solution] + [Value](repeating: 0, count: Report.count))
  }

  private func solve(_ operands: [Value]) -> Value {
    Autodiff.apply(self, operands)[0..<matrix.count]
  }

  /// Allocates what the iteration's programs need.
  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    var fields: [[Double]] = []
    for index in 0..<operands.count { fields.append(array(operands[index])) }
    let outcome = iteration.solve(Array(fields.dropLast()), right: fields[fields.count - 1])
    for index in 0..<matrix.count { y[index] = outcome.solution?[index] ?? .nan }
    y[matrix.count + Report.iterations] = Double(outcome.iterations)
    y[matrix.count + Report.residual] = outcome.residual
    y[matrix.count + Report.status] = outcome.status.rawValue
  }

  private func array(_ span: Span<Double>) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(span.count)
    for index in span.indices { values.append(span[index]) }
    return values
  }
}
