import HTTPCore

/// The media types that a client takes (RFC 9110 §12.5.1).
struct Accept {
  /// A media range and its weight.
  private struct Range {
    /// The type, or `*`.
    let type: Substring
    /// The subtype, or `*`.
    let subtype: Substring
    let isExcluded: Bool

    /// The more exact of two ranges counts.
    var precision: Int { (type == "*" ? 0 : 1) + (subtype == "*" ? 0 : 1) }

    init?(_ element: Substring) {
      let parts = element.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
      let words = parts[0].split(separator: "/", omittingEmptySubsequences: false)
      guard words.count == 2, !words[0].isEmpty, !words[1].isEmpty else { return nil }
      type = words[0]
      subtype = words[1]
      isExcluded = parts.dropFirst().contains { part in
        // RFC 9110 §12.4.2: a weight of 0 means not acceptable.
        let value = part.dropFirst(2)
        return part.hasPrefix("q=") && !value.isEmpty && value.allSatisfy { $0 == "0" || $0 == "." }
      }
    }

    func matches(_ type: Substring, _ subtype: Substring) -> Bool {
      (self.type == "*" || self.type == type) && (self.subtype == "*" || self.subtype == subtype)
    }
  }

  private let ranges: [Range]

  /// What the request says; everything, if it says nothing that makes sense.
  init(_ request: HTTPRequest) {
    let text = request.headers.list(of: "Accept")?.lowercased() ?? ""
    ranges = text.split(separator: ",").compactMap(Range.init)
  }

  /// Whether a media type, in lower case, is taken; its parameters don't matter.
  func allows(_ mediaType: String) -> Bool {
    guard !ranges.isEmpty else { return true }
    let bare = mediaType.prefix { $0 != ";" && $0 != " " }
    let words = bare.split(separator: "/")
    guard words.count == 2 else { return true }
    let matching = ranges.filter { $0.matches(words[0], words[1]) }
    guard let best = matching.map(\.precision).max() else { return false }
    return matching.contains { $0.precision == best && !$0.isExcluded }
  }
}

private func trimmed(_ text: Substring) -> Substring {
  let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
  var text = text.drop(while: isBlank)
  while let last = text.last, isBlank(last) { text = text.dropLast() }
  return text
}

extension Plan {
  /// The plan, unless its answer is of a media type that the client doesn't take (RFC 9110 §15.5.7).
  ///
  /// Only results are held back, never a refusal. What is computed is JSON.
  func acceptable(to request: HTTPRequest) throws(Refusal) -> Plan {
    guard request.headers.contains("Accept") else { return self }
    let mediaType: String
    switch self {
    case .work(_, _): mediaType = "application/json"
    case .answer(let response):
      guard response.status == .ok, let type = response.headers["Content-Type"] else { return self }
      mediaType = type
    }
    guard Accept(request).allows(mediaType) else {
      throw Refusal(
        .notAcceptable, code: "not-acceptable",
        "The answer is \(mediaType), which Accept leaves out.")
    }
    return self
  }
}
