import HTTPCore
import Testing

@Suite("Connection: 100 (Continue), RFC 9110 10.1.1")
struct ContinueTests {
  private static let head =
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"

  @Test("Sent to a client that waits")
  func waiting() {
    let driver = ConnectionDriver()
    driver.receive(Self.head)
    #expect(driver.send() == "HTTP/1.1 100 Continue\r\n\r\n")
    driver.receive("ab")
    driver.respond(0)
    #expect(driver.sent() == ["200"])
  }

  @Test("Left out for a client that does not")
  func notWaiting() {
    let driver = ConnectionDriver()
    driver.receive(Self.head + "a")
    #expect(driver.send() == "")
    driver.receive("b")
    #expect(driver.log == ["POST /"])
  }

  @Test("Takes its turn behind earlier answers")
  func order() {
    let driver = ConnectionDriver()
    driver.receive("GET /0 HTTP/1.1\r\nHost: a\r\n\r\n" + Self.head)
    #expect(driver.send() == "")
    driver.respond(0, "x")
    #expect(driver.sent() == ["200 [x]", "100"])
  }

  @Test("Dropped if the body comes while earlier answers are due")
  func overtaken() {
    let driver = ConnectionDriver()
    driver.receive("GET /0 HTTP/1.1\r\nHost: a\r\n\r\n" + Self.head)
    driver.receive("ab")
    driver.respond(0, "x")
    driver.respond(1, "y")
    #expect(driver.sent() == ["200 [x]", "200 [y]"])
  }

  @Test("RFC 9110 15.5.14: a refusal in its place")
  func refused() {
    var limits = HTTPLimits()
    limits.bodyBytes = 1
    let driver = ConnectionDriver(limits)
    driver.receive(Self.head)
    #expect(driver.sent().map { $0.prefix(9) } == ["413 close"])
  }
}
