import Testing

@testable import JSON

@Suite("Which texts are JSON")
struct ConformanceTests {
  @Test("What RFC 8259 allows is accepted", arguments: AcceptedTexts.all)
  func accepts(_ text: Text) {
    #expect(refusal(text.bytes) == nil)
  }

  @Test("What it forbids is refused", arguments: RefusedTexts.all)
  func refuses(_ text: Text) {
    #expect(refusal(text.bytes) != nil)
  }

  @Test("Scanner and parser decide alike", arguments: AcceptedTexts.all + RefusedTexts.all)
  func scannerAgrees(_ text: Text) {
    var scanner = Scanner(text.bytes, depthLimit: 64)
    let scanned = failure { () throws(JSONError) in try scanner.scan() }
    let parsed = refusal(text.bytes)
    #expect(scanned == parsed || parsed?.code == .duplicateKey)
  }

  @Test("Each text is decided alike inside of others", arguments: AcceptedTexts.all)
  func acceptsNested(_ text: Text) {
    #expect(refusal(Array("[0, ".utf8) + text.bytes + Array(" ,1]".utf8)) == nil)
    #expect(refusal(Array("{\"k\":".utf8) + text.bytes + Array("}".utf8)) == nil)
  }

  @Test("Every proper prefix of a container is refused")
  func refusesPrefixes() {
    let text = Array(#"{"a":[1.5e3,"\u00e9é",null,{"b":-0}],"c":true}"#.utf8)
    for length in text.indices { #expect(refusal(Array(text.prefix(length))) != nil) }
    #expect(refusal(text) == nil)
  }

  @Test("A text may have any length: the padding is ours")
  func acceptsAllLengths() {
    for length in 0..<300 {
      #expect(refusal("\"" + String(repeating: "a", count: length) + "\"") == nil)
      #expect(refusal(String(repeating: " ", count: length) + "-1.5") == nil)
    }
  }
}
