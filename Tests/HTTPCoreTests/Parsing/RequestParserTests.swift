import Testing

@testable import HTTPCore

@Suite("Request parser")
struct RequestParserTests {
  /// Gives the parser a piece of text; returns the first event.
  @discardableResult
  private static func feed(
    _ parser: inout RequestParser, _ text: String
  ) throws -> RequestParser.Event? {
    let bytes = Array(text.utf8)
    var position = 0
    return try parser.next(bytes.span, &position)
  }

  @Test("RFC 9112 9.3.2: requests one after the other, of all framings")
  func pipeline() {
    let wire =
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
      + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
      + "\r\nPOST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\nT: u\r\n\r\n"
      + "HEAD /4 HTTP/1.1\r\nHost: a\r\n\r\n"
    #expect(Wire.outcomes(wire) == [["GET /1", "POST /2 [ab]", "POST /3 [c]", "HEAD /4"]])
  }

  @Test("Nothing is parsed after a failure")
  func failureIsFinal() throws {
    var parser = RequestParser(limits: HTTPLimits())
    #expect(throws: HTTPFailure.malformedRequestLine) { try Self.feed(&parser, "GET\r\n\r\n") }
    #expect(try Self.feed(&parser, "GET / HTTP/1.1\r\nHost: a\r\n\r\n") == nil)
  }

  @Test(
    "A refused HEAD is known as one, so that its answer has no content (RFC 9110 9.3.2)",
    arguments: [
      "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/3.0\r\n", "HEAD /\0 HTTP/1.1\r\n",
      "HEAD /" + String(repeating: "a", count: 9_000),
    ])
  func refusedHead(_ wire: String) {
    var parser = RequestParser(limits: HTTPLimits())
    #expect(throws: HTTPFailure.self) { try Self.feed(&parser, wire) }
    #expect(parser.isHead)
  }

  @Test("Progress tells what is waited for")
  func progress() throws {
    var parser = RequestParser(limits: HTTPLimits())
    func feed(_ text: String) throws { _ = try Self.feed(&parser, text) }
    #expect(parser.progress == .none)
    try feed("\r\n")
    #expect(parser.progress == .none)
    try feed("G")
    #expect(parser.progress == .head)
    try feed("ET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n")
    #expect(parser.progress == .head)
    try feed("\r\n")
    #expect(parser.progress == .body(received: 0))
    try feed("abc")
    #expect(parser.progress == .body(received: 3))
    try feed("de")
    #expect(parser.progress == .none)
  }

  @Test("A megabyte of body in small pieces and of headers byte by byte is parsed once over")
  func bulk() {
    let body = String(repeating: "0123456789abcdef", count: 65_536)
    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    let bytes = Array((head + body).utf8)
    let pieces = stride(from: 0, to: bytes.count, by: 7).map {
      bytes[$0..<min($0 + 7, bytes.count)]
    }
    #expect(Wire.outcome(pieces, HTTPLimits()) == ["POST / [\(body)]"])
  }

  @Test("Random bytes never do more than refuse (seeded)")
  func noise() {
    var state: UInt64 = 20_260_101
    func random() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let seed = Array(
      "POST /a?b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n0\r\nT: u\r\n\r\n"
        .utf8)
    for _ in 0..<3_000 {
      var bytes = seed
      for _ in 0...(random() % 4) {
        bytes[Int(random() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random())
      }
      let cut = Int(random() % UInt64(bytes.count))
      let whole = Wire.outcome([bytes[...]], HTTPLimits())
      #expect(Wire.outcome([bytes[..<cut], bytes[cut...]], HTTPLimits()) == whole)
    }
  }
}
