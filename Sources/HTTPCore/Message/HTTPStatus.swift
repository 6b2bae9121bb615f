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

  package var description: String { "\(code) \(reason)" }

  /// Whether a response with this status has no content by definition (RFC 9110 §6.4.1).
  package var forbidsContent: Bool { code == 204 || code == 304 }

  /// Whether a response with this status may have content: 205 has none though it could be framed
  /// (RFC 9110 §15.3.6).
  var allowsContent: Bool { !forbidsContent && code != 205 }

  package static let ok = HTTPStatus(200)
  package static let created = HTTPStatus(201)
  package static let accepted = HTTPStatus(202)
  package static let noContent = HTTPStatus(204)
  package static let resetContent = HTTPStatus(205)
  package static let movedPermanently = HTTPStatus(301)
  package static let seeOther = HTTPStatus(303)
  package static let notModified = HTTPStatus(304)
  package static let temporaryRedirect = HTTPStatus(307)
  package static let permanentRedirect = HTTPStatus(308)
  package static let badRequest = HTTPStatus(400)
  package static let unauthorized = HTTPStatus(401)
  package static let forbidden = HTTPStatus(403)
  package static let notFound = HTTPStatus(404)
  package static let methodNotAllowed = HTTPStatus(405)
  package static let notAcceptable = HTTPStatus(406)
  package static let requestTimeout = HTTPStatus(408)
  package static let conflict = HTTPStatus(409)
  package static let lengthRequired = HTTPStatus(411)
  package static let contentTooLarge = HTTPStatus(413)
  package static let uriTooLong = HTTPStatus(414)
  package static let unsupportedMediaType = HTTPStatus(415)
  package static let expectationFailed = HTTPStatus(417)
  package static let misdirectedRequest = HTTPStatus(421)
  package static let unprocessableContent = HTTPStatus(422)
  package static let tooManyRequests = HTTPStatus(429)
  package static let headerFieldsTooLarge = HTTPStatus(431)
  package static let internalServerError = HTTPStatus(500)
  package static let notImplemented = HTTPStatus(501)
  package static let badGateway = HTTPStatus(502)
  package static let serviceUnavailable = HTTPStatus(503)
  package static let gatewayTimeout = HTTPStatus(504)
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
