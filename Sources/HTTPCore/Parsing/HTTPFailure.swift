/// Why a connection refuses a request: a status, a code for machines and one sentence.
///
/// All refusals are listed here and worded here; the code is a stable part of the interface.
package struct HTTPFailure: Error, Sendable, Hashable {
  /// The status of the answer.
  package let status: HTTPStatus

  /// The code, in words joined by hyphens.
  package let code: String

  /// One sentence for the person who reads the answer.
  package let detail: String

  private init(_ status: HTTPStatus, _ code: String, _ detail: String) {
    self.status = status
    self.code = code
    self.detail = detail
  }
}

// MARK: The request line

extension HTTPFailure {
  static let malformedRequestLine = HTTPFailure(
    .badRequest, "malformed-request-line",
    "The request line is not a method, a target and a version with one space between them.")
  static let emptyLines = HTTPFailure(
    .badRequest, "too-many-empty-lines", "Too many empty lines stand before the request line.")
  static let invalidMethod = HTTPFailure(
    .badRequest, "invalid-method", "The method is not a token.")
  static let methodTooLong = HTTPFailure(
    .notImplemented, "method-too-long", "The method is longer than any that is implemented.")
  static let connectUnsupported = HTTPFailure(
    .notImplemented, "connect-not-supported", "This server is not a proxy.")
  static let invalidTarget = HTTPFailure(
    .badRequest, "invalid-target", "The request target is not of a form the method allows.")
  static let targetTooLong = HTTPFailure(
    .uriTooLong, "target-too-long", "The request target is too long.")
  static let misdirected = HTTPFailure(
    .misdirectedRequest, "misdirected-request",
    "The target's scheme calls for a secured connection, which this is not.")
  static let invalidVersion = HTTPFailure(
    .badRequest, "invalid-version", "The protocol version is malformed.")
  static let unsupportedVersion = HTTPFailure(
    .versionNotSupported, "version-not-supported", "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
}

// MARK: Header fields

extension HTTPFailure {
  static let lineEnd = HTTPFailure(
    .badRequest, "invalid-line-end", "A line must end in CR LF, and in nothing else.")
  static let lineFolding = HTTPFailure(
    .badRequest, "line-folding", "A header line begins with white space.")
  static let invalidFieldName = HTTPFailure(
    .badRequest, "invalid-field-name",
    "A header line does not begin with a token directly followed by a colon.")
  static let invalidFieldValue = HTTPFailure(
    .badRequest, "invalid-field-value", "A header value holds a control character.")
  static let fieldTooLong = HTTPFailure(
    .headerFieldsTooLarge, "field-too-long", "A header line is too long.")
  static let tooManyFields = HTTPFailure(
    .headerFieldsTooLarge, "too-many-fields", "There are too many header fields.")
  static let fieldsTooLarge = HTTPFailure(
    .headerFieldsTooLarge, "fields-too-large", "The header fields together are too large.")
  static let missingHost = HTTPFailure(
    .badRequest, "missing-host", "An HTTP/1.1 request must name its host in a Host field.")
  static let repeatedHost = HTTPFailure(
    .badRequest, "repeated-host", "There is more than one Host field.")
  static let invalidHost = HTTPFailure(
    .badRequest, "invalid-host", "The host is not a name or address with an optional port.")
  static let unknownExpectation = HTTPFailure(
    .expectationFailed, "unknown-expectation", "The only expectation known here is 100-continue.")
}

// MARK: Framing and content

extension HTTPFailure {
  static let invalidContentLength = HTTPFailure(
    .badRequest, "invalid-content-length", "Content-Length is not one decimal number in range.")
  static let repeatedContentLength = HTTPFailure(
    .badRequest, "repeated-content-length", "There is more than one Content-Length.")
  static let ambiguousLength = HTTPFailure(
    .badRequest, "ambiguous-length", "Content-Length and Transfer-Encoding exclude each other.")
  static let codingInOldVersion = HTTPFailure(
    .badRequest, "transfer-encoding-in-http-1-0", "HTTP/1.0 has no Transfer-Encoding.")
  static let invalidTransferEncoding = HTTPFailure(
    .badRequest, "invalid-transfer-encoding",
    "Transfer-Encoding must be chunked, once and nothing after it.")
  static let unsupportedCoding = HTTPFailure(
    .notImplemented, "transfer-coding-not-supported",
    "The only transfer coding implemented is chunked.")
  static let invalidChunk = HTTPFailure(
    .badRequest, "invalid-chunk", "The chunked body is malformed.")
  static let chunkExtensionsTooLarge = HTTPFailure(
    .contentTooLarge, "chunk-extensions-too-large", "The chunk extensions are too long.")
  static func bodyTooLarge(_ count: Int, limit: Int) -> HTTPFailure {
    HTTPFailure(
      .contentTooLarge, "body-too-large",
      "The request body has \(count) bytes or more; the limit is \(limit).")
  }
  static let incompleteRequest = HTTPFailure(
    .badRequest, "incomplete-request", "The connection ended in the middle of a request.")
}

// MARK: Time, capacity and the handler

extension HTTPFailure {
  static let headTimeout = HTTPFailure(
    .requestTimeout, "head-timeout", "The request head did not arrive in time.")
  static let bodyTimeout = HTTPFailure(
    .requestTimeout, "body-timeout", "The request body did not arrive in time.")

  /// The answer was not even begun in time.
  package static let notBegun = HTTPFailure(
    .serviceUnavailable, "not-begun-in-time",
    "The server is too busy: the request waited for as long as it may take altogether.")

  /// The answer was not ready in time.
  package static let answerTimeout = HTTPFailure(
    .gatewayTimeout, "answer-timeout", "The answer took longer than a request may take.")

  /// What unanswered requests hold has reached its limit.
  package static let requestsTooLarge = HTTPFailure(
    .serviceUnavailable, "no-memory-for-request",
    "The requests being received take all the memory that they may; try again, or send less.")

  /// What unsent answers hold has reached its limit.
  package static let answersTooLarge = HTTPFailure(
    .serviceUnavailable, "no-memory-for-answer",
    "The answers being sent take all the memory that they may; try again, or ask for less.")

  /// The handler let go of a request without answering it.
  package static let unanswered = HTTPFailure(
    .internalServerError, "unanswered", "The request was not answered.")

  /// The server has as many connections as it takes.
  package static let tooManyConnections = HTTPFailure(
    .serviceUnavailable, "too-many-connections", "The server has no room for another connection.")

  /// One address has as many connections as it may.
  package static let tooManyFromAddress = HTTPFailure(
    .serviceUnavailable, "too-many-connections-from-address",
    "There are too many connections from this address.")
}
