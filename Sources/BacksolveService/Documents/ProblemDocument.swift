package import Autodiff
import Expressions
package import JSON
package import Poisson
import Spelling

/// A request's document, validated: a problem, and where to evaluate it.
package struct ProblemDocument: Sendable {
  /// What it says apart from the numbers of a sweep.
  let form: ProblemForm
  /// Where to evaluate the problem.
  package let sweep: Sweep
  /// What is evaluated.
  package var problem: Problem { form.problem }

  /// Nodes times points: what the computation costs. A step of an iteration costs as much as a solution
  /// without one.
  package var work: Int {
    let reading = min(form.readOperations / 50 * Double(sweep.count), 0x1p50)
    return form.pointCount * sweep.count * (1 + form.iterationOperations / 50) + Int(reading)
  }

  /// Whether a request wants derivatives.
  package enum Purpose: Sendable {
    /// The value alone; `wrt` is checked and not used.
    case value
    /// Value and gradient.
    case gradient
  }

  private static let members = [
    "model", "density", "t", "parameters", "fields", "data", "domain", "operator", "solver",
    "compatibility", "gauge", "objective", "objectives", "wrt", "sweep", "errorEstimate",
  ]

  /// Reads a document.
  ///
  /// Everything has a default, and the defaults are the problem of the second post.
  ///
  /// - Throws: every error that can be told at once.
  package init(
    _ root: JSONNode, for purpose: Purpose, limits: ServiceLimits, expressions: ExpressionCache
  ) throws(Refusal) {
    var reader = DocumentReader(limits: limits, expressions: expressions)
    let given = root.object(allowing: Self.members, noting: &reader.errors)
    guard let given, let stored = reader.stored(given) else { throw reader.refusal }
    let document = LayeredObject(given, over: stored.object)
    var parameters = reader.parameters(document)
    let axes = document.gives("domain") ? reader.axes(document, &parameters) : stored.axes
    let equation =
      document.gives("domain", "solver", "operator", "compatibility", "gauge")
      ? reader.equation(document, axes) : stored.equation
    let density = document.gives("density") ? reader.density(document) : stored.density
    let objectives =
      document.gives("objective", "objectives")
      ? reader.objectives(document) : stored.objectives
    let arrays = reader.fieldNames(document)
    var problem = Problem(
      axes: axes, parameters: parameters.map(\.name),
      fields: arrays.map { ProblemField($0, .grid) },
      density: density ?? Expression(number: 0), equation: equation, objectives: objectives,
      variables: [])
    reader.dropUnused(&parameters, usedNames: problem.usedNames)
    problem.parameters = parameters.map(\.name)
    let variables = reader.variables(document["wrt"], problem.parameters, arrays)
    let statements = reader.fieldStatements(document, axes)
    let places = StatementPlaces(
      hasSingleObjective: given["objectives"] == nil, parameters: parameters.map(\.place),
      measurements: Set(statements.filter(\.isMeasured).map(\.name)))
    let combination = reader.combination(document["sweep"])
    let sweep = reader.attempt { () throws(JSONError) in
      try Sweep(
        parameters.map { ($0.values, $0.pointer) },
        fields: statements.map { ($0.sweepCount, $0.values.pointer) }, combination,
        limit: limits.sweep)
    }
    try reader.check(problem, places)
    guard let sweep, density != nil else { throw reader.refusal }
    reader.checkSize(axes, sweep)
    reader.checkSize(statements)
    try reader.check()
    // Only now: arrays are as long as the grid, whose size has been checked.
    problem.fields = statements.compactMap { reader.field($0, axes) }
    let fields = statements.compactMap { statement in
      reader.attempt { () throws(JSONError) in try statement.numbers() }
    }
    try reader.check()
    let counts = parameters.map(\.values.sweepCount) + statements.map(\.sweepCount)
    problem.swept = counts.indices.filter { counts[$0] != nil }
    if purpose == .gradient { problem.variables = variables }
    let wantsErrorEstimate = reader.errorEstimate(document["errorEstimate"], of: problem)
    try reader.check()
    form = ProblemForm(
      problem, fields: fields, stored: stored, isOwnDensity: given["density"] != nil,
      wantsErrorEstimate: wantsErrorEstimate, places: places,
      sweptFields: statements.filter { $0.sweepCount != nil }.map(\.values.pointer))
    self.sweep = sweep
  }

  /// The same form with the numbers of another sweep.
  init(_ form: ProblemForm, _ sweep: Sweep) {
    self.form = form
    self.sweep = sweep
  }
}

extension ProblemDocument {
  /// The values of all inputs over the sweep: parameters, then fields.
  package func columns() -> [SweepColumn] {
    sweep.columns()
      + zip(problem.fields, form.fields).enumerated().map { index, field in
        sweep.column(ofField: index, field.1, size: problem.count(of: field.0))
      }
  }
}

extension DocumentReader {
  /// What the document is based on: the problem it names, else the default one, of which a document
  /// with a density of its own takes the domain alone.
  fileprivate mutating func stored(_ given: JSONObject) -> StoredProblem? {
    guard let node = given["model"] else {
      return given["density"] == nil ? .poissonGaussian : .blank
    }
    let names = StoredProblem.catalogue.map(\.name)
    guard let name = name(node, among: names) else { return nil }
    return StoredProblem.catalogue.first { $0.name == name }
  }

  /// The density; nil if there is none, or after noting what is wrong with it.
  mutating func density(_ document: LayeredObject) -> Expression? {
    document["density"].flatMap { expression($0) }
  }

  /// Leaves out what the stored problem says of parameters that don't occur; the user's have to occur,
  /// which can be told if nothing is wrong with what they may occur in.
  fileprivate mutating func dropUnused(
    _ parameters: inout [ParameterStatement], usedNames: Set<String>
  ) {
    defer { parameters.removeAll { !$0.isGiven && !usedNames.contains($0.name) } }
    guard expressionErrors.isEmpty, !hidesStatements else { return }
    for statement in parameters where statement.isGiven && !usedNames.contains(statement.name) {
      let others = parameters.filter(\.isGiven).map(\.name)
      errors.add(
        JSONError(
          .unusedParameter, at: statement.pointer,
          expected: .init("a parameter that occurs in an expression"), found: "'\(statement.name)'",
          suggestion: nearestName(to: statement.name, among: usedNames.subtracting(others).sorted())
        ))
    }
  }

  fileprivate mutating func checkSize(_ axes: [ProblemAxis], _ sweep: Sweep) {
    let extents = axes.map(\.points)
    let points = extents.reduce(1.0) { $0 * Double(max($1, 1)) }
    var shape: String { extents.map(String.init).joined(separator: " x ") }
    if points > Double(limits.points) {
      errors.add(
        JSONError(
          .limitExceeded, at: .root.appending("domain"),
          expected: .init("at most \(limits.points) grid points"), found: shape))
    } else if points * Double(sweep.count) > Double(limits.work) {
      errors.add(
        JSONError(
          .limitExceeded, at: .root,
          expected: .init("at most \(limits.work) grid points times values of the sweep"),
          found: "\(shape) x \(sweep.count)"))
    }
  }
}
