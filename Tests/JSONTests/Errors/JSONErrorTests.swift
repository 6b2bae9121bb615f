import JSON
import Testing

@Suite("Errors in words")
struct JSONErrorTests {
  @Test(
    "Each code has its sentence",
    arguments: [
      ("", "empty-document: The document is empty."),
      (
        "[1,\n2,]",
        "malformed-json at /2 (line 2, column 3): "
          + "The text is not JSON: expected a value, found ']'."
      ),
      (
        "{\"a\":1e400}",
        "number-out-of-range at /a (line 1, column 6): The number 1e400 is out of range."
      ),
      (
        "{\"a\":1,\"a\":2}",
        "duplicate-key at /a: The key 'a' occurs twice in one object."
      ),
    ])
  func documents(_ text: String, _ sentence: String) {
    let description = refusal(text)?.description
    #expect(description?.hasSuffix(sentence.drop { $0 != ":" }) == true)
    #expect(text.isEmpty || description == sentence)
  }

  @Test("Values of another kind, unknown and missing members")
  func values() throws {
    let pointer = JSONPointer.root.appending("t")
    let wrong = JSONError(.wrongType, at: pointer, expected: .number, found: "string")
    #expect(wrong.message == "Expected a number, found a string.")
    let unknown = JSONError(.unknownField, at: pointer, found: "sgima", suggestion: "sigma")
    #expect(unknown.message == "The field 'sgima' is unknown. Did you mean 'sigma'?")
    let missing = JSONError(.missingField, at: pointer, found: "t")
    #expect(missing.message == "The field 't' is missing.")
    #expect(missing.description == "missing-field at /t: The field 't' is missing.")
  }

  @Test("What is quoted of the document is cut where it is long, and the pointer with it")
  func long() {
    let name = String(repeating: "é", count: 1_000_000)
    let place = JSONPointer.root.appending("domain").appending(name).appending("x")
    let error = JSONError(.unknownField, at: place, found: name)
    #expect(error.pointer.description == "/domain")
    #expect(error.message.utf8.count < 300)
    let short = JSONPointer.root.appending("domain").appending("x")
    #expect(JSONError(.unknownField, at: short, found: "x").pointer == short)
  }

  @Test("A code of the document's reader speaks by what it expected")
  func openSet() {
    let code = JSONError.Code("not-positive")
    let expectation = JSONError.Expectation("a positive length")
    let error = JSONError(code, at: .root, expected: expectation, found: "-1.0")
    #expect(error.message == "Expected a positive length, found -1.0.")
  }
}
