import Expressions
import JSON
import Poisson

/// Objectives, and what to differentiate by.
extension DocumentReader {
  /// The name of a single objective.
  static let single = "value"

  /// One objective (`objective`), or several by name (`objectives`).
  mutating func objectives(_ document: LayeredObject) -> [ProblemObjective] {
    guard let node = document.given?["objectives"] else {
      guard let node = document["objective"] else { return [] }
      return objective(node, document).map { [ProblemObjective(Self.single, $0)] } ?? []
    }
    if let other = document.given?["objective"] {
      errors.add(
        JSONError(
          .conflict, at: other.pointer, expected: .init("objective or objectives"), found: "both"))
    }
    let limits = limits
    let object = attempt { () throws(JSONError) in
      let object = try node.object
      guard (1...limits.objectives).contains(object.count) else {
        throw JSONError(
          .limitExceeded, at: node.pointer,
          expected: .init("1 to \(limits.objectives) objectives"), found: "\(object.count)")
      }
      return object
    }
    if let empty = object?.first(where: { $0.key.isEmpty }) {
      errors.add(
        JSONError(
          .invalidValue, at: empty.value.pointer, expected: .init("a name"), found: "none"))
    }
    return object?.compactMap { member in
      objective(member.value, document).map { ProblemObjective(member.key, $0) }
    } ?? []
  }

  /// An expression; `integral` and `sum` alone mean the default's field reduced in that way.
  private mutating func objective(
    _ node: JSONNode, _ document: LayeredObject
  ) -> Expression? {
    if node.kind == .string, let text = try? node.string, text == "integral" || text == "sum" {
      let stored = (try? document.storedMember("objective")?.string) ?? "integral(phi^2)"
      let operand = stored.drop { $0 != "(" }
      return known(text + operand)
    }
    return expression(node)
  }

  /// What to differentiate by: parameters and fields by name; all parameters by default.
  mutating func variables(
    _ node: JSONNode?, _ parameters: [String], _ fields: [String]
  ) -> [Problem.Variable] {
    guard let node else { return parameters.indices.map { .parameter($0) } }
    let example = parameters.first ?? fields.first ?? "t"
    let array = attempt { () throws(JSONError) in
      guard node.kind == .array else {
        throw node.mismatch(.init(#"an array of names, such as ["\#(example)"]"#))
      }
      return try node.array
    }
    var variables: [Problem.Variable] = []
    for element in array?.prefix(parameters.count + fields.count + 1).map({ $0 }) ?? [] {
      let spelled = (try? element.string).flatMap { Expression.canonicalName($0) }
      let known = (parameters + fields).first { $0 == spelled }
      guard let name = known ?? name(element, among: parameters + fields) else { continue }
      let variable =
        parameters.firstIndex(of: name).map(Problem.Variable.parameter)
        ?? fields.firstIndex(of: name).map(Problem.Variable.field)
      guard let variable else { continue }
      if variables.contains(variable) {
        errors.add(
          JSONError(
            .conflict, at: element.pointer, expected: .init("each name once"), found: "'\(name)'"))
      } else {
        variables.append(variable)
      }
    }
    return variables
  }
}
