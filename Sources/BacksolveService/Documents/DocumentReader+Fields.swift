import JSON
import Poisson

/// An array of a document, with the values where they stand.
struct FieldStatement {
  let field: ProblemField
  let values: [Double]
}

/// Arrays: over the grid, and at the places of sensors.
extension DocumentReader {
  /// `fields` and `data`, in this order.
  ///
  /// - Parameters:
  ///   - document: the document.
  ///   - axes: the axes of the grid.
  mutating func fields(_ document: LayeredObject, _ axes: [ProblemAxis]) -> [FieldStatement] {
    let extents = axes.map(\.points)
    return members("fields", of: document).compactMap { name, node in
      values(of: node, extents: extents).map {
        FieldStatement(field: ProblemField(name, .grid), values: $0)
      }
    }
      + members("data", of: document).compactMap { name, node in
        measurements(name, node, axes.map(\.name))
      }
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

  /// An array with an entry per point, or arrays of arrays in the order of the axes.
  private mutating func values(of node: JSONNode, extents: [Int]) -> [Double]? {
    let count = extents.reduce(1, *)
    return attempt { () throws(JSONError) in
      let array = try node.array
      var elements = array.makeIterator()
      if extents.count > 1, elements.next()?.kind == .array {
        return try node.nested(extents[...])
      }
      guard array.count == count else { throw node.wrongCount(array.count, expected: count) }
      return try array.doubles()
    }
  }

  /// `{"x": […], "values": […], "weights": […]}`.
  private mutating func measurements(
    _ name: String, _ node: JSONNode, _ axes: [String]
  ) -> FieldStatement? {
    let members = axes + ["values", "weights"]
    guard let object = node.object(allowing: members, noting: &errors) else { return nil }
    let limit = limits.sensors
    return attempt { () throws(JSONError) in
      let values = try object.required("values").doubles()
      guard (1...limit).contains(values.count) else {
        throw JSONError(
          .limitExceeded, at: node.pointer, expected: .init("1 to \(limit) measurements"),
          found: "\(values.count)")
      }
      func column(_ node: JSONNode) throws(JSONError) -> [Double] {
        let column = try node.doubles()
        guard column.count == values.count else {
          throw node.wrongCount(column.count, expected: values.count)
        }
        return column
      }
      var places: [[Double]] = []
      for axis in axes { places.append(try column(try object.required(axis))) }
      var weights: [Double]?
      if let node = object["weights"] { weights = try column(node) }
      let sensors = Sensors(places: places, weights: weights)
      return FieldStatement(field: ProblemField(name, .sensors(sensors)), values: values)
    }
  }
}

extension JSONNode {
  fileprivate func wrongCount(_ count: Int, expected: Int) -> JSONError {
    JSONError(
      .lengthMismatch, at: pointer, expected: .init("\(expected) values"), found: "\(count)")
  }

  /// The numbers of nested arrays with the given lengths, the last index fastest.
  fileprivate func nested(_ extents: ArraySlice<Int>) throws(JSONError) -> [Double] {
    let array = try self.array
    guard let count = extents.first, array.count == count else {
      throw wrongCount(array.count, expected: extents.first ?? 0)
    }
    guard extents.count > 1 else { return try array.doubles() }
    var values: [Double] = []
    for node in array { values += try node.nested(extents.dropFirst()) }
    return values
  }
}
