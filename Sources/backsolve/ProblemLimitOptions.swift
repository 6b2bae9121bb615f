import ArgumentParser
import BacksolveService
import Expressions
import Operations

/// What a document may ask for, besides the sizes of grids and sweeps.
struct ProblemLimitOptions: ParsableArguments {
  @Option(
    help: .setting(
      "max-operations",
      "Most operations on numbers that a request may take. Default: 137438953472.",
      "n"))
  var maxOperations: Int?

  @Option(
    help: .setting(
      "max-workspace", "Most bytes that one thread's computation may take. Default: 2147483648.",
      "bytes"))
  var maxWorkspace: Int?

  @Option(help: .setting("max-results", "Most numbers in an answer. Default: 16777216.", "n"))
  var maxResults: Int?

  @Option(help: .setting("max-parameters", "Most parameters of a problem. Default: 64.", "n"))
  var maxParameters: Int?

  @Option(
    help: .setting(
      "max-fields", "Most arrays, and most sets of data, of a problem. Default: 16.", "n"))
  var maxFields: Int?

  @Option(
    help: .setting(
      "max-field-values", "Most numbers in the fields and data of a document. Default: 16777216.",
      "n"))
  var maxFieldValues: Int?

  @Option(
    help: .setting(
      "max-sensors",
      "Most measurements in a set of data; reading them counts among the operations. "
        + "Default: 100000.", "n"))
  var maxSensors: Int?

  @Option(help: .setting("max-objectives", "Most objectives of a problem. Default: 16.", "n"))
  var maxObjectives: Int?

  @Option(
    help: .setting(
      "max-expression-length", "Most characters of an expression. Default: 4096.", "n"))
  var maxExpressionLength: Int?

  @Option(
    help: .setting("max-expression-depth", "Deepest nesting of an expression. Default: 64.", "n"))
  var maxExpressionDepth: Int?

  @Option(
    help: .setting(
      "max-expression-nodes",
      "Most operations, numbers and names of an expression. Default: 2000.", "n"))
  var maxExpressionNodes: Int?

  /// The names of these settings.
  static let names = [
    "max-operations", "max-workspace", "max-results", "max-parameters", "max-fields",
    "max-field-values", "max-sensors", "max-objectives", "max-expression-length",
    "max-expression-depth", "max-expression-nodes",
  ]
}

extension ServiceLimits {
  /// Takes over what the options say, completed by the other places.
  mutating func take(_ options: ProblemLimitOptions, from settings: inout Settings) {
    let many = 1...(1 << 50)
    operations = settings.integer(
      "max-operations", options.maxOperations, default: operations, in: many)
    workspaceBytes = settings.integer(
      "max-workspace", options.maxWorkspace, default: workspaceBytes, in: many)
    results = settings.integer("max-results", options.maxResults, default: results, in: many)
    let some = 1...10_000
    parameters = settings.integer(
      "max-parameters", options.maxParameters, default: parameters, in: some)
    fields = settings.integer("max-fields", options.maxFields, default: fields, in: some)
    fieldValues = settings.integer(
      "max-field-values", options.maxFieldValues, default: fieldValues, in: many)
    sensors = settings.integer(
      "max-sensors", options.maxSensors, default: sensors, in: 1...1_000_000)
    objectives = settings.integer(
      "max-objectives", options.maxObjectives, default: objectives, in: some)
    expressions = ExpressionLimits(
      characters: settings.integer(
        "max-expression-length", options.maxExpressionLength, default: expressions.characters,
        in: 1...1_000_000),
      depth: settings.integer(
        "max-expression-depth", options.maxExpressionDepth, default: expressions.depth,
        in: 1...10_000),
      nodes: settings.integer(
        "max-expression-nodes", options.maxExpressionNodes, default: expressions.nodes,
        in: 1...1_000_000))
  }
}
