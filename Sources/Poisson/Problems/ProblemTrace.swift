import Autodiff
import Expressions

/// Writes a problem as a computation, statement by statement, collecting what is wrong.
struct ProblemTrace {
  let problem: Problem
  let graph: Graph
  /// The inputs of the program: a scalar per parameter, then an array per field.
  let inputs: [Value]
  /// What may stand in every expression.
  let parameters: [String: Value]
  private var errors: [ProblemError] = []
  /// Asked at every statement, and wherever one reduces a field; what is left once it is true is not written.
  let isCancelled: @Sendable () -> Bool
  /// Statements that have to be finite, as numbers that are not if one of their values isn't.
  var finite: [(place: ProblemPlace, value: Value)] = []
  /// What must not be 0 in Robin conditions, and its least size at the points of a wall.
  var divisors: [(divisor: RobinDivisor, least: Value)] = []

  /// How much has been found wrong so far.
  var errorCount: Int { errors.count }

  /// Begins with inputs of its own.
  init(
    _ problem: Problem, in graph: Graph, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    let scalars = problem.parameters.map { _ in graph.input() }
    let arrays = problem.fields.map { graph.input(.field(problem.count(of: $0))) }
    self.init(problem, in: graph, inputs: scalars + arrays, isCancelled: isCancelled)
  }

  /// Begins with inputs that are there.
  init(
    _ problem: Problem, in graph: Graph, inputs: [Value],
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isCancelled = isCancelled
    self.problem = problem
    self.graph = graph
    self.inputs = inputs
    parameters = Dictionary(zip(problem.parameters, inputs)) { first, _ in first }
  }

  /// What a problem's program computes at each point of a sweep.
  struct Outputs {
    /// The objectives.
    var values: [Value]
    /// The derivatives of each objective by each variable.
    var gradients: [[Value]]
    /// The grid with its scheme; nil where nothing is solved.
    var discretisation: Discretisation?
    /// The lengths of the axes, which have to be above 0.
    var lengths: [Value]
    /// The least and the largest place at which fields are read along an axis, as parts of its length.
    var reads: [(key: ProblemDomain.Reads.Key, lower: Value, upper: Value)]
    /// Statements besides the density that have to be finite.
    var finite: [(place: ProblemPlace, value: Value)]
    /// What must not be 0 in Robin conditions, and its least size at the points of a wall.
    var divisors: [(divisor: RobinDivisor, least: Value)]
    /// What is reported of the solve; nil where nothing is solved.
    var diagnostics: SolveDiagnostics?
  }

  /// The whole problem.
  ///
  /// - Throws: everything that is wrong with it, as far as it can be told at once.
  mutating func run() throws(ProblemErrors) -> Outputs {
    errors = problem.declarationErrors
    guard let source = source() else { throw ProblemErrors(all: errors) }
    let (density, domain) = (source.density, source.domain)
    var names = source.names
    names["rho"] = density
    var solution: Solved?
    if let equation = problem.equation {
      solution = solve(equation, density, names, domain)
      names["phi"] = solution?.potential ?? density
      addElectricField(to: &names, solution, domain)
    }
    let values = problem.objectives.map { objective($0, names, solution, domain) }
    let variables = problem.variables.map(input)
    var gradients: [[Value]] = []
    for value in values where errors.isEmpty && !endIfCancelled() {
      gradients.append(gradient(of: value, withRespectTo: variables))
    }
    if !errors.isEmpty { throw ProblemErrors(all: errors) }
    return Outputs(
      values: values, gradients: gradients,
      discretisation: domain.discretisation, lengths: domain.lengths,
      reads: domain.reads.all,
      finite: finite, divisors: divisors, diagnostics: solution?.diagnostics)
  }

  /// ρ on its grid.
  struct Source {
    let density: Value
    let domain: ProblemDomain
    /// Parameters, coordinates and fields.
    let names: [String: Value]
  }

  /// ρ on its grid; nil after noting that there is no grid.
  mutating func source() -> Source? {
    let starts = problem.axes.map { finiteScalar($0.start, .start(axis: $0.name)) }
    let lengths = problem.axes.map { scalar($0.length, .length(axis: $0.name)) }
    guard let domain = domain(starts, lengths) else { return nil }
    var names = parameters.merging(domain.coordinates) { first, _ in first }
    for (field, value) in zip(problem.fields, inputs.dropFirst(problem.parameters.count)) {
      names[field.name] = value
    }
    let density = field(problem.density, .density, names, domain)
    return Source(density: density, domain: domain, names: names)
  }

  /// The input that stands for a variable.
  private func input(_ variable: Problem.Variable) -> Value {
    switch variable {
    case .parameter(let index): inputs[index]
    case .field(let index): inputs[problem.parameters.count + index]
    }
  }

  // MARK: Statements

  mutating func note(_ place: ProblemPlace, _ reason: ProblemError.Reason) {
    errors.append(ProblemError(place, reason))
  }

  /// Notes that the problem is not wanted any more, if it isn't.
  private mutating func endIfCancelled() -> Bool {
    guard isCancelled() else { return false }
    errors = [ProblemError(.domain, .cancelled)]
    return true
  }

  /// The value of a statement, or 0 after noting what is wrong with it.
  mutating func attempt(
    _ place: ProblemPlace, _ body: () throws(ExpressionErrors) -> Value
  ) -> Value {
    if endIfCancelled() { return 0 }
    do throws(ExpressionErrors) {
      return try body()
    } catch {
      for error in error.all { note(place, .expression(error)) }
      return 0
    }
  }

  /// A statement about the parameters alone.
  mutating func scalar(_ expression: Expression, _ place: ProblemPlace) -> Value {
    let environment = Expression.Environment(
      values: parameters, absent: problem.absentNames(at: place))
    return attempt(place) { () throws(ExpressionErrors) in
      try expression.lowerScalar(in: environment)
    }
  }

  /// A statement about the parameters alone that has to be finite, which runs tell unless it is known.
  mutating func finiteScalar(_ expression: Expression, _ place: ProblemPlace) -> Value {
    let value = scalar(expression, place)
    if value.number?.isFinite != true { finite.append((place, value)) }
    return value
  }

  /// A statement that gives a value at every point; a field of zeros after noting what is wrong with it.
  mutating func field(
    _ expression: Expression, _ place: ProblemPlace, _ names: [String: Value],
    _ domain: ProblemDomain
  ) -> Value {
    let environment = Expression.Environment(
      values: names, absent: problem.absentNames(at: place))
    let (graph, shape) = (graph, domain.shape)
    let field = attempt(place) { () throws(ExpressionErrors) in
      try expression.lowerField(in: environment, shape: shape, of: graph)
    }
    return graph.lift(field, to: shape)
  }

  private mutating func domain(_ starts: [Value], _ lengths: [Value]) -> ProblemDomain? {
    do throws(ProblemError) {
      return try ProblemDomain(problem, graph, starts: starts, lengths: lengths)
    } catch {
      errors.append(error)
      return nil
    }
  }
}

extension Problem {
  /// The number of values of an array.
  package func count(of field: ProblemField) -> Int {
    switch field.support {
    case .grid: pointCount
    case .sensors(let sensors): sensors.count
    }
  }
}
