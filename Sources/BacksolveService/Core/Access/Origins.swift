import HTTPCore

/// Which web pages may use the service through their visitors' browsers.
///
/// A page of a foreign origin is refused: a form's content type needs no preflight, and bodies of that type
/// are read. The pages of allowed origins get what the Fetch standard asks for (§3.3, CORS protocol); for
/// all others CORS is off.
///
/// A page is ours if its origin is the host that the request names, and if that host is ours. The
/// second matters since whoever runs a page can let the page's own name point to this machine (DNS
/// rebinding): its requests then name their own origin as the host. An address or `localhost` can't
/// be pointed elsewhere; other names are ours only where the server has been told so.
struct Origins: Sendable {
  /// Origins of pages that may use the service, besides its own.
  let allowed: Set<String>
  /// Names under which the service is reached, in lower case and without a port.
  let hostNames: Set<String>

  /// Refuses a request of a page that is neither ours nor allowed.
  func check(_ request: HTTPRequest) throws(Refusal) {
    guard let origin = request.headers.list(of: "Origin") else { return }
    guard allowed.contains(origin) || isOwn(origin, request.authority.lowercased()) else {
      throw Refusal(
        .forbidden, code: "foreign-origin",
        "Pages of the origin '\(origin.abbreviated())' are not allowed here.")
    }
  }

  private func isOwn(_ origin: String, _ authority: String) -> Bool {
    guard ["http://" + authority, "https://" + authority].contains(origin) else { return false }
    let host = Self.host(of: authority)
    return Self.isAddress(host) || host == "localhost" || host.hasSuffix(".localhost")
      || hostNames.contains(host)
  }

  /// An authority without its port.
  private static func host(of authority: String) -> String {
    if let bracket = authority.lastIndex(of: "]") { return String(authority[...bracket]) }
    return String(authority.prefix { $0 != ":" })
  }

  /// Whether a host is an address and not a name: in brackets, or four numbers (no name ends in
  /// digits, URL standard §3.5).
  private static func isAddress(_ host: String) -> Bool {
    if host.hasPrefix("[") { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// The fields by which a browser lets the page of an allowed origin read the answer to a request with
  /// such fields; nil for others.
  func fields(for headers: HTTPHeaders, isOptions: Bool = false) -> HTTPHeaders? {
    guard let origin = headers["Origin"], allowed.contains(origin) else { return nil }
    var fields: HTTPHeaders = ["Access-Control-Allow-Origin": origin, "Vary": "Origin"]
    if isOptions {
      fields.append("Access-Control-Allow-Methods", "GET, POST")
      fields.append("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id")
      fields.append("Access-Control-Max-Age", "600")
    } else {
      fields.append("Access-Control-Expose-Headers", "Retry-After, Server-Timing, X-Request-Id")
    }
    return fields
  }
}
