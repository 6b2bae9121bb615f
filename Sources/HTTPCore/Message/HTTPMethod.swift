/// A request method.
///
/// Methods are case-sensitive tokens and an open set (RFC 9110 §9.1), hence a structure with static
/// members and not an enumeration.
package struct HTTPMethod: Sendable, Hashable, CustomStringConvertible {
  /// The method as it stands in the request line.
  package let name: String

  /// A method by its name; nil unless the name is a token.
  package init?(_ name: String) {
    guard !name.isEmpty, name.utf8.allSatisfy(ByteSet.token.contains) else { return nil }
    self.name = name
  }

  /// A name known to be a token.
  init(token name: String) {
    self.name = name
  }

  package var description: String { name }

  package static let get = HTTPMethod(token: "GET")
  package static let head = HTTPMethod(token: "HEAD")
  package static let post = HTTPMethod(token: "POST")
  package static let put = HTTPMethod(token: "PUT")
  package static let patch = HTTPMethod(token: "PATCH")
  package static let delete = HTTPMethod(token: "DELETE")
  package static let options = HTTPMethod(token: "OPTIONS")
  package static let trace = HTTPMethod(token: "TRACE")
  package static let connect = HTTPMethod(token: "CONNECT")
  package static let query = HTTPMethod(token: "QUERY")

  /// Whether it is one of the methods of RFC 9110 §9.1, RFC 5789 or the HTTP working group's QUERY,
  /// implemented or not.
  package var isRegistered: Bool { Self.registered.contains(self) }

  private static let registered: Set<HTTPMethod> = [
    .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
  ]
}
