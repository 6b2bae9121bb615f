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

  /// The stored problem's members.
  var storedMembers: [(key: String, node: JSONNode)] { stored?.map { ($0.key, $0.value) } ?? [] }

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
