package import HTTPCore
package import JSON

/// Why a request gets no result: one or more errors under one status, as data. `response` makes the
/// problem document (RFC 9457) of it.
package struct Refusal: Error {
  /// The status of the answer.
  package let status: HTTPStatus
  /// What is wrong, most important first; never empty.
  package let errors: [Detail]
  /// Header fields that the status asks for, such as Allow.
  package var headers = HTTPHeaders()

  /// One error.
  package struct Detail: Sendable {
    /// For machines: kebab-case, stable.
    package let code: String
    /// For people: one or two sentences.
    package let message: String
    /// The place in the request's document (RFC 6901); nil if it concerns no document.
    package let pointer: String?
    /// Where it is in the text, for a text that is not JSON.
    package var position: JSONError.Position?
    /// Where it is in an expression.
    package var excerpt: Excerpt?
    /// Numbers that belong to the error, by name.
    package var numbers: [(name: String, value: Double)] = []
  }

  /// A single error.
  package init(
    _ status: HTTPStatus, code: String, _ message: String, pointer: String? = nil,
    numbers: [(name: String, value: Double)] = [], headers: HTTPHeaders = HTTPHeaders()
  ) {
    self.status = status
    errors = [Detail(code: code, message: message, pointer: pointer, numbers: numbers)]
    self.headers = headers
  }

  /// Several errors, at least one.
  package init(_ status: HTTPStatus, _ errors: [Detail]) {
    self.status = status
    self.errors = errors
  }

  /// Why the server refuses a request by itself.
  init(_ failure: HTTPFailure) {
    self.init(
      failure.status, code: failure.code, failure.detail,
      // RFC 9110 §15.6.4: when to come back.
      headers: failure.status == .serviceUnavailable ? ["Retry-After": "1"] : HTTPHeaders())
  }

  /// A text that can't be read as a document.
  package init(unreadable error: JSONError) {
    status = .badRequest
    errors = [Detail(error)]
  }

  /// The answer, which names the request's id if there is one.
  package func response(requestID: String? = nil) -> HTTPResponse {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("type", "about:blank")
      writer.member("title", status.reason)
      writer.member("status", status.code)
      if let first = errors.first { first.write(to: &writer) }
      if let requestID { writer.member("requestId", requestID) }
      if errors.count > 1 {
        writer.array("errors") { writer in
          for error in errors { writer.object { error.write(to: &$0) } }
        }
      }
    }
    var response = HTTPResponse(
      status, contentType: "application/problem+json", body: writer.finish())
    for (name, value) in headers { response.headers.append(name, value) }
    response.code = errors.first?.code
    return response
  }
}

extension Refusal.Detail {
  init(_ error: JSONError) {
    self.init(
      code: "\(error.code)", message: error.message, pointer: "\(error.pointer)",
      position: error.position)
  }

  func write(to writer: inout JSONWriter) {
    writer.member("detail", message)
    writer.member("code", code)
    if let pointer { writer.member("pointer", pointer) }
    if let position {
      writer.member("offset", position.offset)
      writer.member("line", position.line)
      writer.member("column", position.column)
    }
    excerpt?.write(to: &writer)
    for (name, value) in numbers where value.isFinite { try? writer.member(name, value) }
  }
}
