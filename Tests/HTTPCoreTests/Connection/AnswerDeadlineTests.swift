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
    var driver = Self.driver()
    driver.receive(Self.get)
    driver.now = 100
    driver.receive(Self.get)
    #expect(driver.machine.deadline == 300)
    driver.wait(until: 300)
    #expect(driver.log == ["GET /", "GET /", "overdue"])
    #expect(driver.machine.deadline == 400)
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
    var driver = Self.driver()
    driver.receive(Self.get)
    driver.now = 20
    driver.receiveEnd()
    #expect(driver.machine.deadline == 70)
    driver.wait(until: 70)
    #expect(driver.send() == "HTTP/1.1 102 Processing\r\n\r\n")
    #expect(driver.machine.deadline == 300)
    driver.respond(0, "a")
    #expect(driver.sent() == ["200 close [a]"])
    #expect(driver.log == ["GET /", "close"])
  }

  @Test("an end behind input that is not read yet is asked about too")
  func probeAhead() {
    var limits = HTTPLimits()
    limits.pipelinedRequests = 1
    var driver = ConnectionDriver(limits, Self.driver().machine.times)
    driver.receive(Self.get + Self.get)
    #expect(!driver.machine.wantsToRead && !driver.machine.knowsEnd)
    driver.now = 20
    driver.noticeEnd()
    driver.now = 40
    driver.noticeEnd()
    #expect(driver.machine.knowsEnd && driver.machine.deadline == 70)
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
    var old = Self.driver()
    old.receive("GET / HTTP/1.0\r\n\r\n")
    old.receiveEnd()
    old.wait(until: 60)
    #expect(old.send() == "")
    var quick = Self.driver()
    quick.receive(Self.get)
    quick.receiveEnd()
    quick.now = 10
    quick.respond(0, "a")
    #expect(quick.sent() == ["200 close [a]"])
    #expect(quick.log == ["GET /", "close"])
  }

  @Test("a body that is too much for all connections together is refused; a whole request is not")
  func refused() {
    var driver = Self.driver()
    driver.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
    #expect(driver.machine.heldBytes == 2)
    driver.refuse()
    #expect(driver.log == ["503 no-memory-for-request"])
    #expect(driver.machine.heldBytes == 0)
    let answer = driver.send()
    #expect(answer.contains("\r\nRetry-After: 1\r\n") && answer.contains("Connection: close"))
    var whole = Self.driver()
    whole.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
    #expect(whole.machine.heldBytes == 2)
    whole.refuse()
    #expect(whole.log == ["POST /"])
    whole.respond(0, "abc")
    #expect(whole.machine.heldBytes == 0)
  }

  @Test("answers that wait for their turn count as unsent, and hold up further requests")
  func waitingAnswers() {
    var limits = HTTPLimits()
    limits.unsentBytes = 1_000
    var driver = ConnectionDriver(limits)
    driver.receive(Self.get + Self.get)
    driver.respond(1, String(repeating: "x", count: 2_000))
    #expect(driver.machine.unsentBytes == 2_000)
    #expect(!driver.machine.wantsToRead)
    driver.respond(0, "a")
    driver.send()
    #expect(driver.machine.unsentBytes == 0)
    #expect(driver.machine.wantsToRead)
  }
}
