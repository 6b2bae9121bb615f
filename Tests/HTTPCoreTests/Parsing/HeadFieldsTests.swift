import HTTPCore
import Testing

@Suite("Host, framing, connection, expectation")
struct HeadFieldsTests {
  private static func post(_ fields: String, _ body: String = "", version: String = "1.1") -> String
  {
    "POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
  }

  static let hosts: [WireCase] = [
    WireCase("9112 3.2 none", "GET / HTTP/1.1\r\n\r\n", "400 missing-host"),
    WireCase("9112 3.2 none, absolute", "GET http://a/ HTTP/1.1\r\n\r\n", "400 missing-host"),
    WireCase("9112 3.2 two", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 repeated-host"),
    WireCase(
      "9112 3.2 the same twice", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "400 repeated-host"
    ),
    WireCase("9112 3.2 invalid", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400 invalid-host"),
    WireCase("9110 4.2.1 empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "400 invalid-host"),
    WireCase("9112 3.2 1.0 needs none", "GET / HTTP/1.0\r\n\r\n", "GET / 1.0 close"),
    WireCase(
      "9112 3.2 1.0, two", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "400 repeated-host"),
    WireCase("9112 3.2 1.0, invalid", "GET / HTTP/1.0\r\nHost: @\r\n\r\n", "400 invalid-host"),
  ]

  static let lengths: [WireCase] = [
    WireCase("9112 6.3", post("Content-Length: 3", "abc"), "POST / [abc]"),
    WireCase("9112 6.3 name's case", post("cOnTent-lEngth:3", "abc"), "POST / [abc]"),
    WireCase("9112 6.3 zero", post("Content-Length: 0"), "POST /"),
    WireCase("9110 8.6 zeros in front", post("Content-Length: 0003", "abc"), "POST / [abc]"),
    WireCase("9112 6.3 none", post("A: b"), "POST /"),
    WireCase(
      "9112 6.3 with GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "GET / [x]"),
    WireCase("9112 8 cut short", post("Content-Length: 4", "abc"), "incomplete"),
    WireCase(
      "9112 6.3 twice the same", post("Content-Length: 3\r\nContent-Length: 3", "abc"),
      "400 repeated-content-length"),
    WireCase(
      "9112 6.3 twice", post("Content-Length: 3\r\nContent-Length: 4", "abc"),
      "400 repeated-content-length"),
    WireCase("9110 8.6 list", post("Content-Length: 3, 3", "abc"), "400 invalid-content-length"),
    WireCase("9110 8.6 plus", post("Content-Length: +3", "abc"), "400 invalid-content-length"),
    WireCase("9110 8.6 minus", post("Content-Length: -3", "abc"), "400 invalid-content-length"),
    WireCase("9110 8.6 minus zero", post("Content-Length: -0"), "400 invalid-content-length"),
    WireCase(
      "9110 8.6 hexadecimal", post("Content-Length: 0x3", "abc"), "400 invalid-content-length"),
    WireCase("9110 8.6 underscore", post("Content-Length: 1_0"), "400 invalid-content-length"),
    WireCase("9110 8.6 fraction", post("Content-Length: 3.0", "abc"), "400 invalid-content-length"),
    WireCase("9110 8.6 exponent", post("Content-Length: 1e1"), "400 invalid-content-length"),
    WireCase("9110 8.6 space within", post("Content-Length: 1 0"), "400 invalid-content-length"),
    WireCase("9110 8.6 quoted", post("Content-Length: \"3\"", "abc"), "400 invalid-content-length"),
    WireCase("9110 8.6 empty", post("Content-Length:"), "400 invalid-content-length"),
    WireCase("9110 8.6 a word", post("Content-Length: three"), "400 invalid-content-length"),
    WireCase("9110 8.6 other digits", post("Content-Length: \u{B2}"), "400 invalid-content-length"),
    WireCase(
      "9110 8.6 2^63", post("Content-Length: 9223372036854775808"), "400 invalid-content-length"),
    WireCase(
      "9110 8.6 2^64 + 3", post("Content-Length: 18446744073709551619", "abc"),
      "400 invalid-content-length"),
    WireCase(
      "9110 8.6 fifty digits", post("Content-Length: " + String(repeating: "9", count: 50)),
      "400 invalid-content-length"),
    WireCase("9110 15.5.14", post("Content-Length: 9223372036854775807"), "413 body-too-large"),
    WireCase("9110 15.5.14", post("Content-Length: 16777217"), "413 body-too-large"),
  ]

  static let codings: [WireCase] = [
    WireCase(
      "9112 7.1", post("Transfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n"), "POST / [abc]"),
    WireCase("9112 7 case", post("Transfer-Encoding: CHUNKED", "0\r\n\r\n"), "POST /"),
    WireCase(
      "9112 6.3 with length", post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
      "400 ambiguous-length"),
    WireCase(
      "9112 6.3 length after", post("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n"),
      "400 ambiguous-length"),
    WireCase(
      "9112 6.3 other coding with length",
      post("Transfer-Encoding: gzip\r\nContent-Length: 3", "abc"), "400 ambiguous-length"),
    WireCase(
      "9112 6.1 in 1.0", post("Transfer-Encoding: chunked", "0\r\n\r\n", version: "1.0"),
      "400 transfer-encoding-in-http-1-0"),
    WireCase("9112 6.1 gzip", post("Transfer-Encoding: gzip"), "501 transfer-coding-not-supported"),
    WireCase(
      "9112 6.1 gzip, chunked", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
      "501 transfer-coding-not-supported"),
    WireCase(
      "9112 6.1 in two fields",
      post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
      "501 transfer-coding-not-supported"),
    WireCase(
      "9112 6.1 identity", post("Transfer-Encoding: identity", "abc"),
      "501 transfer-coding-not-supported"),
    WireCase(
      "9112 6.1 almost", post("Transfer-Encoding: xchunked", "0\r\n\r\n"),
      "501 transfer-coding-not-supported"),
    WireCase(
      "9112 6.1 almost", post("Transfer-Encoding: chunke", "0\r\n\r\n"),
      "501 transfer-coding-not-supported"),
    WireCase(
      "9112 6.3 chunked not last", post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n"),
      "400 invalid-transfer-encoding"),
    WireCase(
      "9112 6.3 chunked not last",
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"),
      "400 invalid-transfer-encoding"),
    WireCase(
      "9112 6.1 twice", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n"),
      "400 invalid-transfer-encoding"),
    WireCase(
      "9112 6.1 twice",
      post("Transfer-Encoding: chunked\r\ntransfer-encoding: chunked", "0\r\n\r\n"),
      "400 invalid-transfer-encoding"),
    WireCase(
      "9112 7.1 parameter", post("Transfer-Encoding: chunked;a=b", "0\r\n\r\n"),
      "400 invalid-transfer-encoding"),
    WireCase(
      "9112 7 quoted", post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"),
      "400 invalid-transfer-encoding"),
    WireCase(
      "9112 7 empty", post("Transfer-Encoding:", "0\r\n\r\n"), "400 invalid-transfer-encoding"),
    WireCase(
      "9112 7 empty element", post("Transfer-Encoding: ,chunked", "0\r\n\r\n"),
      "400 invalid-transfer-encoding"),
    WireCase(
      "9112 7 empty element", post("Transfer-Encoding: chunked,", "0\r\n\r\n"),
      "400 invalid-transfer-encoding"),
    WireCase(
      "9112 7 space within", post("Transfer-Encoding: chun ked", "0\r\n\r\n"),
      "501 transfer-coding-not-supported"),
    WireCase(
      "9110 5.5 vertical tab", post("Transfer-Encoding: \u{B}chunked", "0\r\n\r\n"),
      "400 invalid-field-value"),
    WireCase(
      "9112 5.1", post("Transfer-Encoding : chunked", "0\r\n\r\n"), "400 invalid-field-name"),
  ]

  static let connections: [WireCase] = [
    WireCase("9112 9.3", post("Connection: close"), "POST / close"),
    WireCase("9112 9.3 case", post("Connection: Close"), "POST / close"),
    WireCase("9112 9.3 list", post("Connection: x, close ,y"), "POST / close"),
    WireCase("9112 9.3 two fields", post("Connection: x\r\nConnection: close"), "POST / close"),
    WireCase("9112 9.3 close wins", post("Connection: keep-alive, close"), "POST / close"),
    WireCase("9112 9.3 within a word", post("Connection: closed"), "POST /"),
    WireCase("9112 9.3 keep-alive", post("Connection: keep-alive"), "POST /"),
    WireCase("9112 9.3 1.0", post("A: b", version: "1.0"), "POST / 1.0 close"),
    WireCase(
      "9112 9.3 1.0 keep-alive", post("Connection: Keep-Alive", version: "1.0"), "POST / 1.0"),
    WireCase(
      "9112 9.3 1.0 close", post("Connection: close, keep-alive", version: "1.0"),
      "POST / 1.0 close"),
  ]

  static let expectations: [WireCase] = [
    WireCase(
      "9110 10.1.1", post("Expect: 100-continue\r\nContent-Length: 1", "x"), "continue",
      "POST / [x]"),
    WireCase(
      "9110 10.1.1 case", post("Expect: 100-Continue\r\nContent-Length: 1", "x"), "continue",
      "POST / [x]"),
    WireCase(
      "9110 10.1.1 chunked",
      post("Expect: 100-continue\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), "continue", "POST /"),
    WireCase("9110 10.1.1 no body", post("Expect: 100-continue"), "POST /"),
    WireCase(
      "9110 10.1.1 other", post("Expect: 200-ok\r\nContent-Length: 1", "x"),
      "417 unknown-expectation"),
    WireCase(
      "9110 10.1.1 one of two", post("Expect: 100-continue, x\r\nContent-Length: 1", "x"),
      "417 unknown-expectation"),
    WireCase(
      "9110 10.1.1 1.0", post("Expect: 100-continue\r\nContent-Length: 1", "x", version: "1.0"),
      "POST / 1.0 close [x]"),
    WireCase(
      "9110 15.5.14 before 100", post("Expect: 100-continue\r\nContent-Length: 99999999"),
      "413 body-too-large"),
  ]

  @Test(arguments: hosts + lengths + codings + connections + expectations)
  func table(_ row: WireCase) {
    #expect(Wire.outcomes(row.wire) == [row.outcome])
  }
}
