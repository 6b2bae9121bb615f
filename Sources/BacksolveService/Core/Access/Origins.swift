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
///
/// To its own origin a page sends GET without naming it, so that only the host tells such a page from a
/// client that is none.
struct Origins: Sendable {
  /// Origins of pages that may use the service, besides its own.
  private let allowed: Set<String>
  /// Names under which the service is reached, in lower case and without a port.
  private let hostNames: Set<String>
  /// Names under which the pages of allowed origins may reach the service as their own.
  private let allowedHosts: Set<String>
  /// Whether requests that name another host are refused.
  private let refusesUnknownHosts: Bool

  init(_ access: AccessRules) {
    allowed = access.allowedOrigins
    hostNames = access.hostNames
    allowedHosts = Set(
      allowed.map { origin in Self.host(of: String(origin.drop { $0 != "/" }.drop { $0 == "/" })) })
    refusesUnknownHosts = access.refusesUnknownHosts
  }

  /// Refuses a request of a page that is neither ours nor allowed.
  func check(_ request: HTTPRequest) throws(Refusal) {
    guard let origin = request.headers.list(of: "Origin") else { return try checkHost(request) }
    guard allowed.contains(origin) || isOwn(origin, request.authority.lowercased()) else {
      throw Refusal(
        .forbidden, code: "foreign-origin",
        "Pages of the origin '\(origin.abbreviated())' are not allowed here.")
    }
  }

  /// RFC 9110 §15.5.20: 421 to a request for a host that is not served here. Health is told whatever the host;
  /// an old client that names no host is no browser.
  private func checkHost(_ request: HTTPRequest) throws(Refusal) {
    guard refusesUnknownHosts else { return }
    let authority = request.authority
    if authority.isEmpty || Authority.isFixed(authority) { return }
    let host = Self.host(of: authority.lowercased())
    guard
      hostNames.contains(host) || allowedHosts.contains(host)
        || OperationsFrontEnd.health.contains(request.path)
    else {
      throw Refusal(
        .misdirectedRequest, code: "unknown-host",
        "The name '\(host.abbreviated())' is not known to be this server's; --host-name makes it known."
      )
    }
  }

  private func isOwn(_ origin: String, _ authority: String) -> Bool {
    ["http://" + authority, "https://" + authority].contains(origin)
      && (Authority.isFixed(authority) || hostNames.contains(Self.host(of: authority)))
  }

  /// A name without the port behind it.
  private static func host(of authority: String) -> String {
    String(authority.prefix { $0 != ":" })
  }

  /// The fields by which a browser lets the page of an allowed origin read the answer to a request with
  /// such fields; nil if no origin is allowed.
  func fields(for headers: HTTPHeaders, isOptions: Bool = false) -> HTTPHeaders? {
    guard !allowed.isEmpty else { return nil }
    // RFC 9110 §12.5.5: for caches, in the answers to requests without Origin, too.
    var fields: HTTPHeaders = ["Vary": "Origin"]
    guard let origin = headers["Origin"], allowed.contains(origin) else { return fields }
    fields.append("Access-Control-Allow-Origin", origin)
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
