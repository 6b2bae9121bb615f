/// The status of a final response, 200 to 599.
///
/// Codes are an open set. Interim ones (1xx) are the connection's affair and cannot be built, so
/// no handler can answer with one.
package struct HTTPStatus: Sendable, Hashable, CustomStringConvertible {
  /// The three-digit code.
  package let code: Int

  /// A status by its code; nil outside 200 to 599.
  package init?(code: Int) {
    guard (200...599).contains(code) else { return nil }
    self.code = code
  }

  private init(_ code: Int) {
    self.code = code
  }

  /// The code and the reason phrase, such as `404 Not Found`.
  package var description: String { "\(code) \(reason)" }

  /// Whether a response with this status has no content by definition (RFC 9110 §6.4.1).
  package var forbidsContent: Bool { code == 204 || code == 304 }

  /// Whether a response with this status may have content: 205 has none though it could be framed
  /// (RFC 9110 §15.3.6).
  var allowsContent: Bool { !forbidsContent && code != 205 }

  /// 200: the request succeeded (RFC 9110 §15.3.1).
  package static let ok = HTTPStatus(200)
  /// 204: it succeeded, and there is nothing to send (§15.3.5).
  package static let noContent = HTTPStatus(204)
  /// 205: it succeeded, and the client is to clear its form (§15.3.6).
  package static let resetContent = HTTPStatus(205)
  /// 304: what the client has is still right (§15.4.5).
  package static let notModified = HTTPStatus(304)
  /// 400: the request is malformed (§15.5.1).
  package static let badRequest = HTTPStatus(400)
  /// 401: credentials are missing or wrong (§15.5.2).
  package static let unauthorized = HTTPStatus(401)
  /// 403: understood, and refused whatever the credentials (§15.5.4).
  package static let forbidden = HTTPStatus(403)
  /// 404: there is nothing at this target (§15.5.5).
  package static let notFound = HTTPStatus(404)
  /// 405: the method is known, but not possible at this target (§15.5.6).
  package static let methodNotAllowed = HTTPStatus(405)
  /// 406: there is no representation that the client accepts (§15.5.7).
  package static let notAcceptable = HTTPStatus(406)
  /// 408: the request did not arrive in time (§15.5.9).
  package static let requestTimeout = HTTPStatus(408)
  /// 413: the content is larger than is taken (§15.5.14).
  package static let contentTooLarge = HTTPStatus(413)
  /// 414: the target is longer than is taken (§15.5.15).
  package static let uriTooLong = HTTPStatus(414)
  /// 415: the content is of a type or coding that is not read (§15.5.16).
  package static let unsupportedMediaType = HTTPStatus(415)
  /// 417: the field Expect asks for something unknown (§15.5.18).
  package static let expectationFailed = HTTPStatus(417)
  /// 421: this server doesn't answer for that authority or scheme (§15.5.20).
  package static let misdirectedRequest = HTTPStatus(421)
  /// 422: the content is well-formed, and what it says can't be done (§15.5.21).
  package static let unprocessableContent = HTTPStatus(422)
  /// 431: the header fields are larger than is taken (RFC 6585 §5).
  package static let headerFieldsTooLarge = HTTPStatus(431)
  /// 500: the server failed (RFC 9110 §15.6.1).
  package static let internalServerError = HTTPStatus(500)
  /// 501: the method or the transfer coding is not known here at all (§15.6.2).
  package static let notImplemented = HTTPStatus(501)
  /// 503: the server is too busy, or about to end (§15.6.4).
  package static let serviceUnavailable = HTTPStatus(503)
  /// 504: the answer was not ready in time (§15.6.5).
  package static let gatewayTimeout = HTTPStatus(504)
  /// 505: the major version of HTTP is not spoken here (§15.6.6).
  package static let versionNotSupported = HTTPStatus(505)

  /// The registered reason phrase (RFC 9110 §15), empty for a code without one.
  package var reason: String {
    switch code {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 205: "Reset Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 411: "Length Required"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 421: "Misdirected Request"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: ""
    }
  }
}
