import Expressions
import HTTPCore
package import JSON
import Poisson
import Spelling

/// Reads a document part by part, collecting what is wrong.
struct DocumentReader {
  let limits: ServiceLimits
  let expressions: ExpressionCache
  /// What is wrong with the document as JSON.
  var errors = JSONErrors()
  /// What is wrong with the expressions in it.
  var expressionErrors: [Refusal.Detail] = []
  /// Parameters whose values could not be read.
  var namesWithoutValue: Set<String> = []

  init(limits: ServiceLimits, expressions: ExpressionCache) {
    self.limits = limits
    self.expressions = expressions
  }

  mutating func attempt<Value>(_ body: () throws(JSONError) -> Value) -> Value? {
    errors.attempt(body)
  }

  /// What has been collected.
  var refusal: Refusal { Refusal(errors, and: expressionErrors) }

  /// Throws what has been collected, if anything.
  func check() throws(Refusal) {
    if errors.isEmpty, expressionErrors.isEmpty { return }
    throw refusal
  }

  /// Throws what has been collected, if anything, with what is wrong with names: what else compiling would
  /// find.
  func check(_ problem: Problem, _ places: StatementPlaces) throws(Refusal) {
    if errors.isEmpty, expressionErrors.isEmpty { return }
    var problem = problem
    problem.parameters += namesWithoutValue.sorted()
    let names = hidesStatements ? [] : problem.nameErrors.map { Refusal.Detail($0, places) }
    throw Refusal(errors, and: expressionErrors + names.prefix(JSONErrors.limit))
  }

  /// Whether a part of the domain or of a gauge could not be read, so that names may seem to be missing or unused that
  /// are not.
  var hidesStatements: Bool {
    errors.all.lazy.map { "\($0.pointer)" }.contains { pointer in
      pointer.hasPrefix("/domain") || pointer.hasPrefix("/gauge/")
    }
  }

  /// An expression in a string, or a number.
  mutating func expression(_ node: JSONNode) -> Expression? {
    if node.kind == .number {
      return attempt { () throws(JSONError) in try node.double }.map { number in
        Expression(number: number)
      }
    }
    let text = attempt { () throws(JSONError) in
      guard node.kind == .string else {
        throw node.mismatch(.init("an expression in a string, or a number"))
      }
      return try node.string
    }
    guard let text else { return nil }
    do throws(ExpressionError) {
      return try expressions.expression(text)
    } catch {
      expressionErrors.append(Refusal.Detail(error, at: node.pointer))
      return nil
    }
  }

  /// An expression of the program's own making.
  func known(_ text: String) -> Expression? { try? expressions.expression(text) }

  /// Notes that a name means something by itself.
  mutating func noteReserved(_ name: String, at pointer: JSONPointer) {
    errors.add(
      JSONError(
        .reservedName, at: pointer,
        expected: .init("a name that has no meaning of its own"), found: "'\(name)'"))
  }

  /// The name that a key spells, Greek letters written out; nil after noting that it is none.
  mutating func name(spelled key: String, at pointer: JSONPointer) -> String? {
    if let name = Expression.canonicalName(key) { return name }
    errors.add(
      JSONError(
        .invalidValue, at: pointer,
        expected: .init("a name of letters, digits and _ that begins with no digit"),
        found: "'\(key.prefix(64))'"))
    return nil
  }

  /// An expression, or what the other one says if the node is missing.
  mutating func expression(_ node: JSONNode?, orNumber number: Double) -> Expression? {
    guard let node else { return Expression(number: number) }
    return expression(node)
  }

  /// A string that must be one of the names; nil after noting the error.
  mutating func name(_ node: JSONNode, among names: [String]) -> String? {
    attempt { () throws(JSONError) in try node.name(among: names) }
  }

  /// A whole number within bounds.
  mutating func count(_ node: JSONNode, atMost limit: Int, of what: String) -> Int? {
    attempt { () throws(JSONError) in
      let count = try node.int
      guard count <= limit else {
        throw JSONError(
          .limitExceeded, at: node.pointer, expected: .init("at most \(limit) \(what)"),
          found: "\(count)")
      }
      return count
    }
  }
}

extension JSONNode {
  /// A string that must be one of the names.
  func name(among names: [String]) throws(JSONError) -> String {
    let name = try string
    if names.contains(name) { return name }
    throw JSONError(
      .unknownName, at: pointer, expected: .init(names.joined(separator: ", ")),
      found: "'\(name.prefix(64))'", suggestion: nearestName(to: name, among: names))
  }
}

extension JSONError.Code {
  /// A name that is in none of the catalogues.
  package static let unknownName = JSONError.Code("unknown-name")
  /// A field that has no meaning beside the others.
  package static let notApplicable = JSONError.Code("not-applicable")
  /// A number outside of what makes sense.
  package static let invalidValue = JSONError.Code("invalid-value")
  /// A grid too small for the scheme.
  package static let tooFewPoints = JSONError.Code("too-few-points")
  /// A parameter that occurs nowhere.
  package static let unusedParameter = JSONError.Code("unused-parameter")
}
