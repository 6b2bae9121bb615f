import JSON
import Poisson

/// What a document says of a parameter.
struct ParameterStatement: Sendable {
  let name: String
  var values: ParameterValues
  /// Where; the root for what the stored problem says.
  var pointer: JSONPointer
  /// Whether the user said it, or the stored problem.
  var isGiven: Bool
}

/// Parameters.
extension DocumentReader {
  /// The parameters, in the order of answers: those of the stored problem, then the user's own. `t` may
  /// stand at the top.
  mutating func parameters(_ document: LayeredObject) -> [ParameterStatement] {
    let object = document.object("parameters", allowing: nil, noting: &errors)
    let members = object.members
    let top = document.given?["t"]
    guard members.count <= limits.parameters else {
      errors.add(
        JSONError(
          .limitExceeded, at: .root.appending("parameters"),
          expected: .init("at most \(limits.parameters) parameters"), found: "\(members.count)"))
      return []
    }
    var statements: [ParameterStatement] = []
    statements.reserveCapacity(members.count + 1)
    if let top, !members.contains(where: { $0.key == "t" }) {
      add("t", top, isGiven: true, to: &statements)
    }
    for (key, node, isGiven) in members {
      if key == "t", let top, isGiven {
        errors.add(
          JSONError(
            .conflict, at: top.pointer, expected: .init("t here or at \(node.pointer)"),
            found: "both"))
      }
      let value = key == "t" ? top ?? node : node
      guard let name = isGiven ? name(spelled: key, at: node.pointer) : key else { continue }
      add(name, value, isGiven: isGiven || (key == "t" && top != nil), to: &statements)
    }
    return statements
  }

  private mutating func add(
    _ name: String, _ node: JSONNode, isGiven: Bool, to statements: inout [ParameterStatement]
  ) {
    if let other = statements.first(where: { $0.name == name }) {
      errors.add(
        JSONError(
          .conflict, at: node.pointer, expected: .init("\(name) here or at \(other.pointer)"),
          found: "both"))
      return
    }
    if isGiven, Problem.isReserved(name) { return noteReserved(name, at: node.pointer) }
    let limit = limits.sweep
    let values = attempt { () throws(JSONError) in try ParameterValues(node, limit: limit) }
    guard let values else {
      namesWithoutValue.insert(name)
      return
    }
    statements.append(
      ParameterStatement(
        name: name, values: values, pointer: isGiven ? node.pointer : .root, isGiven: isGiven))
  }

  mutating func combination(_ node: JSONNode?) -> Sweep.Combination {
    guard let node else { return .zip }
    let names = Sweep.Combination.allCases.map(\.rawValue)
    return name(node, among: names).flatMap(Sweep.Combination.init(rawValue:)) ?? .zip
  }
}
