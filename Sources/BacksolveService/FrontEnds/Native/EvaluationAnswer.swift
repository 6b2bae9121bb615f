import Autodiff
import JSON
import Poisson

/// The answer to /evaluate and /gradient: the numbers, and the conventions that give them a meaning.
///
/// Where nothing was swept all results are numbers, else columns with an entry per point.
struct EvaluationAnswer {
  let document: ProblemDocument
  /// The sweep's columns, a column per parameter of the model.
  let parameters: [SweepColumn]
  let evaluation: Evaluation
  let includesGradient: Bool

  private var problem: Problem { document.problem }
  private var model: Model { problem.model }

  /// The JSON document.
  func encoded() throws(JSONError) -> [UInt8] {
    let columns = 2 + problem.variables.count + (evaluation.removedMean == nil ? 0 : 1)
    var writer = JSONWriter(reserving: 768 + 20 * columns * document.sweep.count)
    try writer.object { writer throws(JSONError) in
      try writeParameters(to: &writer) { $0 == "t" }
      try write("value", evaluation.value, to: &writer)
      if includesGradient {
        try writer.object("gradient") { writer throws(JSONError) in
          for (variable, column) in zip(problem.variables, evaluation.gradient) {
            try write(model.parameters[variable].name, column, to: &writer)
          }
        }
      }
      writer.member("model", model.name)
      writer.member("objective", problem.objective.formula(of: model))
      try writer.object("parameters") { writer throws(JSONError) in
        try writeParameters(to: &writer) { $0 != "t" }
      }
      try writeConventions(to: &writer)
    }
    return writer.finish()
  }

  /// The values at which the problem was evaluated.
  private func writeParameters(
    to writer: inout JSONWriter, where isIncluded: (String) -> Bool
  ) throws(JSONError) {
    for (parameter, column) in zip(model.parameters, parameters)
    where isIncluded(parameter.name) {
      switch column {
      case .constant(let number): try writer.member(parameter.name, number)
      case .values(let numbers): try writer.member(parameter.name, numbers)
      }
    }
  }

  private func writeConventions(to writer: inout JSONWriter) throws(JSONError) {
    try writer.object("domain") { writer throws(JSONError) in
      try writer.object("x") { writer throws(JSONError) in
        try writer.member("start", problem.start)
        writer.member("points", problem.points)
        if model.equation != nil { writer.member("boundary", "periodic") }
        writer.member(
          "spacing", model.includesEnd ? "length/(points - 1)" : "length/points")
      }
    }
    if let equation = model.equation, let scheme = problem.scheme {
      writer.member("equation", equation)
      writer.member("scheme", scheme.name)
      if let order = scheme.order { writer.member("order", order) }
      writer.member("gauge", "zero-mean")
      writer.member("compatibility", document.compatibility.rawValue)
    } else {
      writer.member("scheme", "rectangle-rule")
    }
    if let mean = evaluation.removedMean { try write("removedMean", mean, to: &writer) }
  }

  private func write(
    _ name: String, _ column: [Double], to writer: inout JSONWriter
  ) throws(JSONError) {
    if document.sweep.isSwept {
      try writer.member(name, column)
    } else if let number = column.first {
      try writer.member(name, number)
    }
  }
}
