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

  /// The place, without the values.
  var place: StatementPlaces.Parameter { .init(name: name, pointer: pointer, isGiven: isGiven) }
}

/// Parameters.
extension DocumentReader {
  /// The parameters, in the order of answers: those of the stored problem, then the user's own. `t` may
  /// stand at the top.
  mutating func parameters(_ document: LayeredObject) -> [ParameterStatement] {
    let object = document.object("parameters", allowing: nil, noting: &errors)
    // Counted first: names are looked for in each other.
    guard !areTooMany(object.given?.count ?? 0) else { return [] }
    let own = givenParameters(document.given?["t"], object.given)
    let stored = object.storedMembers
    let added = own.filter { member in !stored.contains { $0.key == member.name } }
    guard !areTooMany(stored.count + added.count) else { return [] }
    var statements: [ParameterStatement] = []
    statements.reserveCapacity(stored.count + added.count)
    for (name, node) in stored {
      let given = own.first { $0.name == name }
      add(name, given?.node ?? node, isGiven: given != nil, to: &statements)
    }
    for (name, node) in added { add(name, node, isGiven: true, to: &statements) }
    return statements
  }

  /// Notes that there are more parameters than may be.
  private mutating func areTooMany(_ count: Int) -> Bool {
    guard count > limits.parameters else { return false }
    errors.add(
      JSONError(
        .limitExceeded, at: .root.appending("parameters"),
        expected: .init("at most \(limits.parameters) parameters"), found: "\(count)"))
    return true
  }

  /// What the user says of parameters, Greek letters in names written out, `t` at the top first.
  private mutating func givenParameters(
    _ top: JSONNode?, _ object: JSONObject?
  ) -> [(name: String, node: JSONNode)] {
    var given: [(name: String, node: JSONNode)] = top.map { [("t", $0)] } ?? []
    guard let object else { return given }
    for member in object {
      let node = member.value
      guard let name = name(spelled: member.key, at: node.pointer) else { continue }
      if let other = given.first(where: { $0.name == name }) {
        errors.add(
          JSONError(
            .conflict, at: node.pointer,
            expected: .init("\(name) here or at \(other.node.pointer)"),
            found: "both"))
        continue
      }
      given.append((name, node))
    }
    return given
  }

  private mutating func add(
    _ name: String, _ node: JSONNode, isGiven: Bool, to statements: inout [ParameterStatement]
  ) {
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
