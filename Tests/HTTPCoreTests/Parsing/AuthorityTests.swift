import Testing

@testable import HTTPCore

@Suite("Authority")
struct AuthorityTests {
  @Test(
    "RFC 9110 7.2, RFC 3986 3.2.2",
    arguments: [
      "a", "localhost", "a.example:8080", "127.0.0.1", "127.0.0.1:0", "a:", "a:65535", "[::1]",
      "[::1]:80", "[2001:db8::7]:", "[::ffff:1.2.3.4]", "[::]", "[1::]", "[1:2:3:4:5:6:7:8]",
      "[1:2:3:4:5:6:7::]", "[::2:3:4:5:6:7:8]", "[1:2:3:4:5:6:255.0.10.9]", "[FE80::1]", "a_b",
      "xn--a", "a%20b", "A.B.",
    ])
  func valid(_ text: String) {
    let isValid = Authority.isValid(Wire.bytes(text).span)
    #expect(isValid)
  }

  @Test(
    "RFC 9110 4.2.1 and 4.2.4, RFC 9112 3.2",
    arguments: [
      "", ":80", "a b", "a,b", "a, b", "u@a", "u:p@a", "a/b", "a?b", "a#b", "http://a", "a:80:80",
      "a:b", "a:-1", "a:+80", "a:65536", "a:999999", "[::1", "::1", "[]", "[:]", "[g::1]",
      "[::1]a", "[::1]:x", "[::1]80", "[1:2:3:4:5:6:7:8:9:0]", "[1:2:3:4:5:6:7]",
      "[1:2:3:4:5:6:7:8::]", "[:::]", "[1::2::3]", "[12345::]", "[1:]", "[:1]", "[1:2:3:4:5:6:7:]",
      "[1.2.3.4]", "[::1.2.3]", "[::1.2.3.4.5]", "[::1.2.3.256]", "[::1.2.3.04]", "[::1.2.3.4:5]",
      "[::a.2.3.4]", "[::1.2..4]", "[1:2:3:4:5:6:7:1.2.3.4]", "a\\b", "a<b", "a%2", "a%zz",
      "\u{E9}", "a\tb", "a\u{7F}", "a\"", "{a}",
    ])
  func invalid(_ text: String) {
    let isValid = Authority.isValid(Wire.bytes(text).span)
    #expect(!isValid)
  }
}
