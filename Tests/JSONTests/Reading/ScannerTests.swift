import Testing

@testable import JSON

@Suite("Where a text stops being JSON")
struct ScannerTests {
  typealias Row = (
    text: String, offset: Int, pointer: String, code: JSONError.Code, expected: String?,
    found: String?
  )

  static let rows: [Row] = [
    ("", 0, "", .empty, nil, nil),
    (" \n ", 3, "", .empty, nil, nil),
    ("\u{FEFF}{}", 0, "", .byteOrderMark, nil, nil),
    ("[1,]", 3, "/1", .malformed, "a value", "']'"),
    ("[1 2]", 3, "/0", .malformed, "',' or ']'", "'2'"),
    ("[1", 2, "/0", .malformed, "',' or ']'", "the end of the text"),
    ("{\"a\":1,}", 7, "/a", .malformed, "a key in double quotes", "'}'"),
    ("{a:1}", 1, "", .malformed, "a key in double quotes or '}'", "'a'"),
    ("{\"a\" 1}", 5, "", .malformed, "':'", "'1'"),
    ("{\"a\":1 \"b\":2}", 7, "/a", .malformed, "',' or '}'", "'\"'"),
    ("{\"a\":{\"b/c\":[0,x]}}", 15, "/a/b~1c/1", .malformed, "a value", "'x'"),
    ("1 2", 2, "", .malformed, "nothing more", "'2'"),
    ("nul", 0, "", .malformed, "null", "'n'"),
    ("[True]", 1, "/0", .malformed, "a value", "'T'"),
    ("[01]", 2, "/0", .malformed, "no digit after a leading zero", "'1'"),
    ("[1.]", 3, "/0", .malformed, "a digit", "']'"),
    ("[-]", 2, "/0", .malformed, "a digit", "']'"),
    ("\"a", 2, "", .malformed, "'\"' to close the string", "the end of the text"),
    ("\"a\nb\"", 2, "", .malformed, "control characters escaped", "a line break"),
    ("\"a\u{1}b\"", 2, "", .malformed, "control characters escaped", "the byte 0x01"),
    ("\"a\\qb\"", 3, "", .malformed, "one of \"\\/bfnrtu after the backslash", "'q'"),
    ("\"\\u12x4\"", 5, "", .malformed, "four hexadecimal digits", "'x'"),
    ("{\"t\":1e999}", 5, "/t", .numberOutOfRange, nil, "1e999"),
    ("[0,[1,[2,[3", 11, "/1/1/1/0", .malformed, "',' or ']'", "the end of the text"),
    ("{\"a\\u002Fb\":[tru]}", 13, "/a~1b/0", .malformed, "true", "'t'"),
  ]

  @Test("The error tells offset, pointer, expectation and finding", arguments: rows.indices)
  func place(_ index: Int) {
    let row = Self.rows[index]
    let error = refusal(row.text)
    #expect(error?.code == row.code)
    #expect(error?.position?.offset == row.offset)
    #expect(error?.pointer.description == row.pointer)
    #expect(error?.expected?.description == row.expected)
    #expect(error?.found == row.found)
  }

  @Test("Bytes that are not UTF-8")
  func utf8() {
    let error = refusal(Array("{\"a\": \"xy".utf8) + [0xC3, 0x28] + Array("\"}".utf8))
    #expect(error?.code == .invalidUTF8)
    #expect(error?.pointer.description == "/a")
    #expect(error?.position?.offset == 9)
    #expect(error?.found == "the byte 0xC3")
  }

  @Test("Line and column count from 1, columns in scalars")
  func lines() {
    let error = refusal("{\n  \"é\": \"€\",\n  \"ü𝄞\": ?\n}")
    #expect(error?.position?.line == 3)
    #expect(error?.position?.column == 9)
    #expect(refusal("?")?.position?.line == 1)
    #expect(refusal("?")?.position?.column == 1)
  }

  @Test("A megabyte with an error at its end is read in linear time")
  func linear() {
    let text = "[" + String(repeating: "{\"a\":[-0,\"\\u00e9\"]},", count: 50_000)
    let elapsed = ContinuousClock().measure { #expect(refusal(text)?.code == .malformed) }
    #expect(elapsed < .seconds(5))
  }

  @Test("Integers that only a double can hold are found and rewritten")
  func wide() throws {
    let text =
      #"[-0, 0, -0.0, 18446744073709551616, "-0 ", 18446744073709551615, -9223372036854775809]"#
    var scanner = Scanner(Array(text.utf8), depthLimit: 4)
    try scanner.scan()
    #expect(
      String(decoding: scanner.withFloatingPointLiterals(), as: UTF8.self)
        == #"[-0e0, 0, -0.0, 18446744073709551616e0, "-0 ", 18446744073709551615, "#
        + "-9223372036854775809e0]"
    )
  }
}
