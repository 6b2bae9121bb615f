import Spelling

/// Objects whose members must all mean something.
extension JSONObject {
  /// The error for each member that is not `allowed`, with the name it resembles.
  package func unknownFields(
    allowing allowed: [String], atMost limit: Int = JSONErrors.limit
  ) -> [JSONError] {
    let tape = node.tape
    let end = tape.end(of: node.index)
    lazy var pointer = node.pointer
    lazy var absent = allowed.filter { self[$0] == nil }
    var errors: [JSONError] = []
    var place = node.index + 1
    while place < end, errors.count < limit {
      if !allowed.contains(where: { tape.string(place, equals: $0.utf8Span.span) }) {
        let key = tape.string(place)
        errors.append(
          JSONError(
            .unknownField, at: pointer.appending(key), found: key,
            suggestion: nearestName(to: key, among: absent)))
      }
      place = tape.after(place + 1)
    }
    return errors
  }
}

extension JSONNode {
  /// The value as an object with any members.
  package var object: JSONObject {
    get throws(JSONError) {
      guard kind == .object else { throw mismatch(.object) }
      return JSONObject(node: self)
    }
  }

  /// The value as an object that has no members but the `allowed`; the first other is an error.
  package func object(allowing allowed: [String]) throws(JSONError) -> JSONObject {
    let object = try self.object
    if let error = object.unknownFields(allowing: allowed, atMost: 1).first { throw error }
    return object
  }

  /// The value as an object, all members that are not `allowed` added to `errors`; nil if it is no
  /// object.
  package func object(allowing allowed: [String], noting errors: inout JSONErrors) -> JSONObject? {
    guard let object = errors.attempt({ () throws(JSONError) in try self.object }) else {
      return nil
    }
    for error in object.unknownFields(allowing: allowed) { errors.add(error) }
    return object
  }
}
