/// A whole request, as the parser accepts it or a test builds it.
package struct HTTPRequest: Sendable {
  /// What is to be done.
  package var method: HTTPMethod

  /// What it is to be done to: path, query and, in absolute form, the authority.
  package var target: RequestTarget

  /// The version the request is handled as.
  package var version: HTTPVersion

  /// The header fields; trailers are not among them (RFC 9110 §6.5.1).
  package var headers: HTTPHeaders

  /// The content, with any chunked framing taken off.
  package var body: [UInt8]

  /// What was noted when the head was judged; nil if nobody was asked.
  package var note: (any AnyObject & Sendable)?

  /// A request out of parts that are known to be good.
  package init(
    method: HTTPMethod, target: RequestTarget, version: HTTPVersion = .http11,
    headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
    note: (any AnyObject & Sendable)? = nil
  ) {
    self.method = method
    self.target = target
    self.version = version
    self.headers = headers
    self.body = body
    self.note = note
  }

  /// A request for a path, without going through the parser.
  package init(
    _ method: HTTPMethod, _ path: String, query: String? = nil,
    headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
  ) {
    self.init(
      method: method, target: RequestTarget(path: path, query: query), headers: headers, body: body)
  }

  /// The path, beginning with a slash, or `*`.
  package var path: String { target.path }

  /// What follows the question mark, or nil if there is none.
  package var query: String? { target.query }

  /// The host, and port if given, that the request is for: that of an absolute target if there is
  /// one, whatever Host says (RFC 9112 §3.2.2), else that of Host; empty if unknown.
  package var authority: String { target.authority ?? headers["host"] ?? "" }
}

extension HTTPRequest: Equatable {
  /// Equal if the client asked for the same, whatever is noted about it.
  package static func == (left: HTTPRequest, right: HTTPRequest) -> Bool {
    left.method == right.method && left.target == right.target && left.version == right.version
      && left.headers == right.headers && left.body == right.body
  }
}
