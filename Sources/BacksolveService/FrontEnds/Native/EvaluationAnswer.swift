import Autodiff
import Expressions
import JSON
import Poisson

/// The answer to /evaluate and /gradient: the numbers, and the conventions that give them a meaning.
///
/// Where nothing was swept all results are numbers, else columns with an entry per point.
struct EvaluationAnswer {
  let document: ProblemDocument
  /// The sweep's columns, a column per parameter.
  let parameters: [SweepColumn]
  let evaluation: Evaluation
  let includesGradient: Bool
  /// Estimated errors of values and gradients, if they were asked for.
  var errors: Evaluation?
  /// Why there is no such estimate though one was asked for.
  var failedEstimate: String?

  private var form: ProblemForm { document.form }

  /// The JSON document.
  func encoded() throws(JSONError) -> [UInt8] {
    var writer = JSONWriter(reserving: 1024 + 20 * numberCount)
    try writer.object { writer throws(JSONError) in
      try writeParameters(to: &writer) { $0 == "t" }
      try writeResults(evaluation, to: &writer)
      if let errors {
        try writer.object("errorEstimate") { writer throws(JSONError) in
          try writeResults(errors, to: &writer)
        }
      }
      writer.members(document.form.statements)
      try writer.object("parameters") { writer throws(JSONError) in
        try writeParameters(to: &writer) { $0 != "t" }
      }
      writer.members(document.form.conventions)
      try writeDiagnostics(to: &writer)
    }
    return writer.finish()
  }

  /// About how many numbers there are to be written.
  private var numberCount: Int {
    var count = 0
    for column in evaluation.values { count += column.count }
    for gradient in evaluation.gradients { for column in gradient { count += column.count } }
    return document.sweep.isSwept ? count + (parameters.count + 3) * document.sweep.count : count
  }

  private func writeResults(
    _ evaluation: Evaluation, to writer: inout JSONWriter
  ) throws(JSONError) {
    try writeObjectives("value", to: &writer) { index, name, writer throws(JSONError) in
      try write(name, evaluation.values[index], to: &writer)
    }
    guard includesGradient else { return }
    try writeObjectives("gradient", to: &writer) { index, name, writer throws(JSONError) in
      try writer.object(name) { writer throws(JSONError) in
        try writeGradient(evaluation.gradients[index], to: &writer)
      }
    }
  }

  /// Something of each objective: under its name in an object, or, of a single one, as the member.
  private func writeObjectives(
    _ name: String, to writer: inout JSONWriter,
    _ body: (Int, String, inout JSONWriter) throws(JSONError) -> Void
  ) throws(JSONError) {
    if document.hasSingleObjective {
      try body(0, name, &writer)
      return
    }
    try writer.object(name) { writer throws(JSONError) in
      for index in form.problem.objectives.indices {
        try body(index, form.problem.objectives[index].name, &writer)
      }
    }
  }

  private func writeGradient(
    _ columns: [[Double]], to writer: inout JSONWriter
  ) throws(JSONError) {
    for (index, column) in columns.enumerated() {
      let name = form.variableNames[index]
      switch form.problem.variables[index] {
      case .parameter: try write(name, column, to: &writer)
      case .field(let index):
        writer.key(name)
        let extents = document.extents(of: form.problem.fields[index])
        let isSwept = document.sweep.isSwept
        try writer.nested(column[...], isSwept ? [document.sweep.count] + extents : extents)
      }
    }
  }

  /// The values at which the problem was evaluated.
  private func writeParameters(
    to writer: inout JSONWriter, where isIncluded: (String) -> Bool
  ) throws(JSONError) {
    for (name, column) in zip(form.problem.parameters, parameters) where isIncluded(name) {
      switch column {
      case .constant(let number): try writer.member(name, number)
      case .values(let numbers): try writer.member(name, numbers)
      case .field, .fields: continue
      }
    }
  }

  private func writeDiagnostics(to writer: inout JSONWriter) throws(JSONError) {
    if let mean = evaluation.removedMean { try write("removedMean", mean, to: &writer) }
    if let residual = evaluation.residual { try write("residual", residual, to: &writer) }
    if let iterations = evaluation.iterations { try write("iterations", iterations, to: &writer) }
    if let steps = evaluation.newtonSteps { try write("newtonSteps", steps, to: &writer) }
    if let residual = evaluation.solverResidual {
      try write("solverResidual", residual, to: &writer)
    }
    if let unresolved = evaluation.unresolvedShare {
      try write("unresolved", unresolved, to: &writer)
    }
    let warnings = AnswerWarning.all(of: self)
    if warnings.isEmpty { return }
    writer.array("warnings") { writer in
      for warning in warnings {
        writer.object { writer in
          writer.member("code", warning.code)
          writer.member("detail", warning.detail)
        }
      }
    }
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

extension JSONWriter {
  /// Numbers as nested arrays with the given lengths, the last index fastest.
  fileprivate mutating func nested(
    _ numbers: ArraySlice<Double>, _ extents: [Int]
  ) throws(JSONError) {
    guard extents.count > 1, let first = extents.first else {
      try write(Array(numbers))
      return
    }
    let size = numbers.count / max(1, first)
    try array { writer throws(JSONError) in
      for index in 0..<first {
        let start = numbers.startIndex + index * size
        try writer.nested(numbers[start..<start + size], Array(extents.dropFirst()))
      }
    }
  }
}
