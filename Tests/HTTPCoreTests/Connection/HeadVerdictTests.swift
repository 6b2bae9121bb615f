import HTTPCore
import Synchronization
import Testing

@Suite("Connection: requests judged by their heads, RFC 9110 10.1.1")
struct HeadVerdictTests {
  private final class Note: Sendable {
    let path: String
    init(_ path: String) { self.path = path }
  }

  /// Wants the content of nothing below /no.
  private static let judge: HeadJudge = {
    HeadVerdict(wantsContent: !$0.path.hasPrefix("/no"), note: Note($0.path))
  }

  private static func post(_ path: String, _ fields: String = "", version: String = "1.1") -> String
  {
    "POST \(path) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
  }

  private static func sized(_ path: String, _ fields: String = "") -> String {
    post(path, "Content-Length: 2\r\n\(fields)") + "ab"
  }

  private static let chunked = "Transfer-Encoding: chunked\r\n"
  private static let waits = "Expect: 100-continue\r\n"

  /// What comes of these pieces if each request is answered at once: the requests with what was kept of their
  /// content, refusals, and the statuses of the answers.
  private static func outcome(_ pieces: [ArraySlice<UInt8>], _ limits: HTTPLimits) -> [String] {
    let driver = ConnectionDriver(limits, judge: judge)
    var answered = 0
    var sent = ""
    for piece in pieces {
      driver.receive(Array(piece))
      while answered < driver.requests.count {
        driver.respond(answered)
        answered += 1
      }
      sent += driver.send()
    }
    let kept = driver.requests.map { "[\(String(decoding: $0.body, as: UTF8.self))]" }
    var answers: [String] = []
    for answer in ConnectionDriver.summary(sent) {
      answers.append(answer.split(separator: " [")[0].description)
    }
    return driver.log + kept + answers
  }

  /// A row: bytes, and what comes of them however they are split.
  struct Row: Sendable, CustomStringConvertible {
    let wire: String
    let outcome: [String]

    init(_ wire: String, _ outcome: String...) {
      self.wire = wire
      self.outcome = outcome
    }

    var description: String { wire.debugDescription }
  }

  private static let rows: [Row] = [
    Row(sized("/yes") + sized("/yes"), "POST /yes", "POST /yes", "[ab]", "[ab]", "200", "200"),
    // Dropped, and in step.
    Row(sized("/no") + sized("/yes"), "POST /no", "POST /yes", "[]", "[ab]", "200", "200"),
    Row(
      post("/no", chunked) + "1\r\na\r\n2;x\r\nbc\r\n0\r\nT: u\r\n\r\n" + sized("/yes"), "POST /no",
      "POST /yes", "[]", "[ab]", "200", "200"),
    Row(
      sized("/no", "Connection: close\r\n") + sized("/yes"), "POST /no", "shutdown", "[]",
      "200 close"),
    // No content, nothing to be judged.
    Row(
      post("/no", waits) + post("/no", "Content-Length: 0\r\n" + waits), "POST /no", "POST /no",
      "[]", "[]",
      "200", "200"),
    // A final answer in place of 100, whether the content comes or not.
    Row(post("/no", "Content-Length: 2\r\n" + waits), "POST /no", "shutdown", "[]", "200 close"),
    Row(sized("/no", waits) + sized("/yes"), "POST /no", "shutdown", "[]", "200 close"),
    Row(post("/no", chunked + waits) + "x", "POST /no", "shutdown", "[]", "200 close"),
    Row(
      sized("/yes") + post("/no", "Content-Length: 2\r\n" + waits), "POST /yes", "POST /no",
      "shutdown", "[ab]",
      "[]", "200", "200 close"),
    // RFC 9110 §10.1.1: the expectation of an old client is ignored.
    Row(
      post("/no", "Content-Length: 2\r\n" + waits, version: "1.0") + "ab", "POST /no", "shutdown",
      "[]",
      "200 close"),
    // What is wrong with the framing or too large is so whether it is dropped or not.
    Row(post("/no", chunked) + "2\r\nabX", "400 invalid-chunk", "shutdown", "400 close"),
    Row(post("/no", "Content-Length: 11\r\n"), "413 body-too-large", "shutdown", "413 close"),
    Row(
      post("/no", "Content-Length: 11\r\n" + waits), "413 body-too-large", "shutdown", "413 close"),
    Row(
      post("/no", chunked) + "8\r\nabcdefgh\r\n3\r\n", "413 body-too-large", "shutdown", "413 close"
    ),
    Row(
      post("/no", "Content-Length: 2\r\nExpect: x\r\n"), "417 unknown-expectation", "shutdown",
      "417 close"),
  ]

  @Test("the same however the bytes are split", arguments: rows)
  func splits(_ row: Row) {
    var limits = HTTPLimits()
    limits.bodyBytes = 10
    let bytes = Wire.bytes(row.wire)
    #expect(Self.outcome([bytes[...]], limits) == row.outcome)
    #expect(Self.outcome(bytes.indices.map { bytes[$0...$0] }, limits) == row.outcome)
    for cut in bytes.indices {
      let outcome = Self.outcome([bytes[..<cut], bytes[cut...]], limits)
      #expect(outcome == row.outcome, "split at \(cut)")
    }
  }

  @Test("a note comes back with its request; heads are judged once, and only before content")
  func verdicts() throws {
    let judged = Mutex<[String]>([])
    let driver = ConnectionDriver { head in
      judged.withLock {
        $0.append(
          "\(head.method) \(head.target.path) \(head.headers["X"] ?? "") \(head.body.count)")
      }
      return Self.judge(head)
    }
    driver.receive(Self.sized("/yes", "X: y\r\n") + Self.sized("/no") + Self.post("/none"))
    #expect(judged.withLock { $0 } == ["POST /yes y 0", "POST /no  0"])
    #expect(driver.requests.map { ($0.note as? Note)?.path } == ["/yes", "/no", nil])
  }

  @Test("100 to a client whose content is wanted, never to another")
  func interim() {
    let driver = ConnectionDriver(judge: Self.judge)
    driver.receive(Self.post("/yes", "Content-Length: 2\r\n" + Self.waits))
    #expect(driver.send() == "HTTP/1.1 100 Continue\r\n\r\n")
    driver.receive("ab" + Self.post("/no", "Content-Length: 2\r\n" + Self.waits))
    driver.respond(0)
    driver.respond(1)
    #expect(driver.sent() == ["200", "200 close"])
  }

  @Test("a final answer in place of 100 waits for its turn, and nothing behind it is taken")
  func order() {
    let driver = ConnectionDriver(judge: Self.judge)
    driver.receive(Self.sized("/yes") + Self.sized("/no", Self.waits) + Self.sized("/yes"))
    driver.respond(1, "x")
    #expect(driver.sent() == [])
    driver.respond(0, "y")
    #expect(driver.sent() == ["200 [y]", "200 close [x]"])
    #expect(driver.log == ["POST /yes", "POST /no", "shutdown"])
    driver.receive("abc")
    driver.receiveEnd()
    #expect(driver.log.last == "close")
  }

  @Test("what is dropped is not held, and has its time like what is kept")
  func dropped() {
    let driver = ConnectionDriver(judge: Self.judge)
    driver.receive(Self.post("/no", "Content-Length: 3000000\r\n"))
    for _ in 0..<29 {
      driver.receive([UInt8](repeating: 0, count: 100_000))
      #expect(driver.heldBytes == 0 && driver.log == [])
    }
    #expect(driver.deadline == driver.times.body)
    driver.now = 1_000
    driver.receive([0])
    #expect(driver.deadline == 1_000 + driver.times.body)
    driver.wait(until: driver.deadline)
    #expect(driver.log == ["408 body-timeout"])
    #expect(driver.sent().map { $0.prefix(9) } == ["408 close"])
  }

  @Test("RFC 9112 8: a dropped body that is cut short is an error like another")
  func cutShort() {
    let driver = ConnectionDriver(judge: Self.judge)
    driver.receive(Self.post("/no", "Content-Length: 3\r\n") + "ab")
    driver.receiveEnd()
    #expect(driver.log.first == "400 incomplete-request")
  }
}
