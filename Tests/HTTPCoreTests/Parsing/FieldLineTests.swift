import HTTPCore
import Testing

@Suite("Header lines")
struct FieldLineTests {
  private static func with(_ lines: String) -> String {
    "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n"
  }

  static let cases: [WireCase] = [
    WireCase("9112 5", with("A: b"), "GET /"),
    WireCase("9112 5 no white space", with("A:b"), "GET /"),
    WireCase("9112 5 much white space", with("A: \t b \t "), "GET /"),
    WireCase("9112 5 empty value", with("A:"), "GET /"),
    WireCase("9110 5.1 every tchar", with("!#$%&'*+-.^_`|~9z: b"), "GET /"),
    WireCase("9110 5.5 obs-text, tab, quotes", with("A: \u{80}\u{FF}\t\"b\", (c)"), "GET /"),
    WireCase("9110 5.5 colons", with("A: b:c: d"), "GET /"),
    WireCase("9112 5.1 space before the colon", with("A : b"), "400 invalid-field-name"),
    WireCase("9112 5.1 tab before the colon", with("A\t: b"), "400 invalid-field-name"),
    WireCase("9112 5.1 no colon", with("A"), "400 invalid-field-name"),
    WireCase("9110 5.1 empty name", with(": b"), "400 invalid-field-name"),
    WireCase("9110 5.1 name of no token", with("A(b): c"), "400 invalid-field-name"),
    WireCase("9110 5.1 name with a slash", with("A/b: c"), "400 invalid-field-name"),
    WireCase("9110 5.1 name with obs-text", with("\u{E9}: c"), "400 invalid-field-name"),
    WireCase("9110 5.1 name with NUL", with("A\0: c"), "400 invalid-field-name"),
    WireCase("9112 5.2 folded by a space", with("A: b\r\n c"), "400 line-folding"),
    WireCase("9112 5.2 folded by a tab", with("A: b\r\n\tc"), "400 line-folding"),
    WireCase("9112 5.2 folded, nothing after", with("A: b\r\n "), "400 line-folding"),
    WireCase(
      "9112 2.2 space before the first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400 line-folding"),
    WireCase("9110 5.5 NUL", with("A: b\0c"), "400 invalid-field-value"),
    WireCase("9110 5.5 bare CR", with("A: b\rc"), "400 invalid-field-value"),
    WireCase("9110 5.5 CR CR LF", with("A: b\r"), "400 invalid-field-value"),
    WireCase("9110 5.5 DEL", with("A: \u{7F}"), "400 invalid-field-value"),
    WireCase("9110 5.5 escape", with("A: \u{1B}[0m"), "400 invalid-field-value"),
    WireCase("9110 5.5 vertical tab", with("A: \u{B}b"), "400 invalid-field-value"),
    WireCase("9112 2.2 bare LF", with("A: b\nC: d"), "400 invalid-line-end"),
    WireCase("9112 2.2 LF CR", with("A: b\n\rC: d"), "400 invalid-line-end"),
    WireCase(
      "9112 2.2 head ended by LF", "GET / HTTP/1.1\r\nHost: a\r\n\n", "400 invalid-line-end"),
  ]

  @Test(arguments: cases)
  func table(_ row: WireCase) {
    #expect(Wire.outcomes(row.wire) == [row.outcome])
  }

  @Test("RFC 9112 5.1 and 9110 5.3: white space off, order and duplicates kept, bytes as they came")
  func values() throws {
    var parser = RequestParser(limits: HTTPLimits())
    var position = 0
    let bytes = Wire.bytes(Self.with("Accept: \t x \r\nX-B:\u{E9}\u{FF}\r\naccept:y"))
    guard case .request(let request, _) = try parser.next(bytes.span, &position) else {
      Issue.record("no request")
      return
    }
    #expect(request.headers.values(of: "ACCEPT") == ["x", "y"])
    #expect(request.headers.list(of: "accept") == "x, y")
    #expect(request.headers.rawValues(of: "x-b") == [[0xE9, 0xFF]])
    #expect(request.headers.map { $0.name } == ["Host", "Accept", "X-B", "accept"])
  }

  @Test("RFC 6585 5: 431 for a long line, many fields, or much in all")
  func limits() {
    var limits = HTTPLimits()
    limits.headerLineBytes = 20
    limits.headerCount = 5
    limits.headerBytes = 70
    let line = { (count: Int) in "A: " + String(repeating: "b", count: count - 3) }
    #expect(Wire.outcomes(Self.with(line(20)), limits) == [["GET /"]])
    #expect(Wire.outcomes(Self.with(line(21)), limits) == [["431 field-too-long"]])
    #expect(Wire.outcomes(Self.with(line(500)), limits) == [["431 field-too-long"]])
    let four = Array(repeating: "A:", count: 4).joined(separator: "\r\n")
    #expect(Wire.outcomes(Self.with(four), limits) == [["GET /"]])
    #expect(Wire.outcomes(Self.with(four + "\r\nA:"), limits) == [["431 too-many-fields"]])
    // 9 bytes of Host, 22 for each of the others.
    let two = line(20) + "\r\n" + line(20)
    #expect(Wire.outcomes(Self.with(two), limits) == [["GET /"]])
    #expect(Wire.outcomes(Self.with(two + "\r\n" + line(16)), limits) == [["431 fields-too-large"]])
    #expect(Wire.outcomes(Self.with(two + "\r\n" + line(15)), limits) == [["GET /"]])
  }
}
