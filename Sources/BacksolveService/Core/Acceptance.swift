import HTTPCore

/// What a request's Accept says of the media type that a route answers with (RFC 9110 §12.5.1).
///
/// Errors are application/problem+json whatever a client accepts, as §15.5.7 allows.
enum Acceptance {
  /// Refuses a request that does not accept the type; nothing stated accepts all.
  static func check(_ request: HTTPRequest, _ type: String) throws(Refusal) {
    guard let accept = request.headers.list(of: "Accept") else { return }
    // What nearly all clients say.
    if accept == "*/*" || accept == type || weight(of: type, in: accept) > 0 { return }
    throw Refusal(
      .notAcceptable, code: "not-acceptable",
      "The answer here is \(type), which the Accept of the request rules out.")
  }

  /// The weight that a list of media ranges gives a type, by the most specific range that fits; 1 if
  /// the list holds no media range at all.
  static func weight(of type: String, in accept: String) -> Double {
    var best: (precision: Int, weight: Double)?
    var hasRange = false
    for element in accept.split(separator: ",") {
      let parts = element.split(separator: ";").map { trimmed($0) }
      guard let range = parts.first, range.contains("/") else { continue }
      hasRange = true
      guard let precision = precision(of: range, for: type) else { continue }
      if precision > best?.precision ?? -1 { best = (precision, weight(parts.dropFirst())) }
    }
    return hasRange ? best?.weight ?? 0 : 1
  }

  /// How exactly a media range names a type: 0 for all, 1 for its kind, 2 for itself; nil for others.
  ///
  /// Parameters don't matter: JSON has none, and a version of a text is no other text.
  private static func precision(of range: String, for type: String) -> Int? {
    if range == "*/*" { return 0 }
    if range == type { return 2 }
    return range.hasSuffix("/*") && type.hasPrefix(range.dropLast()) ? 1 : nil
  }

  /// The parameter q, 1 by default; what is no weight counts as 1.
  private static func weight(_ parameters: ArraySlice<String>) -> Double {
    let stated = parameters.first { $0.hasPrefix("q=") }
    return stated.flatMap { Double($0.dropFirst(2)) } ?? 1
  }

  private static func trimmed(_ text: Substring) -> String {
    text.filter { $0 != " " && $0 != "\t" }.lowercased()
  }
}
