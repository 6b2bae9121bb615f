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

  /// The name.
  package var description: String { name }

  /// Asks for a representation (RFC 9110 §9.3.1).
  package static let get = HTTPMethod(token: "GET")
  /// GET without its content (§9.3.2).
  package static let head = HTTPMethod(token: "HEAD")
  /// Has the content processed (§9.3.3).
  package static let post = HTTPMethod(token: "POST")
  /// Replaces what is there (§9.3.4).
  package static let put = HTTPMethod(token: "PUT")
  /// Changes a part of what is there (RFC 5789).
  package static let patch = HTTPMethod(token: "PATCH")
  /// Removes what is there (RFC 9110 §9.3.5).
  package static let delete = HTTPMethod(token: "DELETE")
  /// Asks what is possible (§9.3.7).
  package static let options = HTTPMethod(token: "OPTIONS")
  /// Has the request sent back (§9.3.8).
  package static let trace = HTTPMethod(token: "TRACE")
  /// Asks for a tunnel (§9.3.6).
  package static let connect = HTTPMethod(token: "CONNECT")
  /// GET with content, as the HTTP working group drafts it.
  package static let query = HTTPMethod(token: "QUERY")

  /// Whether it is one of the methods of RFC 9110 §9.1, RFC 5789 or the HTTP working group's QUERY,
  /// implemented or not.
  package var isRegistered: Bool { Self.registered.contains(self) }

  private static let registered: Set<HTTPMethod> = [
    .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
  ]
}
