import JSON
import Testing

@Suite("Forms of documents")
struct JSONFormTests {
  /// The form apart from the numbers at `names`.
  private func form(_ text: String, apartFrom names: String...) throws -> JSONForm {
    let document = try JSONDocument(parsing: Array(text.utf8))
    let root = try document.root.object
    return JSONForm(document, apartFrom: try names.map { try root.required($0) })
  }

  @Test(
    "differ in nothing but the numbers left out",
    arguments: [
      "1", "1.5", "-0", "18446744073709551615", "-7", "1e300", "123456789012345678901234567890",
    ])
  func equal(_ number: String) throws {
    let known = try form(#"{"a": 2, "b": [1, "x"]}"#, apartFrom: "a")
    let other = try form("{ \"a\":\(number),\n\"b\":[1,\"\\u0078\"]}", apartFrom: "a")
    #expect(known == other)
    #expect(known.hashValue == other.hashValue)
  }

  @Test(
    "differ in anything else",
    arguments: [
      #"{"a": 2, "b": [1, "y"]}"#, #"{"a": 2, "b": [2, "x"]}"#, #"{"a": 2, "b": [1.0, "x"]}"#,
      #"{"a": 2, "b": ["x", 1]}"#, #"{"b": [1, "x"], "a": 2}"#, #"{"a": 2, "c": [1, "x"]}"#,
      #"{"a": 2, "b": [1, "x", 0]}"#, #"{"a": 2, "b": [1, "x"], "c": 0}"#, #"{"a": 2, "b": [1]}"#,
      #"{"a": 2, "b": [1, "xx"]}"#, #"{"a": 2, "b": [1, "x\u0000"]}"#,
      #"{"a": 2, "b": {"1": "x"}}"#,
    ])
  func different(_ text: String) throws {
    try #expect(form(#"{"a": 2, "b": [1, "x"]}"#, apartFrom: "a") != form(text, apartFrom: "a"))
  }

  @Test("a number is left out where it stands, and not where another one does")
  func places() throws {
    let text = #"{"a": 1, "b": 1}"#
    try #expect(form(text, apartFrom: "a") != form(text, apartFrom: "b"))
    try #expect(form(text, apartFrom: "a") != form(text))
    try #expect(form(text, apartFrom: "a") == form(#"{"a": 3, "b": 1}"#, apartFrom: "a"))
    try #expect(form(text, apartFrom: "a") != form(#"{"a": 3, "b": 2}"#, apartFrom: "a"))
    try #expect(form("{}") == form(" { } "))
  }
}
