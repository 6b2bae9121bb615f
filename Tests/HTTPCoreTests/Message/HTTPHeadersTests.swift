import Testing

@testable import HTTPCore

@Suite("Header fields")
struct HTTPHeadersTests {
  @Test("RFC 9110 5.1: names regardless of case, order kept")
  func lookup() {
    var headers: HTTPHeaders = ["Accept": "a", "X-B": "b"]
    headers.append("ACCEPT", "c")
    #expect(headers["accept"] == "a")
    #expect(headers.values(of: "Accept") == ["a", "c"])
    #expect(headers.list(of: "aCCept") == "a, c")
    #expect(headers.contains("x-b"))
    #expect(!headers.contains("x-"))
    #expect(headers["none"] == nil)
    #expect(headers.list(of: "none") == nil)
    #expect(headers.count == 3)
    #expect(headers.map { "\($0.name):\($0.value)" } == ["Accept:a", "X-B:b", "ACCEPT:c"])
  }

  @Test("Setting replaces all of a name")
  func replace() {
    var headers: HTTPHeaders = ["a": "1", "b": "2", "A": "3"]
    headers["A"] = "4"
    #expect(headers == ["B": "2", "a": "4"])
    headers["b"] = nil
    #expect(headers == ["a": "4"])
    #expect(headers != ["a": "5"])
    #expect(headers != [:])
  }

  @Test("RFC 9110 5.5: no value can end its line, no name can be other than a token")
  func injection() {
    var headers = HTTPHeaders()
    headers.append("Location", "/a\r\nSet-Cookie: b\0\u{7F}\tc")
    headers.append("Bad Name", "x")
    headers.append("Bad\r\nName", "x")
    headers.append("", "x")
    #expect(headers.map { $0.value } == ["/a  Set-Cookie: b  \tc"])
  }
}
