import JSON
import Poisson

/// What a document says apart from the numbers of its sweep: the problem, and what answers quote of it.
///
/// Constant; shared by all requests of this form.
package final class ProblemForm: Sendable {
  let problem: Problem
  /// The values of each field, one array after the other where it is swept.
  let fields: [[Double]]
  /// Whether the density is the document's own, and not the stored problem's.
  let isOwnDensity: Bool
  /// Whether the answer is to estimate its discretisation error.
  let wantsErrorEstimate: Bool
  /// Where the document states what.
  let places: StatementPlaces
  /// Where the document states the arrays of each field that is swept.
  let sweptFields: [JSONPointer]

  // What requests are weighed by, found once.
  let pointCount: Int
  let iterationOperations: Int
  let readOperations: Double

  /// The names of what is differentiated by.
  let variableNames: [String]
  /// What answers tell of model, density and objectives.
  let statements: JSONFragment
  /// What answers tell of domain, equation, scheme and gauge.
  let conventions: JSONFragment

  init(
    _ problem: Problem, fields: [[Double]], stored: StoredProblem, isOwnDensity: Bool,
    wantsErrorEstimate: Bool, places: StatementPlaces, sweptFields: [JSONPointer]
  ) {
    self.problem = problem
    self.fields = fields
    self.isOwnDensity = isOwnDensity
    self.wantsErrorEstimate = wantsErrorEstimate
    self.places = places
    self.sweptFields = sweptFields
    pointCount = problem.pointCount
    iterationOperations = problem.iterationOperations
    readOperations = problem.readOperations
    variableNames = problem.variables.map(problem.name(of:))
    statements = JSONFragment { writer in
      if !isOwnDensity { writer.member("model", stored.name) }
      problem.writeStatements(to: &writer, hasSingleObjective: places.hasSingleObjective)
    }
    conventions = JSONFragment { problem.writeConventions(to: &$0) }
  }
}
