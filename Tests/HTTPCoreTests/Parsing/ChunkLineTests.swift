import HTTPCore
import Testing

@Suite("Chunked bodies")
struct ChunkLineTests {
  private static func post(_ body: String) -> String {
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
  }

  static let cases: [WireCase] = [
    WireCase("9112 7.1", post("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), "POST / [abcde]"),
    WireCase(
      "9112 7.1 both cases", post("a\r\n0123456789\r\nB\r\n0123456789x\r\n0\r\n\r\n"),
      "POST / [01234567890123456789x]"),
    WireCase("9112 7.1 zeros in front", post("0003\r\nabc\r\n000\r\n\r\n"), "POST / [abc]"),
    WireCase(
      "9112 7.1 data that looks like chunks", post("5\r\n0\r\n\r\n\r\n0\r\n\r\n"),
      "POST / [0\r\n\r\n]"),
    WireCase(
      "9112 7.1 next request", post("0\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n"), "POST /",
      "GET /b"),
    WireCase("9112 8 cut short", post("3\r\nab"), "incomplete"),
    WireCase("9112 8 cut before the last line", post("0\r\n"), "incomplete"),
    WireCase("9112 7.1 no size", post("\r\nabc\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 0x", post("0x3\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 plus", post("+3\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 minus", post("-3\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 underscore", post("1_0\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 no digit", post("g\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 space in front", post(" 3\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 space behind", post("3 \r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 2^64", post("10000000000000000\r\nabc"), "400 invalid-chunk"),
    WireCase("9112 7.1 2^64 - 1", post("ffffffffffffffff\r\nabc"), "400 invalid-chunk"),
    WireCase("9112 7.1 many zeros", post("00000000000000003\r\nabc"), "400 invalid-chunk"),
    WireCase("9110 15.5.14", post("7fffffffffffffff\r\nabc"), "413 body-too-large"),
    WireCase("9110 15.5.14", post("1000001\r\nabc"), "413 body-too-large"),
    WireCase("9112 7.1 longer than its size", post("3\r\nabcd\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 shorter than its size", post("3\r\nab\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 data ended by LF", post("3\r\nabc\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 data ended by CR CR", post("3\r\nabc\r\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 2.2 size ended by LF", post("3\nabc\r\n0\r\n\r\n"), "400 invalid-line-end"),
    WireCase("9112 2.2 bare CR in the size", post("3\rx\r\nabc\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1 NUL", post("3\0\r\nabc\r\n"), "400 invalid-chunk"),
  ]

  static let extensions: [WireCase] = [
    WireCase("9112 7.1.1", post("3;a\r\nabc\r\n0;b=c\r\n\r\n"), "POST / [abc]"),
    WireCase("9112 7.1.1 quoted", post("3;a=\"b;\\\"c\"\r\nabc\r\n0\r\n\r\n"), "POST / [abc]"),
    WireCase(
      "9112 7.1.1 several, bad white space", post("3 ; a = b ;c\r\nabc\r\n0\r\n\r\n"),
      "POST / [abc]"),
    WireCase("9112 7.1.1 no name", post("3;\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1.1 no value", post("3;a=\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1.1 open quote", post("3;a=\"b\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase(
      "9112 7.1.1 backslash at the end", post("3;a=\"\\\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1.1 no semicolon", post("3 a\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1.1 control character", post("3;a=\"\u{1}\"\r\nabc\r\n"), "400 invalid-chunk"),
    WireCase("9112 7.1.1 bare LF", post("3;a\nabc\r\n0\r\n\r\n"), "400 invalid-line-end"),
    WireCase("9112 7.1.1 bare CR", post("3;a\rb\r\nabc\r\n0\r\n\r\n"), "400 invalid-chunk"),
  ]

  static let trailers: [WireCase] = [
    WireCase("9112 7.1.2", post("0\r\nA: b\r\nC: d\r\n\r\n"), "POST /"),
    WireCase(
      "9110 6.5.1 framing has no say", post("0\r\nContent-Length: 9\r\nConnection: close\r\n\r\n"),
      "POST /"),
    WireCase("9112 5.1", post("0\r\nA : b\r\n\r\n"), "400 invalid-field-name"),
    WireCase("9112 5.2", post("0\r\nA: b\r\n c\r\n\r\n"), "400 line-folding"),
    WireCase("9112 2.2", post("0\r\nA: b\n\r\n"), "400 invalid-line-end"),
    WireCase("9110 5.5", post("0\r\nA: \0\r\n\r\n"), "400 invalid-field-value"),
    WireCase("9112 7.1 no empty line", post("0\r\nGET / HTTP/1.1\r\n"), "400 invalid-field-name"),
  ]

  @Test(arguments: cases + extensions + trailers)
  func table(_ row: WireCase) {
    #expect(Wire.outcomes(row.wire) == [row.outcome])
  }

  @Test("RFC 9112 7.1.1: extensions are bounded in one chunk and over all")
  func extensionLimit() {
    var limits = HTTPLimits()
    limits.chunkExtensionBytes = 10
    let one = "1;" + String(repeating: "a", count: 9) + "\r\nx\r\n0\r\n\r\n"
    #expect(Wire.outcomes(Self.post(one), limits) == [["POST / [x]"]])
    let long = "1;" + String(repeating: "a", count: 100) + "\r\nx\r\n0\r\n\r\n"
    #expect(Wire.outcomes(Self.post(long), limits) == [["413 chunk-extensions-too-large"]])
    let many = String(repeating: "1;aaaa\r\nx\r\n", count: 3)
    #expect(Wire.outcomes(Self.post(many), limits) == [["413 chunk-extensions-too-large"]])
    let digits = String(repeating: "0", count: 100)
    #expect(Wire.outcomes(Self.post(digits), limits) == [["400 invalid-chunk"]])
  }

  @Test("RFC 6585 5: trailers are bounded like headers, and apart from them")
  func trailerLimit() {
    var limits = HTTPLimits()
    limits.headerCount = 3
    let three = String(repeating: "A: b\r\n", count: 3)
    #expect(Wire.outcomes(Self.post("0\r\n\(three)\r\n"), limits) == [["POST /"]])
    #expect(
      Wire.outcomes(Self.post("0\r\n\(three)A:\r\n\r\n"), limits) == [["431 too-many-fields"]])
    limits.headerLineBytes = 40
    let long = "A: " + String(repeating: "b", count: 50)
    #expect(Wire.outcomes(Self.post("0\r\n\(long)\r\n\r\n"), limits) == [["431 field-too-long"]])
  }

  @Test("RFC 9110 15.5.14: the sum of the chunks is bounded")
  func bodyLimit() {
    var limits = HTTPLimits()
    limits.bodyBytes = 6
    let six = "3\r\nabc\r\n3\r\ndef\r\n"
    #expect(Wire.outcomes(Self.post(six + "0\r\n\r\n"), limits) == [["POST / [abcdef]"]])
    #expect(Wire.outcomes(Self.post(six + "1\r\n"), limits) == [["413 body-too-large"]])
  }
}
