import Expressions
import JSON
import Poisson

/// The domain.
extension DocumentReader {
  /// The axes x, or x and y, or x, y and z.
  ///
  /// A number or a sweep given as the length where the stored problem has a parameter is a value of that
  /// parameter.
  mutating func axes(
    _ document: LayeredObject, _ parameters: inout [ParameterStatement]
  ) -> [ProblemAxis] {
    let names = ["x", "y", "z"]
    let domain = document.object("domain", allowing: names, noting: &errors)
    let dimensions = names.lastIndex { domain[$0] != nil }.map { $0 + 1 } ?? 1
    let defaultPoints = [128, 64, 32][dimensions - 1]
    return names[..<dimensions].compactMap { name in
      let fields = ["start", "length", "points", "boundary", "placement"]
      let axis = domain.object(name, allowing: fields, noting: &errors)
      setParameter(axis, &parameters)
      let points = axis["points"].map { count($0, atMost: limits.points, of: "points") }
      let start = expression(axis["start"], orNumber: 0)
      let length = length(axis)
      let boundary = boundary(axis["boundary"])
      let placement = placement(axis["placement"])
      guard let points = points ?? defaultPoints, let start, let length, let boundary else {
        return nil
      }
      return ProblemAxis(
        name, start: start, length: length, points: points, boundary: boundary,
        placement: placement)
    }
  }

  /// The length: as given, unless what is given are values of the stored problem's parameter.
  private mutating func length(_ axis: LayeredObject) -> Expression? {
    let node = axis.given?["length"]
    if let node, node.kind != .string, let stored = axis.storedName(of: "length") {
      return known(stored)
    }
    return expression(node ?? axis["length"], orNumber: 2 * .pi)
  }

  private mutating func setParameter(
    _ axis: LayeredObject, _ parameters: inout [ParameterStatement]
  ) {
    guard let node = axis.given?["length"], node.kind != .string,
      let name = axis.storedName(of: "length"),
      let index = parameters.firstIndex(where: { $0.name == name })
    else { return }
    if parameters[index].isGiven {
      errors.add(
        JSONError(
          .conflict, at: node.pointer,
          expected: .init("the length here or at \(parameters[index].pointer)"), found: "both"))
    }
    let limit = limits.sweep
    let values = attempt { () throws(JSONError) in try ParameterValues(node, limit: limit) }
    guard let values else { return }
    parameters[index] = ParameterStatement(
      name: name, values: values, pointer: node.pointer, isGiven: true)
  }

  private mutating func placement(_ node: JSONNode?) -> Placement {
    guard let node else { return .nodes }
    let name = name(node, among: Placement.allCases.map(\.name))
    return Placement.allCases.first { $0.name == name } ?? .nodes
  }

  /// `"periodic"`, the name of a condition for both walls with the value 0, or
  /// `{"lower": {…}, "upper": {…}}`.
  private mutating func boundary(_ node: JSONNode?) -> ProblemBoundary? {
    guard let node else { return .periodic }
    guard node.kind == .object else {
      guard node.kind == .string else {
        errors.add(
          node.mismatch(
            .init(#""periodic", "dirichlet", "neumann" or {"lower": {…}, "upper": {…}}"#)))
        return nil
      }
      let kinds = Condition.Kind.allCases.filter { $0 != .robin }.map(\.rawValue)
      switch name(node, among: ["periodic"] + kinds) {
      case "periodic": return .periodic
      case "dirichlet": return .walls(.dirichlet)
      case "neumann": return .walls(.neumann)
      default: return nil
      }
    }
    guard let object = node.object(allowing: ["lower", "upper"], noting: &errors) else {
      return nil
    }
    guard let lower = wall("lower", object), let upper = wall("upper", object) else { return nil }
    return .walls(lower: lower, upper: upper)
  }

  /// `{"dirichlet": value}`, `{"neumann": value}` or `{"robin": {"alpha", "beta", "value"}}`.
  private mutating func wall(_ side: String, _ object: JSONObject) -> ProblemWall? {
    let node = attempt { () throws(JSONError) in try object.required(side) }
    let kinds = Condition.Kind.allCases.map(\.rawValue)
    if let node, node.kind != .object {
      let kind = try? node.string
      let known = kind.map { kinds.dropLast().contains($0) } ?? false
      let form = #"{"\#(known ? kind ?? "" : "dirichlet")": 0}"#
      errors.add(
        JSONError(
          .wrongType, at: node.pointer,
          expected: .init("a condition with its value, such as \(form)"),
          found: kind.map { "'\($0.prefix(32))'" } ?? node.kind.rawValue))
      return nil
    }
    guard let node, let wall = node.object(allowing: kinds, noting: &errors) else { return nil }
    if wall.count == 0 {
      errors.add(
        JSONError(.missingField, at: node.pointer.appending("dirichlet"), found: "dirichlet"))
      return nil
    }
    guard wall.count == 1, let member = wall.first(where: { _ in true }) else {
      errors.add(
        JSONError(
          .conflict, at: node.pointer, expected: .init("one of \(kinds.joined(separator: ", "))"),
          found: "\(wall.count)"))
      return nil
    }
    switch member.key {
    case "dirichlet": return expression(member.value).map { ProblemWall(.dirichlet, $0) }
    case "neumann": return expression(member.value).map { ProblemWall(.neumann, $0) }
    default: return robin(member.value)
    }
  }

  private mutating func robin(_ node: JSONNode) -> ProblemWall? {
    guard let object = node.object(allowing: ["alpha", "beta", "value"], noting: &errors) else {
      return nil
    }
    let alpha = attempt { () throws(JSONError) in try object.required("alpha") }
      .flatMap { expression($0) }
    let beta = attempt { () throws(JSONError) in try object.required("beta") }
      .flatMap { expression($0) }
    let value = expression(object["value"], orNumber: 0)
    guard let alpha, let beta, let value else { return nil }
    guard alpha.number != 0 || beta.number != 0 else {
      errors.add(
        JSONError(
          .invalidValue, at: node.pointer, expected: .init("alpha or beta other than 0"),
          found: "0 and 0"))
      return nil
    }
    return ProblemWall(.robin(value: alpha, derivative: beta), value)
  }
}

extension LayeredObject {
  /// The string that the stored problem has at a key, whatever the user has there.
  fileprivate func storedName(of key: String) -> String? {
    guard let text = try? storedMember(key)?.string else { return nil }
    return Expression.canonicalName(text)
  }
}

extension ProblemBoundary {
  /// The same condition at both walls, with the value 0.
  fileprivate static func walls(_ statement: ProblemWall.Statement) -> ProblemBoundary {
    let wall = ProblemWall(statement, Expression(number: 0))
    return .walls(lower: wall, upper: wall)
  }
}
