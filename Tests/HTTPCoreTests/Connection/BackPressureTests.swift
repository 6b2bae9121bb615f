import HTTPCore
import Testing

@Suite("Connection: back-pressure")
struct BackPressureTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("No more requests are read than may wait; the rest is taken up as answers leave")
  func pipelined() {
    var limits = HTTPLimits()
    limits.pipelinedRequests = 3
    let driver = ConnectionDriver(limits)
    driver.receive(String(repeating: Self.get, count: 10))
    #expect(driver.log.count == 3)
    #expect(!driver.wantsToRead)
    for index in 0..<10 {
      driver.respond(index)
      driver.send()
      #expect(driver.log.count == min(10, index + 4))
    }
    #expect(driver.wantsToRead)
    #expect(driver.isIdle)
  }

  @Test("A client that does not read is not read from")
  func unsent() {
    var limits = HTTPLimits()
    limits.unsentBytes = 1_000
    let driver = ConnectionDriver(limits)
    driver.receive(Self.get)
    driver.respond(0, String(repeating: "x", count: 2_000))
    #expect(!driver.wantsToRead)
    driver.receive(Self.get)
    #expect(driver.log == ["GET /"])
    driver.send(upTo: 1_500)
    #expect(driver.wantsToRead)
    #expect(driver.log == ["GET /", "GET /"])
  }

  @Test("Bodies of unanswered requests are bounded in all")
  func bodies() {
    var limits = HTTPLimits()
    limits.pipelinedBytes = 10
    let driver = ConnectionDriver(limits)
    let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabcdef"
    driver.receive(post + post + post)
    #expect(driver.log == ["POST /", "POST /"])
    driver.respond(0)
    #expect(driver.log.count == 3)
  }

  @Test("A body that has begun is read to its end, whatever is unsent")
  func begun() {
    var limits = HTTPLimits()
    limits.pipelinedRequests = 1
    let driver = ConnectionDriver(limits)
    driver.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc")
    #expect(driver.wantsToRead)
    driver.receive("def")
    #expect(!driver.wantsToRead)
    #expect(driver.requests.first?.body == Array("abcdef".utf8))
  }

  @Test("The end of the stream counts only after what came before it")
  func endBehindBacklog() {
    var limits = HTTPLimits()
    limits.pipelinedRequests = 1
    let driver = ConnectionDriver(limits)
    driver.receive(Self.get + Self.get)
    driver.receiveEnd()
    driver.respond(0, "a")
    driver.respond(1, "b")
    #expect(driver.sent() == ["200 [a]", "200 close [b]"])
    #expect(driver.log.last == "close")
  }

  @Test("A slow but steady reader does not make the buffer grow")
  func steady() {
    let driver = ConnectionDriver()
    let body = String(repeating: "x", count: 100_000)
    var answered = 0
    for _ in 0..<60 {
      driver.receive(Self.get)
      while answered < driver.log.count {
        driver.respond(answered, body)
        answered += 1
      }
      driver.send(upTo: 90_000)
      #expect(driver.unsentBytes < 800_000)
    }
    #expect(answered > 40)
  }
}
