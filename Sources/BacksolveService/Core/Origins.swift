import HTTPCore

/// Which web pages may use the service through their visitors' browsers.
///
/// A page of a foreign origin is refused: a form's content type needs no preflight, and bodies of that type
/// are read. The pages of allowed origins get what the Fetch standard asks for (§3.3, CORS protocol); for
/// all others CORS is off.
struct Origins: Sendable {
  let allowed: Set<String>

  /// Refuses a request of a page that is neither ours nor allowed.
  func check(_ request: HTTPRequest) throws(Refusal) {
    guard let origin = request.headers.list(of: "Origin") else { return }
    let own = ["http://", "https://"].map { $0 + request.authority }
    guard own.contains(origin) || allowed.contains(origin) else {
      throw Refusal(
        .forbidden, code: "foreign-origin",
        "Pages of the origin '\(origin.abbreviated())' are not allowed here.")
    }
  }

  /// The fields by which a browser lets the page of an allowed origin read the answer; nil for others.
  func fields(for request: HTTPRequest) -> HTTPHeaders? {
    guard let origin = request.headers["Origin"], allowed.contains(origin) else { return nil }
    var fields: HTTPHeaders = ["Access-Control-Allow-Origin": origin, "Vary": "Origin"]
    if request.method == .options {
      fields.append("Access-Control-Allow-Methods", "GET, POST")
      fields.append("Access-Control-Allow-Headers", "Content-Type")
      fields.append("Access-Control-Max-Age", "600")
    }
    return fields
  }
}

extension HTTPResponse {
  /// The response with further fields.
  func adding(_ fields: HTTPHeaders) -> HTTPResponse {
    var response = self
    for (name, value) in fields { response.headers.append(name, value) }
    return response
  }
}
