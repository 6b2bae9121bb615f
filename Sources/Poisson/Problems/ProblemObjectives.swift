import Autodiff
import Expressions

/// Objectives: what their expressions can say.
extension ProblemTrace {
  /// A number computed from the fields.
  mutating func objective(
    _ objective: ProblemObjective, _ names: [String: Value], _ solved: Solved?,
    _ domain: ProblemDomain
  ) -> Value {
    let axes = problem.axes.map(\.name)
    let context = Reduction.Context(
      graph: graph, domain: domain, solved: solved,
      arrays: Array(zip(problem.fields, inputs.dropFirst(problem.parameters.count))))
    let isSolved = names["phi"] != nil && domain.discretisation != nil
    var functions: [String: Expression.EnvironmentFunction] = [:]
    let isCancelled = isCancelled
    for reduction in Reduction.catalogue where isSolved || !reduction.needsSolution {
      functions[reduction.name] = .init(reduction.operands(axes)) {
        (operands) throws(Reduction.Refusal) in
        // What is not wanted any more is noted before the next statement.
        isCancelled() ? 0 : try reduction.apply(operands, context)
      }
    }
    let environment = Expression.Environment(
      values: names, functions: functions,
      absent: problem.absentNames(at: .objective(objective.name)))
    return attempt(.objective(objective.name)) { () throws(ExpressionErrors) in
      try objective.expression.lowerScalar(in: environment)
    }
  }
}

/// What makes numbers of fields, and fields of measurements: a row of the catalogue.
struct Reduction {
  typealias Operand = Expression.EnvironmentFunction.Operand
  typealias Refusal = Expression.EnvironmentFunction.Refusal

  /// What a reduction may use.
  struct Context {
    let graph: Graph
    let domain: ProblemDomain
    /// φ and where it comes from; nil where nothing is solved, or could be.
    let solved: Solved?
    /// The arrays given, with their values.
    let arrays: [(field: ProblemField, value: Value)]
  }

  let name: String
  /// Whether it reads between the points of a discretisation.
  var needsSolution = false
  /// Its operands, apart from coordinates.
  let operands: [Operand]
  /// Whether a coordinate per axis follows.
  var takesPoint = false
  let apply: ([Value], Context) throws(Refusal) -> Value

  /// Its operands, for axes of these names.
  func operands(_ axes: [String]) -> [Operand] {
    operands + (takesPoint ? axes.map { .keyword($0, .scalar) } : [])
  }

  /// All of them.
  static var catalogue: [Reduction] {
    let field = [Operand.positional("field", .field)]
    let data = [Operand.positional("data", .field)]
    func flux(_ name: String, _ side: Side) -> Reduction {
      Reduction(
        name: name, needsSolution: true, operands: [.positional("axis", .field)]
      ) { (operands, context) throws(Refusal) in
        guard let solved = context.solved else { return 0 }
        return try context.domain.flux(of: solved, along: operands[0], side)
      }
    }
    return [
      Reduction(name: "integral", operands: [.positional("field", .any)]) {
        (operands, context) throws(Refusal) in
        context.domain.integral(try context.domain.onGrid(operands[0], of: context.graph))
      },
      Reduction(name: "sum", operands: field) { operands, _ in sum(operands[0]) },
      Reduction(name: "mean", operands: field) { operands, context in
        context.domain.average(operands[0])
      },
      Reduction(name: "norm", operands: field) { operands, _ in norm(operands[0]) },
      Reduction(name: "max", operands: field) { operands, _ in max(operands[0]) },
      Reduction(name: "min", operands: field) { operands, _ in min(operands[0]) },
      Reduction(
        name: "at", needsSolution: true, operands: field, takesPoint: true
      ) { (operands, context) throws(Refusal) in
        context.domain.value(
          of: try context.domain.onGrid(operands[0], of: context.graph),
          at: Array(operands.dropFirst()))
      },
      flux("lowerFlux", .lower),
      flux("upperFlux", .upper),
      Reduction(
        name: "sample", needsSolution: true,
        operands: field + data
      ) { (operands, context) throws(Refusal) in
        let (name, sensors) = try context.measurements(operands[1], operand: 1)
        return context.domain.sample(
          try context.domain.onGrid(operands[0], of: context.graph), at: sensors, named: name,
          in: context.graph)
      },
      Reduction(
        name: "misfit", needsSolution: true, operands: data
      ) { (operands, context) throws(Refusal) in
        let (name, sensors) = try context.measurements(operands[0], operand: 0)
        guard let solved = context.solved else { return 0 }
        let sample = context.domain.sample(
          solved.potential, at: sensors, named: name, in: context.graph)
        let squares = square(sample - operands[0])
        guard let weights = sensors.weights else { return sum(squares) }
        return dot(squares, context.graph.constant(weights))
      },
    ]
  }
}

extension Reduction.Context {
  /// The name and the places of the measurements that a value is.
  fileprivate func measurements(
    _ value: Value, operand: Int
  ) throws(Reduction.Refusal) -> (name: String, Sensors) {
    for (field, input) in arrays {
      if case .sensors(let sensors) = field.support, input.isSame(as: value) {
        return (field.name, sensors)
      }
    }
    throw Reduction.Refusal(operand: operand, reason: "This is not the name of measured data")
  }
}

extension Problem {
  /// The reductions that objectives may contain, as they are called on a line.
  public static var reductions: [String] {
    Reduction.catalogue.map { reduction in
      Expression.EnvironmentFunction.signature(reduction.name, reduction.operands(["x"]))
    }
  }
}
