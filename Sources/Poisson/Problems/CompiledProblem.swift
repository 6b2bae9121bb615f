public import Autodiff
public import Expressions
public import Workers

/// A problem ready to be evaluated at any number of points: immutable, shared by all threads.
public final class CompiledProblem: Sendable {
  /// What was compiled.
  public let problem: Problem
  /// The compiled computation: inputs are the parameters, then the fields; outputs are the objectives,
  /// their derivatives, and what is reported and checked.
  public let program: Program
  private let layout: OutputLayout
  private let discretisation: Discretisation?

  /// Traces, differentiates and compiles.
  ///
  /// - Parameters:
  ///   - problem: what to compile.
  ///   - simplifications: the algebra to apply; fewer only to measure what it brings.
  ///   - diagnostics: whether to compute what tells how good a solution is.
  ///   - isCancelled: asked at every statement.
  /// - Throws: everything that is wrong with the problem, as far as it can be told at once; or that it was
  ///   cancelled.
  public init(
    _ problem: Problem, simplifications: Simplifications = .all, diagnostics: Bool = true,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ProblemErrors) {
    self.problem = problem
    let graph = Graph(simplifications: simplifications)
    var trace = ProblemTrace(problem, in: graph, isCancelled: isCancelled)
    let outputs = try trace.run()
    let (layout, values) = OutputLayout.lay(out: outputs, diagnostics: diagnostics)
    self.layout = layout
    discretisation = outputs.discretisation
    program = Program(graph, inputs: trace.inputs, outputs: values, swept: problem.swept)
  }

  /// The memory that one thread needs.
  public var workspaceByteCount: Int { program.workspaceByteCount }

  /// The memory that it takes while nobody evaluates it, apart from what is proportional to its grid.
  public var keptByteCount: Int { program.keptByteCount }

  /// The objectives and their gradients at each point of a sweep.
  ///
  /// - Parameters:
  ///   - inputs: a column per parameter, then one per field.
  ///   - count: the number of points.
  ///   - workers: who computes; none: the calling thread alone.
  ///   - parallelism: the most threads to use.
  ///   - density: the density as it was written this time, equal to the problem's; errors quote it.
  ///   - isCancelled: asked from time to time.
  /// - Throws: `EvaluationError` of the first point that has no answer.
  public func evaluate(
    _ inputs: [SweepColumn], count: Int, workers: WorkerPool? = nil, parallelism: Int = .max,
    density: Expression? = nil, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(EvaluationError) -> Evaluation {
    let columns = program.sweep(
      inputs, count: count, workers: workers, parallelism: parallelism, isCancelled: isCancelled)
    guard let columns else { throw .cancelled }
    try checkAxes(columns)
    for (place, output) in layout.finite {
      if let point = columns.firstPoint(of: output, where: { !$0.isFinite }) {
        throw .nonFiniteStatement(place, point: point)
      }
    }
    for (divisor, output) in layout.divisors {
      if let point = columns.firstPoint(of: output, where: { $0 == 0 }) {
        throw .zeroDivisor(divisor, point: point)
      }
    }
    try checkResonance(columns)
    try checkRobinResonance(columns)
    try checkCoefficient(inputs, columns)
    let toleratedMean = try checkDensity(inputs, density ?? problem.density, columns)
    try checkIteration(columns)
    let evaluation = Evaluation(
      values: layout.values.map { columns[$0] },
      gradients: layout.gradients.map { $0.map { columns[$0] } },
      removedMean: layout.removedMean.map { columns[$0] },
      toleratedMean: toleratedMean,
      residual: layout.residual.flatMap { finite(columns[$0]) },
      unresolvedShare: layout.unresolvedShare.flatMap { finite(columns[$0]) },
      iterations: layout.iteration.map { columns[$0.count] },
      newtonSteps: layout.iteration.flatMap { $0.newtonSteps.map { columns[$0] } },
      solverResidual: layout.iteration.map { columns[$0.residual] })
    try checkFinite(evaluation)
    return evaluation
  }

  /// What is only told may be left out where it overflows, as the squares of a large density do.
  private func finite(_ column: [Double]) -> [Double]? {
    column.allSatisfy(\.isFinite) ? column : nil
  }

  private func checkAxes(_ columns: SweepResults) throws(EvaluationError) {
    for (axis, output) in zip(problem.axes, layout.lengths) {
      if let point = columns.firstPoint(of: output, where: { !($0 > 0 && $0.isFinite) }) {
        throw .invalidLength(axis: axis.name, columns[output, point], point: point)
      }
    }
    // A wall itself may be missed by round-off.
    let inside = -1e-12...1 + 1e-12
    for (key, lower, upper) in layout.reads {
      for output in [lower, upper] {
        if let point = columns.firstPoint(of: output, where: { !inside.contains($0) }) {
          let (axis, place) = (problem.axes[key.axis].name, columns[output, point])
          if key.reader == .gauge { throw .gaugeOutside(axis: axis, place: place, point: point) }
          throw .outside(
            axis: axis, place: place,
            problem.measurement(key, isLast: output == upper), point: point)
        }
      }
    }
  }

  private func checkResonance(_ columns: SweepResults) throws(EvaluationError) {
    guard let screening = layout.screening, layout.hasKnownEigenvalues, let discretisation
    else { return }
    var checked: [Double]?
    for point in 0..<columns.pointCount where columns[screening, point] <= 0 {
      let lengths = layout.lengths.map { columns[$0, point] }
      let values = lengths + [columns[screening, point]]
      if values == checked { continue }
      checked = values
      do throws(ResonanceError) {
        try discretisation.checkResonance(lengths: lengths, screening: values[lengths.count])
      } catch {
        throw .resonance(error, point: point)
      }
    }
  }

  private func checkRobinResonance(_ columns: SweepResults) throws(EvaluationError) {
    guard let margin = layout.margin, let discretisation else { return }
    for point in 0..<columns.pointCount
    where !(columns[margin.least, point] > Discretisation.leastMargin) {
      let resonance = discretisation.robinResonance(
        Int(columns[margin.place, point]), lengths: layout.lengths.map { columns[$0, point] },
        screening: layout.screening.map { columns[$0, point] } ?? 0)
      if let resonance { throw .resonance(resonance, point: point) }
    }
  }

  private func checkCoefficient(
    _ inputs: [SweepColumn], _ columns: SweepResults
  ) throws(EvaluationError) {
    guard let range = layout.iteration?.coefficientRange else { return }
    let bad = (0..<columns.pointCount).first {
      !(columns[range.least, $0] > 0 && columns[range.greatest, $0].isFinite)
    }
    if let point = bad {
      throw .nonPositiveCoefficient(coefficientCulprit(inputs, at: point), point: point)
    }
  }

  private func checkIteration(_ columns: SweepResults) throws(EvaluationError) {
    guard let iteration = layout.iteration else { return }
    for point in 0..<columns.pointCount {
      switch IterationStatus(rawValue: columns[iteration.status, point]) {
      case .converged: continue
      case .notDefinite: throw .notElliptic(point: point)
      case .notFinite: throw .nonFiniteReaction(point: point)
      default:
        throw .notConverged(
          iterations: Int(columns[iteration.count, point]),
          residual: columns[iteration.residual, point], point: point)
      }
    }
  }

  /// Checks that the density is a number everywhere, and that it has no mean if none is to be removed.
  ///
  /// - Returns: the largest mean, in parts of the density's magnitude, that is tolerated though it is beyond round-off.
  private func checkDensity(
    _ inputs: [SweepColumn], _ density: Expression, _ columns: SweepResults
  ) throws(EvaluationError) -> Double? {
    guard let magnitude = layout.magnitude else { return nil }
    let magnitudes = columns.scalars(of: magnitude)
    if let point = columns.firstPoint(of: magnitude, where: { !$0.isFinite }) {
      throw .nonFiniteDensity(culprit(inputs, density, at: point), point: point)
    }
    guard problem.equation?.compatibility == .error, let mean = layout.removedMean else {
      return nil
    }
    let tolerance = problem.meanTolerance
    var largest = Compatibility.tolerance
    for (point, (mean, magnitude)) in zip(columns.scalars(of: mean), magnitudes).enumerated()
    where Swift.abs(mean) > largest * magnitude {
      guard Swift.abs(mean) <= tolerance * magnitude else {
        throw .incompatible(
          mean: mean, magnitude: magnitude,
          unresolved: layout.unresolvedShare.map { columns[$0, point] }, point: point)
      }
      largest = Swift.abs(mean) / magnitude
    }
    return largest > Compatibility.tolerance ? largest : nil
  }

  private func checkFinite(_ evaluation: Evaluation) throws(EvaluationError) {
    // By index: names are of interest only where something is wrong.
    for (objective, column) in evaluation.values.enumerated() {
      if let point = column.firstIndex(where: { !$0.isFinite }) {
        throw .nonFinite(.value(problem.objectives[objective].name), point: point)
      }
    }
    for (objective, gradient) in evaluation.gradients.enumerated() {
      for (variable, column) in gradient.enumerated() {
        guard let index = column.firstIndex(where: { !$0.isFinite }) else { continue }
        let width = column.count / (evaluation.values.first?.count ?? 1)
        let (name, variable) = (problem.objectives[objective].name, problem.variables[variable])
        throw .nonFinite(
          .derivative(of: name, by: problem.name(of: variable)), point: index / max(1, width))
      }
    }
  }
}

/// Columns of results, one entry per point of the sweep.
public struct Evaluation: Sendable {
  /// Each objective.
  public let values: [[Double]]
  /// ∂objective/∂variable, for each objective and each of the problem's variables; of a field the
  /// derivatives by all its values, point after point of the sweep.
  public let gradients: [[[Double]]]
  /// What was removed from ρ; nil where every ρ has a solution, and where nothing is solved.
  public let removedMean: [Double]?
  /// The largest mean, in parts of the density's magnitude, that was removed though none was to be, since a scheme's
  /// error explains as much; nil if there was none beyond round-off.
  public let toleratedMean: Double?
  /// The root mean square of what the potential leaves of the discrete equation.
  public let residual: [Double]?
  /// The share of Σρ² in the top third of the spectrum: near 0 where the grid resolves ρ.
  public let unresolvedShare: [Double]?
  /// The number of steps that solving took; nil where no iteration is needed.
  public var iterations: [Double]?
  /// The number of Newton's steps; nil where the equation is linear.
  public var newtonSteps: [Double]?
  /// The relative residual of the system of equations at the end of the iteration.
  public var solverResidual: [Double]?
}
