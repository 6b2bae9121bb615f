import Autodiff

/// The solution u of A u + w ∘ f(u, θ) = b with the matrix of a flux form, w the volumes of its cells, by
/// Newton's method.
///
/// Operands are the coefficients c_i at the faces of each axis, s if there is one, b, the u to begin with, and
/// θ, by which f is a traced function of u point by point. The result is u, followed by what is told of
/// the iteration, see `Report`.
///
/// It is differentiated implicitly, by the matrix J = A + diag(w f′) at the solution: for a cotangent of u
/// and λ = J⁻¹ ū the cotangents of c, s and b are those of a linear system, and θ̄ = −(∂f/∂θ)ᵀ (w ∘ λ) with u
/// as it is.
final class NewtonSolver: DifferentiableOperator {
  private let matrix: FluxMatrix
  private let hasScreening: Bool
  private let function: TracedFunction
  private let linear: FluxSolver
  private let iteration: NewtonIteration

  /// - Parameters:
  ///   - matrix: the geometry.
  ///   - hasScreening: whether there is s.
  ///   - function: f, of u and θ.
  init(_ matrix: FluxMatrix, hasScreening: Bool, _ function: TracedFunction) {
    self.matrix = matrix
    self.hasScreening = hasScreening
    self.function = function
    linear = FluxSolver(matrix, hasReaction: true)
    iteration = NewtonIteration(matrix, hasScreening: hasScreening, function)
  }

  /// How many operands come before θ.
  private var systemCount: Int { matrix.axes.count + (hasScreening ? 3 : 2) }

  var inputShapes: [Shape] {
    matrix.conductances.map { Shape.field($0.count) }
      + [Shape](repeating: .field(matrix.count), count: hasScreening ? 3 : 2)
      + function.inputShapes.dropFirst()
  }
  var outputShape: Shape { .field(matrix.count + Report.count) }

  /// What follows u: what a linear solver tells, the steps those of all its solutions, and more.
  enum Report {
    static let count = FluxSolver.Report.count + 1
    /// How many steps Newton's method took.
    static let newtonSteps = FluxSolver.Report.count
  }

  /// J⁻¹ r.
  private func solve(_ right: Value, _ operands: [Value], _ u: Value, _ unknowns: [Value]) -> Value
  {
    let dimension = matrix.axes.count
    guard let graph = u.graph else { return right }
    let ones = graph.constant([Double](repeating: 1, count: matrix.count))
    let slope = function.pullback(operands: unknowns, result: u, cotangent: ones)[0] ?? 0
    let reaction = graph.lift(slope, to: .field(matrix.count)).weighted(by: matrix.volumes)
    let total = hasScreening ? operands[dimension] + reaction : reaction
    return Autodiff.apply(linear, operands[..<dimension] + [total, right])[0..<matrix.count]
  }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let (dimension, u) = (matrix.axes.count, result[0..<matrix.count])
    let unknowns = [u] + operands[systemCount...]
    let lambda = solve(cotangent[0..<matrix.count], operands, u, unknowns)
    let coefficients = (0..<dimension).map {
      -matrix.difference($0, of: lambda) * matrix.difference($0, of: u)
    }
    let parameters = function.pullback(
      operands: unknowns, result: u, cotangent: -lambda.weighted(by: matrix.volumes))
    return coefficients + (hasScreening ? [-lambda * u] : []) + [lambda, nil]
      + parameters.dropFirst()
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    let (dimension, u) = (matrix.axes.count, result[0..<matrix.count])
    let unknowns = [u] + operands[systemCount...]
    var terms = linear.tangentTerms(Array(tangents[..<dimension]), of: u)
    if hasScreening, let tangent = tangents[dimension] { terms.append(-tangent * u) }
    if let tangent = tangents[systemCount - 2] { terms.append(tangent) }
    let others = Array(tangents[systemCount...])
    if others.contains(where: { $0 != nil }),
      let change = function.pushforward(operands: unknowns, result: u, tangents: [nil] + others)
    {
      terms.append(-change.weighted(by: matrix.volumes))
    }
    guard let first = terms.first else { return nil }
    let right = terms.dropFirst().reduce(first) { $0 + $1 }
    return concatenate(
      [solve(right, operands, u, unknowns)] + [Value](repeating: 0, count: Report.count))
  }

  /// Allocates what the iteration's programs need.
  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let outcome = iteration.solve(operands.arrays, operands.cancellation)
    for index in 0..<matrix.count { y[index] = outcome.linear.solution?[index] ?? .nan }
    outcome.linear.write(to: &y, from: matrix.count)
    y[matrix.count + Report.newtonSteps] = Double(outcome.newtonSteps)
  }
}
