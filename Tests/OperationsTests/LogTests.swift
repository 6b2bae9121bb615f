import Dispatch
import Glibc
import JSON
import Logging
import Testing

@testable import Operations

@Suite("The log")
struct LogTests {
  /// A pipe whose ends are closed with it.
  private final class Pipe: Sendable {
    let input: Int32
    let output: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      try #require(unsafe pipe(&ends) == 0)
      (input, output) = (ends[0], ends[1])
    }

    deinit {
      close(input)
      close(output)
    }

    func read() -> String {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe Glibc.read(input, &bytes, bytes.count)
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
  }

  @Test("lines arrive whole and in order, and threads don't mix them")
  func order() throws {
    let pipe = try Pipe()
    let queue = LineQueue(descriptor: pipe.output)
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for number in 0..<100 { queue.append(Array("\(thread) \(number)\n".utf8)) }
    }
    queue.flush(atMost: 10)
    let lines = pipe.read().split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 400)
    for thread in 0..<4 {
      #expect(lines.filter { $0[0] == "\(thread)" }.map { Int($0[1]) } == Array(0..<100))
    }
    #expect(queue.dropped == 0)
  }

  @Test("lines are written without being asked for")
  func delay() throws {
    let pipe = try Pipe()
    let queue = LineQueue(descriptor: pipe.output)
    for word in ["one\n", "two\n"] {
      queue.append(Array(word.utf8))
      #expect(pipe.read() == word)
    }
  }

  @Test("a pipe that nobody reads stalls nobody; what finds no room is dropped and counted")
  func stalled() throws {
    let pipe = try Pipe()
    let queue = LineQueue(descriptor: pipe.output, capacity: 1000)
    let line = Array((String(repeating: "x", count: 99) + "\n").utf8)
    let start = ContinuousClock.now
    // The kernel takes 64 KiB, the queue 1000 bytes and what it is just writing as many.
    while queue.dropped < 100 { queue.append(line) }
    #expect(ContinuousClock.now - start < .seconds(60))
    queue.flush(atMost: 0.05)
    #expect(queue.dropped >= 100)
    // Read again, it goes on.
    let reader = DispatchQueue(label: "reader")
    reader.async {
      var text = ""
      while !text.hasSuffix("end\n") { text = String(text.suffix(4)) + pipe.read() }
    }
    queue.flush(atMost: 60)
    let dropped = queue.dropped
    queue.append(Array("end\n".utf8))
    queue.flush(atMost: 60)
    #expect(queue.dropped == dropped)
    reader.sync {}
  }

  @Test("a full disk loses lines, and nothing else")
  func fullDisk() throws {
    let descriptor = unsafe open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let queue = LineQueue(descriptor: descriptor)
    for _ in 0..<3 { queue.append(Array("line\n".utf8)) }
    queue.flush(atMost: 10)
    #expect(queue.dropped == 3)
  }

  private func line(_ write: (Logger) -> Void) throws -> JSONObject {
    let pipe = try Pipe()
    let queue = LineQueue(descriptor: pipe.output)
    write(Logger(label: "test") { _ in JSONLinesHandler(queue, level: .info) })
    queue.flush(atMost: 10)
    let text = pipe.read()
    #expect(text.count { $0 == "\n" } == 1 && text.hasSuffix("\n"))
    return try JSONDocument(parsing: Array(text.utf8)).root.object
  }

  @Test("a request's record becomes members of the line, and no text ends the line")
  func record() throws {
    let record = AccessRecord(
      method: "POST", path: "/a\"\n\u{1B}[2J", status: 200, bytes: 533, nanoseconds: 1_500_000,
      requestID: "r-1", peer: "127.0.0.1:1", client: "ci", code: "no")
    let line = try line { logger in
      logger.debug("below the level")
      logger.log(level: .info, "request", metadata: ["access": .stringConvertible(record)])
    }
    let members = line.map(\.key)
    #expect(
      members == [
        "time", "level", "message", "method", "path", "status", "bytes", "duration", "requestId",
        "peer", "client", "code",
      ])
    #expect(try line.required("path").string == "/a\"\n\u{1B}[2J")
    #expect(try line.required("duration").double == 0.0015)
    #expect(try line.required("status").int == 200 && line.required("level").string == "info")
    let time = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#
    #expect(try line.required("time").string.wholeMatch(of: time) != nil)
  }

  @Test("other metadata, the logger's own too")
  func metadata() throws {
    let line = try line { logger in
      var logger = logger
      logger[metadataKey: "own"] = "x"
      logger.error("what", metadata: ["number": .stringConvertible(3), "access": "a\nb"])
    }
    #expect(try line.required("own").string == "x" && line.required("number").int == 3)
    #expect(try line.required("access").string == "a\nb")
  }

  @Test("a long path and a long method are cut")
  func longNames() throws {
    let long = String(repeating: "a", count: 8000)
    let record = AccessRecord(
      method: long, path: "/" + long, status: 414, bytes: 0, nanoseconds: 0, requestID: nil,
      peer: "[::1]:1")
    #expect(record.description.utf8.count < 700)
  }

  @Test("times, leap days and all")
  func timestamp() {
    for (seconds, milliseconds, text) in [
      (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 7, "2000-02-29T00:00:00.007Z"),
      (1_735_689_599, 999, "2024-12-31T23:59:59.999Z"),
      (4_107_542_400, 10, "2100-03-01T00:00:00.010Z"),
    ] {
      #expect(Timestamp.text(seconds: seconds, milliseconds: milliseconds) == text)
    }
  }
}
