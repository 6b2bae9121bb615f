import Testing

@testable import HTTPCore

@Suite("Problem documents")
struct ProblemDocumentTests {
  @Test("RFC 9457 3")
  func members() {
    let response = HTTPResponse.problem(.notFound, code: "no-such-path", detail: "Nothing is here.")
    #expect(response.status == .notFound)
    #expect(response.headers["content-type"] == "application/problem+json")
    #expect(
      String(decoding: response.body, as: UTF8.self)
        == #"{"type":"about:blank","title":"Not Found","status":404,"detail":"Nothing is here.","#
        + #""code":"no-such-path"}"#)
  }

  @Test("RFC 8259 7: text is escaped")
  func escapes() {
    let response = HTTPResponse.problem(.badRequest, code: "c", detail: "a\"b\\c\n\u{1F}d\u{E9}")
    #expect(
      String(decoding: response.body, as: UTF8.self)
        .contains(#""detail":"a\"b\\c\u000a\u001fd"# + "\u{E9}\""))
  }
}
