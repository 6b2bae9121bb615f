import HTTPCore
import Testing

@Suite("Request target")
struct RequestTargetTests {
  private static func get(_ target: String, method: String = "GET") -> String {
    "\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n"
  }

  static let cases: [WireCase] = [
    WireCase("9112 3.2.1", get("/a/b?c=d&e"), "GET /a/b?c=d&e"),
    WireCase("9112 3.2.1 empty query", get("/?"), "GET /?"),
    WireCase("9112 3.2.1 question in query", get("/a?b?c"), "GET /a?b?c"),
    WireCase("3986 3.3 every pchar", get("/-._~!$&'()*+,;=:@"), "GET /-._~!$&'()*+,;=:@"),
    WireCase("3986 3.3 two slashes", get("//a//b"), "GET //a//b"),
    WireCase("3986 6.2.2.2 unreserved decoded", get("/%6Civez%7e"), "GET /livez~"),
    WireCase("3986 6.2.2.2 others kept", get("/a%2Fb%20c%00"), "GET /a%2Fb%20c%00"),
    WireCase("3986 6.2.2.2 query kept", get("/a?%61"), "GET /a?%61"),
    WireCase("3986 2.1 cut short", get("/a%2"), "400 invalid-target"),
    WireCase("3986 2.1 no digits", get("/a%zz"), "400 invalid-target"),
    WireCase("3986 2.1 in the query", get("/a?%"), "400 invalid-target"),
    WireCase("9110 7.1 fragment", get("/a#b"), "400 invalid-target"),
    WireCase("9112 3.2 obs-text", get("/\u{E9}"), "400 invalid-target"),
    WireCase("9112 3.2 quote", get("/\"a\""), "400 invalid-target"),
    WireCase("9112 3.2 angle", get("/<a>"), "400 invalid-target"),
    WireCase("9112 3.2 backslash", get("/a\\b"), "400 invalid-target"),
    WireCase("9112 3.2 tab", get("/a\tb"), "400 invalid-target"),
    WireCase("9112 3.2 NUL", get("/a\0b"), "400 invalid-target"),
    WireCase("9112 3.2 DEL", get("/a\u{7F}"), "400 invalid-target"),
    WireCase("9112 3.2 no slash", get("a"), "400 invalid-target"),
    WireCase("9112 3.2 query alone", get("?a"), "400 invalid-target"),

    WireCase("9112 3.2.2", get("http://b:81/c?d"), "GET /c?d @b:81"),
    WireCase("9112 3.2.2 scheme's case", get("HTTP://b/"), "GET / @b"),
    WireCase("9112 3.2.1 empty path", get("http://b"), "GET / @b"),
    WireCase("9112 3.2.1 empty path, query", get("http://b?c"), "GET /?c @b"),
    WireCase("3986 3.2.2 IPv6", get("http://[::1]:80/"), "GET / @[::1]:80"),
    WireCase("9110 4.2.1 empty host", get("http:///a"), "400 invalid-host"),
    WireCase("9110 4.2.1 port alone", get("http://:80/a"), "400 invalid-host"),
    WireCase("9110 4.2.4 user", get("http://u@b/"), "400 invalid-host"),
    WireCase("9110 4.2.4 user and password", get("http://u:p@b/"), "400 invalid-host"),
    WireCase("9110 7.4 https", get("https://b/"), "421 misdirected-request"),
    WireCase("9110 4.2.1 other scheme", get("ftp://b/"), "400 invalid-target"),
    WireCase("9112 3.2.2 one slash", get("http:/b"), "400 invalid-target"),
    WireCase("9112 3.2.2 no slash", get("http:"), "400 invalid-target"),
    WireCase("9112 3.2.2 bad path", get("http://b/%"), "400 invalid-target"),

    WireCase("9112 3.2.4", get("*", method: "OPTIONS"), "OPTIONS *"),
    WireCase("9112 3.2.4 absolute", get("http://b", method: "OPTIONS"), "OPTIONS * @b"),
    WireCase("9112 3.2.4 other method", get("*"), "400 invalid-target"),
    WireCase("9112 3.2.4 more", get("*a", method: "OPTIONS"), "400 invalid-target"),
    WireCase("9112 3.2.3 authority", get("b:80"), "400 invalid-target"),
    WireCase("9110 9.3.6", get("b:80", method: "CONNECT"), "501 connect-not-supported"),
    WireCase("9110 9.3.6 origin form", get("/", method: "CONNECT"), "501 connect-not-supported"),
  ]

  @Test(arguments: cases)
  func table(_ row: WireCase) {
    #expect(Wire.outcomes(row.wire) == [row.outcome])
  }

  @Test("RFC 9112 3.2.2: the target's host counts, not Host")
  func authority() throws {
    var parser = RequestParser(limits: HTTPLimits())
    var position = 0
    let bytes = Wire.bytes("GET http://b/ HTTP/1.1\r\nHost: c\r\n\r\n")
    guard case .request(let request, _) = try parser.next(bytes.span, &position) else {
      Issue.record("no request")
      return
    }
    #expect(request.authority == "b")
    #expect(HTTPRequest(.get, "/", headers: ["host": "c"]).authority == "c")
  }
}
