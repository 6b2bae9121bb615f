public import Autodiff
public import Workers

/// A problem ready to be evaluated at any number of points: immutable, shared by all threads.
public final class CompiledProblem: Sendable {
  /// What was compiled.
  public let problem: Problem
  /// The compiled computation: inputs are the model's parameters; outputs the value, the gradient, and
  /// where an equation is solved the mean and the mean magnitude of ρ.
  public let program: Program

  /// Traces, differentiates and compiles.
  ///
  /// - Parameters:
  ///   - problem: what to compile.
  ///   - simplifications: the algebra to apply; fewer only to measure what it brings.
  public init(_ problem: Problem, simplifications: Simplifications = .all) {
    self.problem = problem
    let graph = Graph(simplifications: simplifications)
    let parameters = problem.model.parameters.map { _ in graph.input() }
    let traced = problem.trace(in: graph, parameters: parameters)
    let source = traced.source.map { [$0.mean, $0.magnitude] } ?? []
    program = Program(
      graph, inputs: parameters, outputs: [traced.value] + traced.gradient + source,
      swept: problem.swept)
  }

  /// The memory that one thread needs.
  public var workspaceByteCount: Int { program.workspaceByteCount }

  /// Value and gradient at each point of a sweep.
  ///
  /// - Parameters:
  ///   - parameters: a column per parameter of the model.
  ///   - count: the number of points.
  ///   - compatibility: what to do with a density that has a mean.
  ///   - workers: who computes; none: the calling thread alone.
  ///   - parallelism: the most threads to use.
  ///   - isCancelled: asked from time to time.
  /// - Throws: `EvaluationError` of the first point that has no answer.
  public func evaluate(
    _ parameters: [SweepColumn], count: Int, compatibility: Compatibility = .error,
    workers: WorkerPool? = nil, parallelism: Int = .max,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(EvaluationError) -> Evaluation {
    let columns = program.sweep(
      parameters, count: count, workers: workers, parallelism: parallelism,
      isCancelled: isCancelled)
    guard let columns else { throw .cancelled }
    let gradientEnd = 1 + problem.variables.count
    let gradient = Array(columns[1..<gradientEnd])
    let source = columns[gradientEnd...]
    let mean = source.first
    if let mean, let magnitude = source.last {
      try check(mean: mean, magnitude: magnitude, compatibility)
    }
    try checkFinite(value: columns[0], gradient: gradient)
    return Evaluation(value: columns[0], gradient: gradient, removedMean: mean)
  }

  private func check(
    mean: [Double], magnitude: [Double], _ compatibility: Compatibility
  ) throws(EvaluationError) {
    for point in mean.indices {
      guard magnitude[point].isFinite else { throw .nonFinite(.density, point: point) }
      if compatibility == .error,
        Swift.abs(mean[point]) > Compatibility.tolerance * magnitude[point]
      {
        throw .incompatible(
          mean: mean[point], magnitude: magnitude[point], point: point)
      }
    }
  }

  private func checkFinite(value: [Double], gradient: [[Double]]) throws(EvaluationError) {
    if let point = value.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(.value, point: point)
    }
    for (variable, column) in zip(problem.variables, gradient) {
      if let point = column.firstIndex(where: { !$0.isFinite }) {
        let name = problem.model.parameters[variable].name
        throw .nonFinite(.derivative(name), point: point)
      }
    }
  }
}

/// What is done with a density that has a mean, for which no periodic potential exists.
public enum Compatibility: String, CaseIterable, Sendable {
  /// It is an error.
  case error
  /// The mean is removed and reported: the answer is that of another problem.
  case project

  /// A mean up to this part of the density's mean magnitude, (1/n) Σ |ρᵢ|, counts as none: it is below
  /// what a Gaussian leaves that is cut off where it is small, and above round-off.
  public static let tolerance = 3e-8
}

/// Columns of results, one entry per point of the sweep.
public struct Evaluation: Sendable {
  /// The objective.
  public let value: [Double]
  /// ∂value/∂variable, in the order of the problem's variables.
  public let gradient: [[Double]]
  /// The mean that was removed from ρ; nil where nothing is solved.
  public let removedMean: [Double]?
}

/// Why there is no answer at a point of a sweep.
public enum EvaluationError: Error, Equatable, Sendable {
  /// Which number is not finite.
  public enum Quantity: Equatable, Sendable {
    /// ρ itself, somewhere on the grid.
    case density
    /// The objective.
    case value
    /// The derivative by the parameter of this name.
    case derivative(String)
  }

  /// ρ has a mean beyond the tolerance.
  case incompatible(mean: Double, magnitude: Double, point: Int)
  /// A result that is no number.
  case nonFinite(Quantity, point: Int)
  /// Nobody wants the answer any more.
  case cancelled
}
