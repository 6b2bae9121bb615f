import Autodiff
import Expressions

/// Objectives: what their expressions can say.
extension ProblemTrace {
  /// A number computed from the fields.
  mutating func objective(
    _ objective: ProblemObjective, _ names: [String: Value], _ domain: ProblemDomain
  ) -> Value {
    let environment = Expression.Environment(
      values: names, functions: functions(names, domain))
    return attempt(.objective(objective.name)) { () throws(ExpressionErrors) in
      try objective.expression.lowerScalar(in: environment)
    }
  }

  private typealias Function = Expression.EnvironmentFunction

  private func functions(
    _ names: [String: Value], _ domain: ProblemDomain
  ) -> [String: Function] {
    [
      "integral": Function([.positional("field", .any)]) { (operands) throws(Function.Refusal) in
        domain.integral(try domain.onGrid(operands[0], of: graph))
      },
      "sum": Function([.positional("field", .field)]) { sum($0[0]) },
      "mean": Function([.positional("field", .field)]) { mean($0[0]) },
      "norm": Function([.positional("field", .field)]) { norm($0[0]) },
      "max": Function([.positional("field", .field)]) { max($0[0]) },
      "min": Function([.positional("field", .field)]) { min($0[0]) },
    ]
  }
}

extension Problem {
  /// The reductions that objectives may contain, as they are called.
  public static let reductions = [
    "integral(field)", "sum(field)", "mean(field)", "norm(field)", "max(field)", "min(field)",
  ]

  /// The fields that objectives may contain, besides coordinates and the fields given.
  public static let fieldNames = ["phi", "rho", "E", "Ex", "Ey", "Ez"]
}
