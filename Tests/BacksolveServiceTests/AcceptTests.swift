import HTTPCore
import Testing

@testable import BacksolveService

@Suite("Accept, RFC 9110 12.5.1")
struct AcceptTests {
  @Test(
    "JSON is taken",
    arguments: [
      "", "*/*", "application/json", "APPLICATION/JSON", "application/*", "text/html, */*;q=0.1",
      "application/json;q=0.001", "text/html,application/json", "application/json; charset=utf-8",
      "*/*;q=0, application/json", "nonsense", "application/json;q=1.0 , */*; q=0",
    ])
  func taken(_ value: String) {
    #expect(Accept(HTTPRequest(.get, "/", headers: ["Accept": value])).allows("application/json"))
  }

  @Test(
    "JSON is not taken",
    arguments: [
      "text/html", "text/*", "application/xml, image/*", "application/json;q=0",
      "application/json;q=0.000, */*", "*/*;q=0", "application/*;q=0, */*",
      "application/problem+json",
    ])
  func notTaken(_ value: String) {
    #expect(!Accept(HTTPRequest(.get, "/", headers: ["Accept": value])).allows("application/json"))
  }

  @Test("without Accept everything is taken; parameters of the answer don't matter")
  func others() {
    #expect(Accept(HTTPRequest(.get, "/")).allows("text/plain; version=0.0.4"))
    let plain = HTTPRequest(.get, "/", headers: ["Accept": "text/plain;version=0.0.4;q=0.3"])
    #expect(Accept(plain).allows("text/plain; version=0.0.4"))
  }

  @Test("refusals are told to everybody; results are held back")
  func service() {
    let service = Service()
    let headers: HTTPHeaders = ["Accept": "text/html"]
    #expect(service.respond(to: HTTPRequest(.get, "/livez", headers: headers)).status.code == 406)
    #expect(service.respond(to: HTTPRequest(.get, "/nope", headers: headers)).status.code == 404)
    #expect(service.respond(to: HTTPRequest(.put, "/livez", headers: headers)).status.code == 405)
    let body = Array(#"{"t": 1}"#.utf8)
    let post = HTTPRequest(.post, "/gradient", headers: headers, body: body)
    #expect(service.respond(to: post).status.code == 406)
  }

  @Test("RFC 9110 9.1: 501 for a method nobody knows, cut where it is long")
  func unknownMethod() throws {
    let method = try #require(HTTPMethod(String(repeating: "M", count: 5_000)))
    let response = Service().respond(to: HTTPRequest(method, "/livez"))
    #expect(response.status.code == 501)
    #expect(response.body.count < 400)
  }
}
