/// A final response, as a handler makes it.
///
/// The connection adds what only it can know: Date, Content-Length and Connection. Fields of
/// these names, and Transfer-Encoding and Keep-Alive, are not taken from `headers`.
package struct HTTPResponse: Sendable, Equatable {
  /// The status.
  package var status: HTTPStatus

  /// The header fields, sent in this order.
  package var headers: HTTPHeaders

  /// The content.
  ///
  /// It is not sent for HEAD and with 204 and 304, but its length is announced for HEAD, so a
  /// handler may treat HEAD like GET.
  package var body: [UInt8]

  /// Whether the connection ends after this response.
  package var closesConnection = false

  /// Why there is no result, for machines; not sent by itself, but told to those who keep records.
  package var code: String?

  /// A response of these parts.
  package init(
    _ status: HTTPStatus, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
  ) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A response with content of the named media type.
  package init(_ status: HTTPStatus, contentType: String, body: [UInt8]) {
    self.init(status, headers: ["Content-Type": contentType], body: body)
  }

  /// A response with plain text.
  package init(_ status: HTTPStatus, text: String) {
    self.init(status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }

  /// A response with JSON that is already encoded.
  package init(_ status: HTTPStatus, json: [UInt8]) {
    self.init(status, headers: Self.headersOfJSON, body: json)
  }

  /// Made once: nearly all answers begin with them.
  private static let headersOfJSON: HTTPHeaders = ["Content-Type": "application/json"]
}
