package import JSON
package import Poisson

/// A request's document, validated: a problem, where to evaluate it, and under which rule.
package struct ProblemDocument: Sendable {
  /// What is evaluated.
  package let problem: Problem
  /// Where.
  package let sweep: Sweep
  /// What to do with a density that has a mean.
  package let compatibility: Compatibility
  /// What the document says of the parameters that are swept.
  private let swept: [DocumentReader.Stated]

  /// Nodes times points: what the computation costs.
  package var work: Int { problem.points * sweep.count }

  /// Whether a request wants derivatives.
  package enum Purpose: Sendable {
    /// The value alone; `wrt` is checked and not used.
    case value
    /// Value and gradient.
    case gradient
  }

  /// Reads a document.
  ///
  /// Everything has a default, and the defaults are the problem of the second post.
  ///
  /// - Throws: every error that can be told at once.
  package init(
    _ root: JSONNode, for purpose: Purpose, limits: ServiceLimits
  ) throws(JSONErrors) {
    var errors = JSONErrors()
    let fields = [
      "model", "t", "parameters", "domain", "solver", "compatibility", "gauge", "objective", "wrt",
      "sweep",
    ]
    guard let object = root.object(allowing: fields, noting: &errors) else { throw errors }
    let model = errors.attempt { () throws(JSONError) in try Model(object["model"]) }
    // Without the model nothing else has a meaning.
    guard let model else { throw errors }
    var reader = DocumentReader(model: model, limits: limits, errors: errors)
    let values = reader.parameters(object)
    let axis = reader.axis(object["domain"])
    let scheme = reader.scheme(object["solver"])
    compatibility = reader.compatibility(object["compatibility"])
    reader.checkGauge(object["gauge"])
    let objective = reader.objective(object["objective"])
    let variables = reader.variables(object["wrt"])
    let combination = reader.combination(object["sweep"])
    try reader.errors.check()

    let parameters = reader.complete(values, length: axis.length)
    try reader.errors.check()
    let sweep = reader.attempt { () throws(JSONError) in
      try Sweep(parameters, combination, limit: limits.sweep)
    }
    let problem = reader.attempt { () throws(JSONError) in
      do throws(ProblemError) {
        return try Problem(
          model: model, scheme: scheme, start: axis.start, points: axis.points,
          objective: objective, variables: purpose == .gradient ? variables : [],
          swept: parameters.indices.filter { parameters[$0].values.sweepCount != nil })
      } catch {
        throw JSONError(error)
      }
    }
    guard let sweep, let problem else { throw reader.errors }
    self.sweep = sweep
    self.problem = problem
    swept = parameters.filter { $0.values.sweepCount != nil }
    guard sweep.count <= limits.work / problem.points else {
      reader.errors.add(
        JSONError(
          .limitExceeded, at: .root,
          expected: .init("at most \(limits.work) grid points times values of the sweep"),
          found: "\(problem.points) x \(sweep.count)"))
      throw reader.errors
    }
  }
}

extension ProblemDocument {
  /// The place of what makes a point of the sweep: an element of a list, or a range; nil unless
  /// exactly one parameter is swept.
  package func pointer(to point: Int) -> JSONPointer? {
    guard swept.count == 1, let (values, pointer) = swept.first else { return nil }
    return if case .list = values { pointer.appending(point) } else { pointer }
  }
}

extension JSONError {
  /// The place in a document of what makes no problem.
  init(_ error: ProblemError) {
    let axis = JSONPointer.root.appending("domain").appending("x")
    switch error {
    case .tooFewPoints(let points, let minimum):
      self.init(
        .tooFewPoints, at: axis.appending("points"), expected: .init("at least \(minimum) points"),
        found: "\(points)")
    case .nonFiniteStart:
      self.init(.invalidValue, at: axis.appending("start"), expected: .number)
    }
  }
}

extension JSONError.Code {
  /// A name that is in none of the catalogues.
  package static let unknownName = JSONError.Code("unknown-name")
  /// A field that the chosen model gives no meaning.
  package static let notApplicable = JSONError.Code("not-applicable")
  /// A number outside of what makes sense.
  package static let invalidValue = JSONError.Code("invalid-value")
  /// A grid too small for the scheme.
  package static let tooFewPoints = JSONError.Code("too-few-points")
}
