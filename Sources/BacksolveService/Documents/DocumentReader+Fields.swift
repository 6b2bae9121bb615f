import Expressions
import JSON
import Poisson

/// Arrays: over the grid, and at the places of sensors.
extension DocumentReader {
  /// `fields` and `data`, in this order, before their numbers are read.
  ///
  /// - Parameters:
  ///   - document: the document.
  ///   - axes: the axes of the grid.
  mutating func fieldStatements(
    _ document: LayeredObject, _ axes: [ProblemAxis]
  ) -> [FieldStatement] {
    let extents = axes.map(\.points)
    return members("fields", of: document).compactMap { name, node in
      let isSwept = node.depth > extents.count
      return statement(
        name, node, values: node, extents, isSwept: isSwept, isMeasured: false)
    }
      + members("data", of: document).compactMap { name, node in
        measurements(name, node, axes.map(\.name))
      }
  }

  /// The names of `fields` and `data`, in this order, as far as they are names.
  func fieldNames(_ document: LayeredObject) -> [String] {
    (document.names(of: "fields") + document.names(of: "data"))
      .compactMap { Expression.canonicalName($0) }
  }

  private mutating func members(
    _ key: String, of document: LayeredObject
  ) -> [(name: String, node: JSONNode)] {
    guard let node = document[key],
      let object = attempt({ () throws(JSONError) in try node.object })
    else { return [] }
    guard object.count <= limits.fields else {
      errors.add(
        JSONError(
          .limitExceeded, at: node.pointer, expected: .init("at most \(limits.fields) members"),
          found: "\(object.count)"))
      return []
    }
    return object.compactMap { member in
      name(spelled: member.key, at: member.value.pointer).map { ($0, member.value) }
    }
  }

  private mutating func statement(
    _ name: String, _ node: JSONNode, values: JSONNode, _ extents: [Int], isSwept: Bool,
    isMeasured: Bool
  ) -> FieldStatement? {
    let limit = limits.sweep
    return attempt { () throws(JSONError) in
      guard values.kind == .array else {
        throw values.mismatch(.init("an array with a number per point, or a list of such arrays"))
      }
      let array = try values.array
      if isSwept { try ParameterValues.check(array.count, limit: limit, at: values.pointer) }
      return FieldStatement(
        name: name, node: node, values: values, extents: extents,
        sweepCount: isSwept ? array.count : nil, isMeasured: isMeasured)
    }
  }

  /// `{"x": […], "values": […], "weights": […]}`.
  private mutating func measurements(
    _ name: String, _ node: JSONNode, _ axes: [String]
  ) -> FieldStatement? {
    let members = axes + ["values", "weights"]
    guard node.kind == .object else {
      let columns = axes.map { #""\#($0)": […], "# }.joined()
      errors.add(node.mismatch(.init(#"measurements, {\#(columns)"values": […]}"#)))
      return nil
    }
    guard let object = node.object(allowing: members, noting: &errors) else { return nil }
    let values = attempt { () throws(JSONError) in try object.required("values") }
    guard let values else { return nil }
    let isSwept = values.depth > 1
    let limit = limits.sensors
    let count = attempt { () throws(JSONError) in
      var first: JSONNode? = values
      if isSwept {
        var elements = try values.array.makeIterator()
        first = elements.next()
      }
      let count = try first?.array.count ?? 0
      guard (1...limit).contains(count) else {
        throw JSONError(
          .limitExceeded, at: values.pointer, expected: .init("1 to \(limit) measurements"),
          found: "\(count)")
      }
      return count
    }
    return count.flatMap {
      statement(name, node, values: values, [$0], isSwept: isSwept, isMeasured: true)
    }
  }

  /// What the numbers of an array belong to.
  mutating func field(_ statement: FieldStatement, _ axes: [ProblemAxis]) -> ProblemField? {
    guard statement.isMeasured else { return ProblemField(statement.name, .grid) }
    return attempt { () throws(JSONError) in
      let object = try statement.node.object
      var places: [[Double]] = []
      for axis in axes {
        places.append(try object.required(axis.name).numbers(statement.size))
      }
      var weights: [Double]?
      if let node = object["weights"] { weights = try node.numbers(statement.size) }
      return ProblemField(
        statement.name, .sensors(Sensors(places: places, weights: weights)))
    }
  }

  /// Refuses more numbers than the limit, before they are read.
  mutating func checkSize(_ statements: [FieldStatement]) {
    let count = statements.reduce(0) { $0 + $1.valueCount }
    guard count > Double(limits.fieldValues) else { return }
    errors.add(
      JSONError(
        .limitExceeded,
        at: .root.appending(statements.contains { !$0.isMeasured } ? "fields" : "data"),
        expected: .init("at most \(limits.fieldValues) numbers in fields and data"),
        found: "\(Int(count))"))
  }
}
