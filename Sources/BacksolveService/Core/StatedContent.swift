import HTTPCore

/// What a request's fields say of its content.
///
/// Content is JSON whatever curl calls it: it names a form's type by itself, and some clients name none.
/// Anything else that a client states on purpose is refused (RFC 9110 §15.5.16).
enum StatedContent {
  /// Refuses what is not JSON as it is.
  static func check(_ request: HTTPRequest) throws(Refusal) {
    if let coding = request.headers.list(of: "Content-Encoding"),
      coding.lowercased() != "identity"
    {
      throw Refusal(
        .unsupportedMediaType, code: "unsupported-content-encoding",
        "The content coding '\(coding.abbreviated())' is not supported: send the document as it is.",
        headers: ["Accept-Encoding": "identity"])
    }
    guard let stated = request.headers.list(of: "Content-Type"), !stated.isEmpty else { return }
    let type = mediaType(stated)
    guard type == "application/json" || type == "application/x-www-form-urlencoded" else {
      throw Refusal(
        .unsupportedMediaType, code: "unsupported-media-type",
        "The content type '\(type.abbreviated())' is not supported: send application/json.",
        headers: ["Accept": "application/json"])
    }
  }

  /// What stands before the parameters of a Content-Type, in lower case (RFC 9110 §8.3.1).
  private static func mediaType(_ stated: String) -> String {
    // What most clients say, told at once.
    if stated == "application/json" { return stated }
    let bytes = stated.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
    return String(Substring(bytes)).lowercased()
  }
}
