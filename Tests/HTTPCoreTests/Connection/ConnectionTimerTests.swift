import HTTPCore
import Testing

@Suite("Connection: time limits")
struct ConnectionTimerTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  private static var times: HTTPTimeLimits {
    var times = HTTPTimeLimits()
    times.head = 100
    times.body = 200
    times.write = 300
    times.idle = 1_000
    times.halfClosed = 400
    times.linger = 50
    times.bytesPerSecond = 1_000
    return times
  }

  private static func driver() -> ConnectionDriver { ConnectionDriver(HTTPLimits(), times) }

  @Test("A connection that says nothing is closed without an answer")
  func silent() {
    let driver = Self.driver()
    driver.wait(until: 99)
    #expect(driver.log == [])
    driver.wait(until: 100)
    #expect(driver.send() == "")
    #expect(driver.log == ["shutdown"])
    driver.wait(until: 150)
    #expect(driver.log == ["shutdown", "close"])
    #expect(driver.deadline == .max)
  }

  @Test("RFC 9110 15.5.9: a slow head, though a byte comes now and then")
  func slowHead() {
    let driver = Self.driver()
    driver.now = 90
    for (index, byte) in "GET / HTTP/1.1".utf8.enumerated() {
      driver.wait(until: 90 + index * 7)
      driver.receive([byte])
    }
    #expect(driver.log == [])
    driver.wait(until: 190)
    #expect(driver.log == ["408 head-timeout"])
    #expect(driver.sent().map { $0.prefix(9) } == ["408 close"])
    #expect(driver.log.last == "shutdown")
  }

  @Test("RFC 9110 15.5.9: a slow body; bytes buy time at the agreed rate and no more")
  func slowBody() {
    let driver = Self.driver()
    driver.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n")
    #expect(driver.deadline == 200)
    driver.now = 150
    driver.receive(String(repeating: "x", count: 100))
    #expect(driver.deadline == 300)
    driver.wait(until: 300)
    #expect(driver.log == ["408 body-timeout"])
  }

  @Test("A body that came quickly at first may not stand still for longer")
  func stalledBody() {
    let driver = Self.driver()
    driver.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n")
    driver.now = 10
    driver.receive(String(repeating: "x", count: 400))
    #expect(driver.deadline == 210)
    driver.now = 200
    driver.receive("x")
    #expect(driver.deadline == 400)
  }

  @Test("Between requests the idle limit holds, and each head has its own time")
  func idle() {
    let driver = Self.driver()
    driver.receive(Self.get)
    #expect(driver.deadline == Self.times.answer)
    driver.now = 5_000
    driver.respond(0)
    driver.send()
    #expect(driver.deadline == 6_000)
    driver.now = 5_999
    driver.receive("G")
    #expect(driver.deadline == 6_099)
    driver.receive(String(Self.get.dropFirst()) + "G")
    #expect(driver.deadline == 6_099)
    driver.now = 6_050
    driver.receive(String(Self.get.dropFirst()) + "G")
    #expect(driver.deadline == 6_150)
  }

  @Test("An idle connection is closed without an answer")
  func idleEnd() {
    let driver = Self.driver()
    driver.receive(Self.get)
    driver.respond(0)
    driver.send()
    driver.wait(until: 1_000)
    #expect(driver.send() == "")
    #expect(driver.log == ["GET /", "shutdown"])
  }

  @Test("A client that does not read its answer is cut off")
  func slowReader() {
    let driver = Self.driver()
    driver.receive(Self.get)
    driver.respond(0, String(repeating: "x", count: 10_000))
    driver.now = 10
    driver.send(upTo: 100)
    #expect(driver.deadline == 310)
    driver.wait(until: 310)
    #expect(driver.log == ["GET /", "abort"])
    #expect(!driver.hasOutput)
  }

  @Test("The client's time does not run while it waits for us")
  func computing() {
    let driver = Self.driver()
    driver.receive(Self.get + "GET")
    #expect(driver.deadline == 100)
    var limits = HTTPLimits()
    limits.pipelinedRequests = 1
    let held = ConnectionDriver(limits, Self.times)
    held.receive(Self.get + "GET")
    #expect(held.deadline == Self.times.answer)
  }

  @Test("A half-closed client is not computed for without end")
  func halfClosed() {
    let driver = Self.driver()
    driver.receive(Self.get)
    driver.receiveEnd()
    #expect(driver.deadline == 400)
    driver.wait(until: 400)
    #expect(driver.log == ["GET /", "close"])
    driver.respond(0)
    #expect(driver.send() == "")
  }

  @Test("A time-out waits for earlier answers")
  func order() {
    let driver = Self.driver()
    driver.receive(Self.get + "GET")
    driver.wait(until: 100)
    #expect(driver.log == ["GET /", "408 head-timeout"])
    #expect(driver.sent() == [])
    driver.respond(0, "a")
    #expect(driver.sent().map { $0.prefix(9) } == ["200 [a]", "408 close"])
  }
}
