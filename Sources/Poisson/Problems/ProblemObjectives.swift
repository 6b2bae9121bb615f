import Autodiff
import Expressions

/// Objectives: what their expressions can say.
extension ProblemTrace {
  /// A number computed from the fields.
  mutating func objective(
    _ objective: ProblemObjective, _ names: [String: Value], _ domain: ProblemDomain
  ) -> Value {
    let environment = Expression.Environment(
      values: names, functions: functions(names, domain),
      absent: problem.absentNames(at: .objective(objective.name)))
    return attempt(.objective(objective.name)) { () throws(ExpressionErrors) in
      try objective.expression.lowerScalar(in: environment)
    }
  }

  private typealias Function = Expression.EnvironmentFunction

  private func functions(
    _ names: [String: Value], _ domain: ProblemDomain
  ) -> [String: Function] {
    let reductions = [
      "integral": Function([.positional("field", .any)]) { (operands) throws(Function.Refusal) in
        domain.integral(try domain.onGrid(operands[0], of: graph))
      },
      "sum": Function([.positional("field", .field)]) { sum($0[0]) },
      "mean": Function([.positional("field", .field)]) { mean($0[0]) },
      "norm": Function([.positional("field", .field)]) { norm($0[0]) },
      "max": Function([.positional("field", .field)]) { max($0[0]) },
      "min": Function([.positional("field", .field)]) { min($0[0]) },
    ]
    return reductions.merging(interpolations(names, domain)) { first, _ in first }
  }

  /// What reads fields between the points of the grid.
  private func interpolations(
    _ names: [String: Value], _ domain: ProblemDomain
  ) -> [String: Function] {
    guard let potential = names["phi"], domain.discretisation != nil else { return [:] }
    let coordinates = problem.axes.map { Function.Operand.keyword($0.name, .scalar) }
    return [
      "at": Function([.positional("field", .field)] + coordinates) {
        (operands) throws(Function.Refusal) in
        try domain.reads.claim(1, limit: problem.readLimit)
        return domain.value(
          of: try domain.onGrid(operands[0], of: graph), at: Array(operands.dropFirst()))
      },
      "sample": Function([.positional("field", .field), .positional("data", .field)]) {
        (operands) throws(Function.Refusal) in
        let sensors = try sensors(of: operands[1], operand: 1)
        try domain.reads.claim(sensors.count, limit: problem.readLimit)
        return domain.sample(
          try domain.onGrid(operands[0], of: graph), at: sensors, in: graph)
      },
      "misfit": Function([.positional("data", .field)]) {
        (operands) throws(Function.Refusal) in
        let sensors = try sensors(of: operands[0], operand: 0)
        try domain.reads.claim(sensors.count, limit: problem.readLimit)
        let squares = square(
          domain.sample(potential, at: sensors, in: graph) - operands[0])
        guard let weights = sensors.weights else { return sum(squares) }
        return dot(squares, graph.constant(weights))
      },
    ]
  }

  /// The sensors whose measurements a value is.
  private func sensors(
    of value: Value, operand: Int
  ) throws(Function.Refusal) -> Sensors {
    for (field, input) in zip(problem.fields, inputs.dropFirst(problem.parameters.count)) {
      if case .sensors(let sensors) = field.support, input.isSame(as: value) { return sensors }
    }
    throw Function.Refusal(operand: operand, reason: "This is not the name of measured data")
  }
}

extension Problem {
  /// The reductions that objectives may contain, as they are called.
  public static let reductions = [
    "integral(field)", "sum(field)", "mean(field)", "norm(field)", "max(field)", "min(field)",
    "at(field, x = …)", "sample(field, data)", "misfit(data)",
  ]
}
