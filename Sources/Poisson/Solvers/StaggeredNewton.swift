import Autodiff

/// The solution u of M u − f(u, θ) = b with the matrix of a `StaggeredSystem`, by Newton's method.
///
/// Operands are c, s if there is one, e, b, the u to begin with, and θ, by which f is a traced function of u point by point.
/// The result is u, followed by what `NewtonSolver` tells. It is differentiated implicitly: J = M − diag(f′) at the solution is
/// M with f′ added to s, and with Jᵀ λ = ū
///
///     b̄ = λ,  c̄, s̄, ē = −(∂(M u)/∂(c, s, e))ᵀ λ,  θ̄ = (∂f/∂θ)ᵀ λ,
///
/// u as it is.
final class StaggeredNewton: DifferentiableOperator {
  private let system: StaggeredSystem
  /// M and J, which has an s in any case.
  private let linear: StaggeredSystem
  private let image: TracedFunction
  private let function: TracedFunction
  private let equations: TracedSystem
  private let iteration: StaggeredNewtonIteration

  /// - Parameters:
  ///   - system: M.
  ///   - shapes: those of c, s and e.
  ///   - function: f, of u and θ.
  ///   - isLifted: whether θ begins with the given part of φ, of which u is the rest.
  init(
    _ system: StaggeredSystem, _ shapes: [Shape], _ function: TracedFunction, isLifted: Bool
  ) {
    let field = Shape.field(system.discretisation.grid.count)
    self.system = system
    self.function = function
    let linear = StaggeredSystem(
      system.discretisation, order: system.order, hasScreening: true)
    self.linear = linear
    image = TracedFunction([field] + shapes) { operands in
      system.image(of: operands[0], system.coefficients(Array(operands[1...])))
    }
    var all = shapes
    if !system.hasScreening { all.insert(field, at: system.axes.count) }
    equations = linear.equations(all)
    iteration = StaggeredNewtonIteration(
      system, linear, equations, shapes, function, isLifted: isLifted)
  }

  private var count: Int { system.discretisation.grid.count }
  /// How many operands c, s and e are.
  private var diagonalCount: Int { image.inputShapes.count - 1 }

  var inputShapes: [Shape] {
    image.inputShapes.dropFirst() + [.field(count), .field(count)]
      + function.inputShapes.dropFirst()
  }
  var outputShape: Shape { .field(count + NewtonSolver.Report.count) }

  /// J's c, s and e.
  private func linearisation(_ operands: [Value], _ u: Value, in graph: Graph) -> [Value] {
    let ones = graph.constant([Double](repeating: 1, count: count))
    let slope = function.pullback(
      operands: [u] + operands[(diagonalCount + 2)...], result: u, cotangent: ones)[0]
    var coefficients = system.coefficients(Array(operands[..<diagonalCount]))
    let field = graph.lift(slope ?? 0, to: .field(count))
    coefficients.screening = coefficients.screening.map { $0 + field } ?? field
    return coefficients.operands
  }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let u = result[0..<count]
    guard let graph = u.graph else { return operands.map { _ in nil } }
    let parameters = linearisation(operands, u, in: graph)
    let solution = Autodiff.apply(
      TracedSolver(equations, isTransposed: true),
      parameters + [system.unknown(cotangent[0..<count])])
    let lambda = system.unknown(solution[0..<count])
    let diagonals = image.pullback(
      operands: [u] + operands[..<diagonalCount], result: u, cotangent: -lambda)
    let others = function.pullback(
      operands: [u] + operands[(diagonalCount + 2)...], result: u, cotangent: lambda)
    return diagonals.dropFirst() + [lambda, nil] + others.dropFirst()
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    let u = result[0..<count]
    guard let graph = u.graph else { return nil }
    var right = tangents[diagonalCount]
    let diagonals = Array(tangents[..<diagonalCount])
    if diagonals.contains(where: { $0 != nil }),
      let change = image.pushforward(
        operands: [u] + operands[..<diagonalCount], result: u, tangents: [nil] + diagonals)
    {
      right = right.map { $0 - change } ?? -change
    }
    let others = Array(tangents[(diagonalCount + 2)...])
    if others.contains(where: { $0 != nil }),
      let change = function.pushforward(
        operands: [u] + operands[(diagonalCount + 2)...], result: u, tangents: [nil] + others)
    {
      right = right.map { $0 + change } ?? change
    }
    guard let right else { return nil }
    let parameters = linearisation(operands, u, in: graph)
    let solution = Autodiff.apply(
      TracedSolver(equations),
      parameters + [system.unknown(graph.lift(right, to: .field(count)))])
    return concatenate(
      [system.unknown(solution[0..<count])]
        + [Value](repeating: 0, count: NewtonSolver.Report.count))
  }

  /// Allocates what the iteration's programs need.
  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let outcome = iteration.solve(operands.arrays, operands.cancellation)
    for index in 0..<count { y[index] = outcome.linear.solution?[index] ?? .nan }
    outcome.linear.write(to: &y, from: count)
    y[count + NewtonSolver.Report.newtonSteps] = Double(outcome.newtonSteps)
  }
}
