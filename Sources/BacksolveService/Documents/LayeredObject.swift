import JSON

/// An object of the user's document over the same object of a stored problem: a member that the user
/// does not give is the stored one.
struct LayeredObject {
  /// The user's; nil if there is none.
  let given: JSONObject?
  private let stored: JSONObject?

  init(_ given: JSONObject?, over stored: JSONObject?) {
    self.given = given
    self.stored = stored
  }

  /// The member `key`, the user's if there is one.
  subscript(_ key: String) -> JSONNode? { given?[key] ?? stored?[key] }

  /// The stored problem's member `key`.
  func storedMember(_ key: String) -> JSONNode? { stored?[key] }

  /// Whether the user gives any of these members.
  func gives(_ keys: String...) -> Bool { keys.contains { given?[$0] != nil } }

  /// The keys of an object that only the user can give.
  func names(of key: String) -> [String] { (try? given?[key]?.object)?.map(\.key) ?? [] }

  /// The members of both, the stored ones first, in one walk through each.
  var members: [(key: String, node: JSONNode, isGiven: Bool)] {
    var members: [(key: String, node: JSONNode, isGiven: Bool)] = []
    members.reserveCapacity((stored?.count ?? 0) + (given?.count ?? 0))
    if let stored {
      for member in stored {
        let own = given?[member.key]
        members.append((member.key, own ?? member.value, own != nil))
      }
    }
    if let given {
      for member in given where stored?[member.key] == nil {
        members.append((member.key, member.value, true))
      }
    }
    return members
  }

  /// The member `key` as an object over the stored one; errors of the user's are noted.
  func object(
    _ key: String, allowing allowed: [String]?, noting errors: inout JSONErrors
  ) -> LayeredObject {
    let stored = try? self.stored?[key]?.object
    guard let node = given?[key] else { return LayeredObject(nil, over: stored) }
    guard let allowed else {
      let object = errors.attempt { () throws(JSONError) in try node.object }
      return LayeredObject(object, over: stored)
    }
    return LayeredObject(node.object(allowing: allowed, noting: &errors), over: stored)
  }
}
