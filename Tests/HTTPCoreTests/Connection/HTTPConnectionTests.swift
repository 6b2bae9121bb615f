import HTTPCore
import Testing

@Suite("Connection: order, persistence, end")
struct HTTPConnectionTests {
  private static func get(_ path: String, _ fields: String = "", version: String = "1.1") -> String
  {
    "GET \(path) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
  }

  @Test("RFC 9112 9.3.2: answers in the order of the requests")
  func order() {
    let driver = ConnectionDriver()
    driver.receive(Self.get("/0") + Self.get("/1") + Self.get("/2"))
    #expect(driver.log == ["GET /0", "GET /1", "GET /2"])
    driver.respond(2, "c")
    driver.respond(1, "b")
    #expect(driver.sent() == [])
    driver.respond(0, "a")
    #expect(driver.sent() == ["200 [a]", "200 [b]", "200 [c]"])
    #expect(driver.isIdle)
  }

  @Test("A second answer is ignored, also when the first has gone")
  func onlyOnce() {
    let driver = ConnectionDriver()
    driver.receive(Self.get("/0") + Self.get("/1"))
    driver.respond(1, "b")
    driver.respond(1, "x")
    driver.respond(0, "a")
    driver.respond(0, "x")
    #expect(driver.sent() == ["200 [a]", "200 [b]"])
    driver.respond(1, "x")
    #expect(driver.sent() == [])
  }

  @Test(
    "RFC 9112 9.3 and 9.6: what is announced, and whether the connection ends",
    arguments: [
      ("1.1", "", "200 [a]", false),
      ("1.1", "Connection: close\r\n", "200 close [a]", true),
      ("1.1", "Connection: keep-alive\r\n", "200 [a]", false),
      ("1.0", "", "200 close [a]", true),
      ("1.0", "Connection: keep-alive\r\n", "200 keep-alive [a]", false),
    ])
  func persistence(_ version: String, _ fields: String, _ answer: String, _ ends: Bool) {
    let driver = ConnectionDriver()
    driver.receive(Self.get("/", fields, version: version))
    driver.respond(0, "a")
    #expect(driver.sent() == [answer])
    #expect(driver.log == (ends ? ["GET /", "shutdown"] : ["GET /"]))
  }

  @Test("RFC 9112 9.6: nothing is taken after close; the end is staged")
  func close() {
    let driver = ConnectionDriver()
    driver.receive(Self.get("/0", "Connection: close\r\n") + Self.get("/1"))
    driver.receive(Self.get("/2"))
    driver.respond(0, "a")
    #expect(driver.log == ["GET /0"])
    #expect(driver.sent() == ["200 close [a]"])
    #expect(driver.log == ["GET /0", "shutdown"])
    #expect(driver.wantsToRead)
    driver.receive(Self.get("/3"))
    driver.receiveEnd()
    #expect(driver.log == ["GET /0", "shutdown", "close"])
  }

  @Test("A handler may end the connection; what was asked after it is not answered")
  func handlerCloses() {
    let driver = ConnectionDriver()
    driver.receive(Self.get("/0") + Self.get("/1"))
    var response = HTTPResponse(.ok)
    response.closesConnection = true
    driver.respond(0, response)
    driver.respond(1, "x")
    #expect(driver.sent() == ["200 close"])
    #expect(driver.log.last == "shutdown")
  }

  @Test("A refusal waits for the answers before it, then ends the connection")
  func refusal() {
    let driver = ConnectionDriver()
    driver.receive(Self.get("/0") + "BAD\r\n\r\n" + Self.get("/1"))
    #expect(driver.log == ["GET /0", "400 malformed-request-line"])
    #expect(driver.sent() == [])
    driver.respond(0, "a")
    let text = driver.send()
    #expect(ConnectionDriver.summary(text).count == 2)
    #expect(ConnectionDriver.summary(text)[0] == "200 [a]")
    #expect(ConnectionDriver.summary(text)[1].hasPrefix("400 close [{\"type\":\"about:blank\""))
    #expect(driver.log.last == "shutdown")
  }

  @Test("RFC 9110 9.3.2: HEAD is answered without content, refused or not")
  func head() {
    let driver = ConnectionDriver()
    driver.receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\n\r\n")
    driver.respond(0, "abc")
    let text = driver.send()
    #expect(ConnectionDriver.summary(text) == ["200", "400 close"])
    #expect(text.contains("Content-Length: 3\r\n"))
  }

  @Test("A half-closed client is answered, then all is over (RFC 9112 9.6)")
  func halfClose() {
    let driver = ConnectionDriver()
    driver.receive(Self.get("/0") + Self.get("/1"))
    driver.receiveEnd()
    #expect(!driver.wantsToRead)
    driver.respond(1, "b")
    driver.respond(0, "a")
    #expect(driver.sent() == ["200 [a]", "200 close [b]"])
    #expect(driver.log.last == "close")
  }

  @Test("RFC 9112 8: a request cut short by the end is refused; silence is not")
  func cutShort() {
    let driver = ConnectionDriver()
    driver.receive("GET / HT")
    driver.receiveEnd()
    #expect(driver.sent().first?.hasPrefix("400 close") == true)
    #expect(driver.log == ["400 incomplete-request", "close"])
    let silent = ConnectionDriver()
    silent.receiveEnd()
    #expect(silent.log == ["close"])
  }

  @Test("Draining: close is announced on the last answer, idle connections go on until ended")
  func drain() {
    let driver = ConnectionDriver()
    driver.receive(Self.get("/0") + Self.get("/1"))
    driver.beginDrain()
    driver.respond(0, "a")
    #expect(driver.sent() == ["200 [a]"])
    driver.respond(1, "b")
    #expect(driver.sent() == ["200 close [b]"])
    #expect(driver.log.last == "shutdown")

    let idle = ConnectionDriver()
    idle.beginDrain()
    #expect(idle.log == [])
    idle.endWhenIdle()
    #expect(idle.log == ["shutdown"])

    let busy = ConnectionDriver()
    busy.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
    busy.endWhenIdle()
    #expect(busy.log == [])
    busy.receive("b")
    busy.respond(0, "c")
    #expect(busy.sent() == ["200 close [c]"])
    #expect(busy.log.last == "shutdown")
  }
}
