import HTTPCore
import Testing

@Suite("Request line")
struct RequestLineTests {
  private static let host = "Host: a\r\n\r\n"

  static let cases: [WireCase] = [
    WireCase("9112 3", "GET / HTTP/1.1\r\n" + host, "GET /"),
    WireCase("9112 2.2 empty line before", "\r\nGET / HTTP/1.1\r\n" + host, "GET /"),
    WireCase("9112 2.2 four before", "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n" + host, "GET /"),
    WireCase(
      "9112 2.2 five before", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n" + host,
      "400 too-many-empty-lines"),
    WireCase("9110 9.1 case-sensitive", "get / HTTP/1.1\r\n" + host, "get /"),
    WireCase("9110 9.1 unknown", "BREW / HTTP/1.1\r\n" + host, "BREW /"),
    WireCase(
      "9110 9.1 every tchar", "!#$%&'*+-.^_`|~9Z / HTTP/1.1\r\n" + host, "!#$%&'*+-.^_`|~9Z /"),
    WireCase("9110 9.1 no token", "GE(T / HTTP/1.1\r\n" + host, "400 invalid-method"),
    WireCase("9110 9.1 colon", "GET: / HTTP/1.1\r\n" + host, "400 invalid-method"),
    WireCase("9110 9.1 empty", " / HTTP/1.1\r\n" + host, "400 invalid-method"),
    WireCase("9110 9.1 obs-text", "G\u{E9}T / HTTP/1.1\r\n" + host, "400 invalid-method"),
    WireCase("9110 9.1 NUL", "GET\0 / HTTP/1.1\r\n" + host, "400 invalid-method"),
    WireCase("9112 3 TLS hello", "\u{16}\u{3}\u{1}\u{2}\0\r\n", "400 invalid-method"),
    WireCase("9112 3 TLS hello, no line end", "\u{16}\u{3}\u{1}\u{2}\0", "400 invalid-method"),
    WireCase("9112 3 one byte of it", "\u{16}", "400 invalid-method"),
    WireCase("9112 3 not a token, bare LF", "\u{80}\n", "400 invalid-method"),
    WireCase("9112 3 tab", "GET\t/\tHTTP/1.1\r\n" + host, "400 invalid-method"),
    WireCase("9112 3 two spaces", "GET  / HTTP/1.1\r\n" + host, "400 malformed-request-line"),
    WireCase(
      "9112 3 spaces before version", "GET /  HTTP/1.1\r\n" + host, "400 malformed-request-line"),
    WireCase("9112 3 space at the end", "GET / HTTP/1.1 \r\n" + host, "400 malformed-request-line"),
    WireCase(
      "9112 3.2 space in the target", "GET /a b HTTP/1.1\r\n" + host, "400 malformed-request-line"),
    WireCase("9112 3 no version (0.9)", "GET /\r\n" + host, "400 malformed-request-line"),
    WireCase("9112 3 nothing else", "GET\r\n" + host, "400 malformed-request-line"),
    WireCase("9112 2.2 space before", " GET / HTTP/1.1\r\n" + host, "400 invalid-method"),
    WireCase("9112 2.2 bare LF", "GET / HTTP/1.1\nHost: a\n\n", "400 invalid-line-end"),
    WireCase("9112 2.2 bare LF first", "\nGET / HTTP/1.1\r\n" + host, "400 invalid-line-end"),
    WireCase("9112 2.2 bare CR", "GET /\rHTTP/1.1\r\n" + host, "400 malformed-request-line"),
    WireCase("9112 2.2 CR CR LF", "GET / HTTP/1.1\r\r\n" + host, "400 invalid-version"),
    WireCase("9112 3 cut short", "GET / HT", "incomplete"),
    WireCase("9112 3 nothing", ""),
  ]

  static let versions: [WireCase] = [
    WireCase("9112 2.3", "GET / HTTP/1.0\r\n\r\n", "GET / 1.0 close"),
    WireCase("9110 2.5 later minor", "GET / HTTP/1.2\r\n" + host, "GET /"),
    WireCase("9110 2.5 later minor", "GET / HTTP/1.9\r\n" + host, "GET /"),
    WireCase("9110 15.6.6", "GET / HTTP/2.0\r\n" + host, "505 version-not-supported"),
    WireCase("9110 15.6.6", "GET / HTTP/0.9\r\n" + host, "505 version-not-supported"),
    WireCase("9110 15.6.6", "GET / HTTP/9.9\r\n" + host, "505 version-not-supported"),
    WireCase("9113 3.4 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 version-not-supported"),
    WireCase("9112 2.3 case", "GET / http/1.1\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 case", "GET / Http/1.1\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 name", "GET / HTTPS/1.1\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 name", "GET / ICY/1.1\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 digits", "GET / HTTP/1.10\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 digits", "GET / HTTP/11\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 digits", "GET / HTTP/1.\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 digits", "GET / HTTP/01.1\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 digits", "GET / HTTP/1.a\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 sign", "GET / HTTP/+1.1\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 comma", "GET / HTTP/1,1\r\n" + host, "400 invalid-version"),
    WireCase("9112 2.3 none", "GET / \r\n" + host, "400 invalid-version"),
  ]

  @Test(arguments: cases + versions)
  func table(_ row: WireCase) {
    #expect(Wire.outcomes(row.wire) == [row.outcome])
  }

  @Test("RFC 9112 3: 414 for a long target, 501 for a long method")
  func lengths() {
    var limits = HTTPLimits()
    limits.requestLineBytes = 64
    let fits = "GET /" + String(repeating: "a", count: 64 - 14) + " HTTP/1.1\r\n" + Self.host
    let long = "GET /" + String(repeating: "a", count: 64 - 13) + " HTTP/1.1\r\n" + Self.host
    #expect(Wire.outcomes(fits, limits) == [["GET /" + String(repeating: "a", count: 50)]])
    #expect(Wire.outcomes(long, limits) == [["414 target-too-long"]])
    let method = String(repeating: "M", count: 80) + " / HTTP/1.1\r\n" + Self.host
    #expect(Wire.outcomes(method, limits) == [["501 method-too-long"]])
    let garbage = String(repeating: "\u{1}", count: 80)
    #expect(Wire.outcomes(garbage, limits) == [["400 invalid-method"]])
  }

  @Test("RFC 9112 3: a line of 8000 bytes is taken by default")
  func recommendedLength() {
    let path = "/" + String(repeating: "a", count: 7_985)
    let wire = "GET \(path) HTTP/1.1\r\n" + Self.host
    #expect(Wire.outcome([Wire.bytes(wire)[...]], HTTPLimits()) == ["GET \(path)"])
  }
}
