import HTTPCore
import Testing

@Suite("Status and method")
struct HTTPStatusTests {
  @Test("RFC 9110 15.2: no interim status can be built")
  func range() {
    #expect(HTTPStatus(code: 100) == nil)
    #expect(HTTPStatus(code: 199) == nil)
    #expect(HTTPStatus(code: 600) == nil)
    #expect(HTTPStatus(code: 200) == .ok)
    #expect(HTTPStatus(code: 599)?.reason == "")
    #expect(HTTPStatus.contentTooLarge.description == "413 Content Too Large")
  }

  @Test("RFC 9110 9.1: a method is a token, case and all")
  func methods() {
    #expect(HTTPMethod("GET") == .get)
    #expect(HTTPMethod("get") != .get)
    #expect(HTTPMethod("") == nil)
    #expect(HTTPMethod("A B") == nil)
  }
}
