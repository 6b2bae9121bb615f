import Autodiff

/// The solution u of A u + Tᵀ (w ∘ f(Tu, θ)) = b with the matrix of a flux form, w the volumes of its cells, by
/// Newton's method.
///
/// Operands are the diagonals of A, c_i at the faces of each axis, s if there is one and e_k, then b, the u to begin with, and
/// θ, by which f is a traced function of Tu cell by cell. The result is u, followed by what is told of
/// the iteration, see `Report`.
///
/// It is differentiated implicitly, by the matrix J = A + Tᵀ diag(w f′) T at the solution: for a cotangent of u
/// and λ = J⁻¹ ū the cotangents of A's diagonals and b are those of a linear system, and θ̄ = −(∂f/∂θ)ᵀ (w ∘ Tλ)
/// with u as it is.
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
  ///   - isLifted: whether θ begins with the given part of φ, in cells, of which u is the rest.
  init(
    _ matrix: FluxMatrix, hasScreening: Bool, _ function: TracedFunction, isLifted: Bool = false
  ) {
    self.matrix = matrix
    self.hasScreening = hasScreening
    self.function = function
    linear = FluxSolver(matrix, hasReaction: true)
    iteration = NewtonIteration(
      matrix, hasScreening: hasScreening, function, isLifted: isLifted)
  }

  /// How many operands come before θ.
  private var systemCount: Int { matrix.shapes(hasReaction: hasScreening).count + 2 }

  var inputShapes: [Shape] {
    matrix.shapes(hasReaction: hasScreening)
      + [Shape](repeating: .field(matrix.count), count: 2) + function.inputShapes.dropFirst()
  }
  var outputShape: Shape { .field(matrix.count + Report.count) }

  /// What follows u: what a linear solver tells, the steps those of all its solutions, and more.
  enum Report {
    static let count = FluxSolver.Report.count + 1
    /// How many steps Newton's method took.
    static let newtonSteps = FluxSolver.Report.count
  }

  /// J⁻¹ r, for the operands of f.
  private func solve(_ right: Value, _ operands: [Value], _ unknowns: [Value]) -> Value {
    guard let graph = right.graph else { return right }
    let ones = graph.constant([Double](repeating: 1, count: matrix.count))
    let slope = function.pullback(operands: unknowns, result: ones, cotangent: ones)[0] ?? 0
    let reaction = graph.lift(slope, to: .field(matrix.count)).weighted(by: matrix.volumes)
    var diagonals = matrix.coefficients(operands, hasReaction: hasScreening)
    diagonals.reaction = diagonals.reaction.map { $0 + reaction } ?? reaction
    return Autodiff.apply(linear, diagonals.operands + [right])[0..<matrix.count]
  }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let u = result[0..<matrix.count]
    let unknowns = [matrix.inCells(u)] + operands[systemCount...]
    let lambda = solve(cotangent[0..<matrix.count], operands, unknowns)
    var diagonals = linear.cotangents(lambda, of: u)
    if !hasScreening { diagonals.remove(at: matrix.axes.count) }
    let parameters = function.pullback(
      operands: unknowns, result: u,
      cotangent: -matrix.inCells(lambda).weighted(by: matrix.volumes))
    return diagonals + [lambda, nil] + parameters.dropFirst()
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    let u = result[0..<matrix.count]
    let unknowns = [matrix.inCells(u)] + operands[systemCount...]
    var diagonals = Array(tangents[..<(systemCount - 2)])
    if !hasScreening { diagonals.insert(nil, at: matrix.axes.count) }
    var right = tangents[systemCount - 2]
    if let change = linear.change(diagonals, of: u) {
      right = right.map { $0 - change } ?? -change
    }
    let others = Array(tangents[systemCount...])
    if others.contains(where: { $0 != nil }),
      let change = function.pushforward(operands: unknowns, result: u, tangents: [nil] + others)
    {
      let loads = matrix.unknown(matrix.loads(of: change))
      right = right.map { $0 - loads } ?? -loads
    }
    guard let right else { return nil }
    return concatenate(
      [solve(right, operands, unknowns)] + [Value](repeating: 0, count: Report.count))
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
