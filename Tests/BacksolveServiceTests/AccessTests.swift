import BacksolveService
import HTTPCore
import Testing
import Workers

@Suite("Who may use the service")
struct AccessTests {
  private static let page = "https://lab.example"

  private func server(_ change: (inout AccessRules) throws -> Void) rethrows -> Service {
    var access = AccessRules()
    access.allowedOrigins = [Self.page]
    try change(&access)
    return Service(ServiceCore(workers: WorkerPool(workerCount: 1), access: access))
  }

  // MARK: Pages

  @Test(
    "a page is ours if its origin is the host, and the host is an address or a name of ours",
    arguments: [
      ("localhost:8080", "http://localhost:8080", 200), ("LocalHost", "http://localhost", 200),
      ("api.localhost", "http://api.localhost", 200), ("127.0.0.1:80", "http://127.0.0.1:80", 200),
      ("[::1]:8080", "http://[::1]:8080", 200), ("solver.example", "https://solver.example", 200),
      ("solver.example:8443", "https://solver.example:8443", 200),
      // A page whose name was pointed here (DNS rebinding) has itself as host.
      ("evil.example", "http://evil.example", 403),
      ("evil.example:8080", "http://evil.example:8080", 403),
      ("localhost.evil.example", "http://localhost.evil.example", 403),
      ("127.0.0.1.evil.example", "http://127.0.0.1.evil.example", 403),
      ("256.0.0.1", "http://256.0.0.1", 403), ("xsolver.example", "http://xsolver.example", 403),
      ("localhost:8080", "http://localhost:8081", 403), ("localhost", "null", 403),
      ("localhost", "http://evil.example", 403), ("localhost", Self.page, 200),
      ("localhost", "http://lab.example", 403),
    ])
  func origins(_ host: String, _ origin: String, _ status: Int) {
    let server = server { $0.hostNames = ["solver.example"] }
    let answer = post("/evaluate", "{}", headers: ["Host": host, "Origin": origin], to: server)
    #expect(answer.status == status, "\(answer.text)")
  }

  @Test("scripts of allowed origins may read answers, those of our own need no leave")
  func crossOrigin() {
    let server = server { _ in }
    let name = "Access-Control-Allow-Origin"
    let headers: HTTPHeaders = ["Host": "localhost", "Origin": Self.page]
    for document in ["{}", #"{"t": "x"}"#, #"{"parameters": {"n0": 1}}"#] {
      let answer = post("/evaluate", document, headers: headers, to: server)
      #expect(answer.headers[name] == Self.page)
      #expect(answer.headers["Vary"] == "Origin")
      #expect(answer.headers["Access-Control-Expose-Headers"]?.contains("X-Request-Id") == true)
    }
    let preflight = server.respond(
      to: HTTPRequest(.options, "/evaluate", headers: headers))
    #expect(preflight.status == .noContent)
    #expect(preflight.headers["Access-Control-Allow-Methods"] == "GET, POST")
    #expect(
      preflight.headers["Access-Control-Allow-Headers"]
        == "Authorization, Content-Type, X-Request-Id")
    let own = post(
      "/evaluate", "{}", headers: ["Host": "localhost", "Origin": "http://localhost"], to: server)
    #expect(own.status == 200 && own.headers[name] == nil)
    let foreign = server.respond(
      to: HTTPRequest(
        .options, "/evaluate", headers: ["Host": "localhost", "Origin": "https://evil.example"]))
    #expect(foreign.status == .forbidden && foreign.headers[name] == nil)
  }

  @Test("once an origin is allowed all answers say that they depend on Origin, RFC 9110 12.5.5")
  func vary() throws {
    let server = server { _ in }
    let closed = self.server { $0.allowedOrigins = [] }
    for origin in [nil, Self.page, "http://evil.example", "http://localhost"] {
      var headers: HTTPHeaders = ["Host": "localhost"]
      headers["Origin"] = origin
      for (method, path) in [
        (HTTPMethod.get, "/livez"), (.options, "/gradient"), (.get, "/nothing"),
      ] {
        let request = HTTPRequest(method, path, headers: headers)
        #expect(server.respond(to: request).headers.values(of: "Vary") == ["Origin"])
        #expect(closed.respond(to: request).headers["Vary"] == nil)
      }
    }
    #expect(server.refusal(.unanswered, HTTPHeaders()).headers["Vary"] == "Origin")
  }

  @Test(
    "where only known hosts are served, a page whose name was pointed here is told nothing",
    arguments: [
      ("localhost:8080", 200), ("LOCALHOST", 200), ("api.localhost:80", 200),
      ("127.0.0.1:8080", 200),
      ("192.168.0.7", 200), ("[::1]:8080", 200), ("solver.example", 200),
      ("Solver.Example:81", 200),
      ("lab.example", 200), ("", 200), ("evil.example", 421), ("evil.example:8080", 421),
      ("localhost.evil.example", 421), ("127.0.0.1.evil.example", 421), ("xlocalhost", 421),
      ("evil.solver.example", 421), ("localhost.", 421), ("a", 421),
    ])
  func hosts(_ host: String, _ status: Int) throws {
    let headers: HTTPHeaders = host.isEmpty ? [:] : ["Host": host]
    for refuses in [true, false] {
      let server = server {
        $0.hostNames = ["solver.example"]
        $0.refusesUnknownHosts = refuses
      }
      func answer(_ path: String) -> HTTPResponse {
        server.respond(to: HTTPRequest(.get, path, headers: headers))
      }
      for path in ["/metrics", "/capabilities", "/openapi.json"] {
        #expect(answer(path).status.code == (refuses ? status : 200))
      }
      #expect(answer("/livez").status == .ok, "health is told to everybody")
    }
  }

  // MARK: Tokens

  @Test(
    "with tokens only they open the service",
    arguments: [
      (["Bearer abc-1"], 200), (["bearer abc-1"], 200), (["Bearer   abc-1"], 200),
      (["Bearer XyZ/+=="], 200), (["Bearer abc-2"], 401), (["Bearer abc-"], 401),
      (["Bearer abc-11"], 401), (["Bearer abc-1abc-1"], 401), (["Bearer ci:abc-1"], 401),
      (["Bearer"], 401), (["Bearer "], 401), (["Basic abc-1"], 401), (["abc-1"], 401), ([], 401),
      (["Bearer abc-1", "Bearer abc-1"], 401),
    ])
  func tokens(_ credentials: [String], _ status: Int) throws {
    let server = try server {
      $0.tokens = try BearerTokens("# two\n\nci: abc-1 \nXyZ/+==\r\n")
    }
    var headers = HTTPHeaders()
    for value in credentials { headers.append("Authorization", value) }
    let answer = post("/evaluate", "{}", headers: headers, to: server)
    #expect(answer.status == status, "\(answer.text)")
    if status == 401 {
      let challenge = try #require(answer.headers["WWW-Authenticate"])
      #expect(challenge.hasPrefix(#"Bearer realm="backsolve""#))
      let isInvalid = try answer.string("code") == "invalid-token"
      #expect(challenge.contains(#"error="invalid_token""#) == isInvalid)
    } else {
      let expected = credentials[0].hasSuffix("abc-1") ? "ci" : "token-4"
      #expect(server.client(of: headers) == expected)
    }
  }

  @Test("health takes no token, nor a preflight; metrics if it is said so")
  func withoutToken() throws {
    for isPublic in [false, true] {
      let server = try server {
        $0.tokens = try BearerTokens("abc")
        $0.metricsArePublic = isPublic
      }
      func status(_ method: HTTPMethod, _ path: String) -> Int {
        server.respond(to: HTTPRequest(method, path)).status.code
      }
      #expect(status(.get, "/livez") == 200 && status(.head, "/readyz") == 200)
      #expect(status(.options, "/gradient") == 204)
      #expect(status(.get, "/metrics") == (isPublic ? 200 : 401))
      #expect(status(.get, "/openapi.json") == 401)
      #expect(status(.get, "/nothing") == 401, "what there is, is told to friends only")
    }
  }

  @Test("what is no file of tokens is told by its line")
  func tokenFile() {
    for (text, line) in [("a\nb c", 2), ("=", 1), ("name:", 1), (":abc", 1), ("tökén", 1)] {
      #expect(throws: BearerTokens.Problem.invalidToken(line: line)) { try BearerTokens(text) }
    }
    #expect(throws: BearerTokens.Problem.none) { try BearerTokens("# nothing\n") }
  }
}
