import Testing

@testable import HTTPCore

@Suite("Connection: time for answers, clients that ended their side")
struct AnswerDeadlineTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  private static func driver() -> ConnectionDriver {
    var times = HTTPTimeLimits()
    times.answer = 300
    times.probe = 50
    times.halfClosed = 1_000
    return ConnectionDriver(HTTPLimits(), times)
  }

  @Test("each request has its own time; the caller is told once, and the connection goes on")
  func overdue() {
    let driver = Self.driver()
    driver.receive(Self.get)
    driver.now = 100
    driver.receive(Self.get)
    #expect(driver.deadline == 300)
    driver.wait(until: 300)
    #expect(driver.log == ["GET /", "GET /", "overdue"])
    #expect(driver.deadline == 400)
    driver.respond(0, "late")
    #expect(driver.sent() == ["200 [late]"])
    driver.wait(until: 400)
    #expect(driver.log.last == "overdue")
    driver.respond(1, "later")
    #expect(driver.sent() == ["200 [later]"])
    driver.receive(Self.get)
    #expect(driver.pending.count == 3)
  }

  @Test("RFC 9110 15.2: 102 asks a client that ended its side whether it is still there, once")
  func probe() {
    let driver = Self.driver()
    driver.receive(Self.get)
    driver.now = 20
    driver.receiveEnd()
    #expect(driver.deadline == 70)
    driver.wait(until: 70)
    #expect(driver.send() == "HTTP/1.1 102 Processing\r\n\r\n")
    #expect(driver.deadline == 300)
    driver.respond(0, "a")
    #expect(driver.sent() == ["200 close [a]"])
    #expect(driver.log == ["GET /", "close"])
  }

  @Test("an end behind input that is not read yet is asked about too")
  func probeAhead() {
    var limits = HTTPLimits()
    limits.pipelinedRequests = 1
    let driver = ConnectionDriver(limits, Self.driver().times)
    driver.receive(Self.get + Self.get)
    #expect(!driver.wantsToRead && !driver.knowsEnd)
    driver.now = 20
    driver.noticeEnd()
    driver.now = 40
    driver.noticeEnd()
    #expect(driver.knowsEnd && driver.deadline == 70)
    driver.wait(until: 70)
    #expect(driver.send() == "HTTP/1.1 102 Processing\r\n\r\n")
    driver.respond(0, "a")
    #expect(driver.sent() == ["200 [a]"])
    driver.receiveEnd()
    driver.respond(1, "b")
    #expect(driver.sent() == ["200 close [b]"])
    #expect(driver.log == ["GET /", "GET /", "close"])
  }

  @Test("RFC 9110 15.2: no interim answer to a client of HTTP/1.0, nor where the answer is soon")
  func noProbe() {
    let old = Self.driver()
    old.receive("GET / HTTP/1.0\r\n\r\n")
    old.receiveEnd()
    old.wait(until: 60)
    #expect(old.send() == "")
    let quick = Self.driver()
    quick.receive(Self.get)
    quick.receiveEnd()
    quick.now = 10
    quick.respond(0, "a")
    #expect(quick.sent() == ["200 close [a]"])
    #expect(quick.log == ["GET /", "close"])
  }

  @Test("a body that is too much for all connections together is refused; a whole request is not")
  func refused() {
    let driver = Self.driver()
    driver.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
    #expect(driver.heldBytes == 2)
    driver.refuse()
    #expect(driver.log == ["503 no-memory-for-request"])
    #expect(driver.heldBytes == 0)
    let answer = driver.send()
    #expect(answer.contains("\r\nRetry-After: 1\r\n") && answer.contains("Connection: close"))
    let whole = Self.driver()
    whole.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
    #expect(whole.heldBytes == 2)
    whole.refuse()
    #expect(whole.log == ["POST /"])
    whole.respond(0, "abc")
    #expect(whole.heldBytes == 0)
  }

  @Test("answers that wait for their turn count as unsent, and hold up further requests")
  func waitingAnswers() {
    var limits = HTTPLimits()
    limits.unsentBytes = 1_000
    let driver = ConnectionDriver(limits)
    driver.receive(Self.get + Self.get)
    driver.respond(1, String(repeating: "x", count: 2_000))
    #expect(driver.unsentBytes == 2_000)
    #expect(!driver.wantsToRead)
    driver.respond(0, "a")
    driver.send()
    #expect(driver.unsentBytes == 0)
    #expect(driver.wantsToRead)
  }
}
