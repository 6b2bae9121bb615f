import Autodiff
import Synchronization

/// A system of linear equations M(θ) x = b whose matrix nobody writes down: M x is a traced function of x, linear
/// in it, and of parameters θ.
///
/// It is solved by generalised minimal residuals (Saad and Schultz 1986) with a preconditioner, which is a traced
/// function too: P r, close to M⁻¹ r. The transposed system's functions are their pullbacks.
final class TracedSystem: Sendable {
  /// M x.
  typealias Map = @Sendable (_ x: Value, _ parameters: [Value]) -> Value
  /// What P needs and does not depend on r, as one field.
  typealias Preparation = (_ parameters: [Value], _ graph: Graph) -> Value
  /// P r.
  typealias Preconditioner =
    @Sendable (_ r: Value, _ parameters: [Value], _ prepared: Value) -> Value

  /// The system or the transposed one.
  struct Direction: Sendable {
    /// x, θ ↦ M x.
    let function: TracedFunction
    /// θ, what is prepared, r ↦ P r.
    let precondition: Program
  }

  /// The number of unknowns.
  let count: Int
  /// The shapes of the parameters.
  let parameters: [Shape]
  /// Whether what is solved is P M x = P b, so that residuals are those of x rather than of b.
  let isPreconditionedFromLeft: Bool
  private let map: Map
  private let precondition: Preconditioner
  private let preparation: Program
  private let preparedCount: Int
  private let directions = Mutex<(plain: Direction?, transposed: Direction?)>((nil, nil))

  /// States a system.
  init(
    count: Int, parameters: [Shape], isPreconditionedFromLeft: Bool = false,
    map: @escaping Map, prepare: Preparation,
    precondition: @escaping Preconditioner
  ) {
    self.count = count
    self.parameters = parameters
    self.isPreconditionedFromLeft = isPreconditionedFromLeft
    self.map = map
    self.precondition = precondition
    let graph = Graph()
    let inputs = parameters.map { graph.input($0) }
    let prepared = prepare(inputs, graph)
    preparedCount = prepared.shape.count
    preparation = Program(graph, inputs: inputs, outputs: [prepared])
  }

  /// One of the two systems, compiled when it is first needed.
  func direction(isTransposed: Bool) -> Direction {
    directions.withLock { known in
      if let direction = isTransposed ? known.transposed : known.plain { return direction }
      let direction = makeDirection(isTransposed)
      if isTransposed { known.transposed = direction } else { known.plain = direction }
      return direction
    }
  }

  private func makeDirection(_ isTransposed: Bool) -> Direction {
    /// f(v), or for linear f its transpose applied to v, an input: what is no input may be written in other
    /// terms before it is differentiated by.
    @Sendable func directed(_ v: Value, _ f: (Value) -> Value) -> Value {
      isTransposed ? pullback([(f(v), v)], to: [v])[0] : f(v)
    }
    let field = Shape.field(count)
    let function = TracedFunction([field] + parameters) { [map] operands in
      directed(operands[0]) { map($0, Array(operands[1...])) }
    }
    let graph = Graph()
    let inputs = parameters.map { graph.input($0) }
    let (prepared, v) = (graph.input(.field(preparedCount)), graph.input(field))
    let z = directed(v) { precondition($0, inputs, prepared) }
    return Direction(
      function: function,
      precondition: Program(graph, inputs: inputs + [prepared, v], outputs: [z]))
  }

  /// The field that the preconditioner needs.
  func prepared(_ operands: [[Double]]) -> [Double] {
    preparation.withWorkspace { workspace in
      workspace.set(operands, parameters)
      workspace.run()
      return workspace.output(0)
    }
  }
}

/// The solution x of M(θ) x = b, or of Mᵀ(θ) x = b.
///
/// Operands are θ and b; the result is x, followed by `FluxSolver.Report`. It is differentiated implicitly: with
/// λ = M⁻ᵀ x̄, b̄ = λ and θ̄ = −(∂(M x)/∂θ)ᵀ λ with x as it is.
final class TracedSolver: DifferentiableOperator {
  /// Which solver it is.
  struct Identity: Hashable {
    let system: ObjectIdentifier
    let isTransposed: Bool
  }

  private let system: TracedSystem
  private let isTransposed: Bool

  init(_ system: TracedSystem, isTransposed: Bool = false) {
    self.system = system
    self.isTransposed = isTransposed
  }

  var identity: Identity {
    Identity(system: ObjectIdentifier(system), isTransposed: isTransposed)
  }
  var inputShapes: [Shape] { system.parameters + [.field(system.count)] }
  var outputShape: Shape { .field(system.count + FluxSolver.Report.count) }

  private func solve(_ parameters: ArraySlice<Value>, _ right: Value, isTransposed: Bool) -> Value {
    let solver = TracedSolver(system, isTransposed: isTransposed)
    return Autodiff.apply(solver, parameters + [right])[0..<system.count]
  }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let x = result[0..<system.count]
    let lambda = solve(
      operands.dropLast(), cotangent[0..<system.count], isTransposed: !isTransposed)
    let function = system.direction(isTransposed: isTransposed).function
    let parameters = function.pullback(
      operands: [x] + operands.dropLast(), result: x, cotangent: -lambda)
    return parameters.dropFirst() + [lambda]
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    let x = result[0..<system.count]
    var right = tangents.last ?? nil
    let others = Array(tangents.dropLast())
    if others.contains(where: { $0 != nil }) {
      let change = system.direction(isTransposed: isTransposed).function.pushforward(
        operands: [x] + operands.dropLast(), result: x, tangents: [nil] + others)
      if let change { right = right.map { $0 - change } ?? -change }
    }
    guard let right, let graph = x.graph else { return nil }
    let solution = solve(
      operands.dropLast(), graph.lift(right, to: .field(system.count)), isTransposed: isTransposed)
    return concatenate([solution] + [Value](repeating: 0, count: FluxSolver.Report.count))
  }

  /// Allocates what the iteration's programs need.
  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let fields = operands.arrays
    let iteration = MinimalResiduals(
      system, Array(fields.dropLast()), isTransposed: isTransposed)
    let outcome = iteration.solve(fields[fields.count - 1], operands.cancellation)
    for index in 0..<system.count { y[index] = outcome.solution?[index] ?? .nan }
    outcome.write(to: &y, from: system.count)
  }
}
