import Foundation
import Testing

@Suite("Operations of a real server")
struct OperationsTests {
  /// What curl prints for these arguments and a path.
  private func curl(
    _ server: RunningServer, _ path: String, _ arguments: String...
  ) throws -> String {
    try Command.run("curl", ["-sS"] + arguments + [server.base + path]).output
  }

  private func status(
    _ server: RunningServer, _ path: String, _ arguments: String...
  ) throws -> String {
    let all = ["-sS", "-o", "/dev/null", "-w", "%{http_code}"] + arguments + [server.base + path]
    return try Command.run("curl", all).output
  }

  /// The settings in a file of their own, which is gone afterwards.
  private func withFile<Result>(
    _ text: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try text.write(to: url, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }

  // MARK: Metrics

  @Test(
    "/metrics is what Prometheus reads, and counts what was asked",
    .enabled(if: Python.has("prometheus_client"), Python.hint))
  func metrics() async throws {
    let server = try RunningServer()
    let client = Client(server: server)
    for body in ["{}", "{}", #"{"t": "x"}"#] { _ = try await client.post("/gradient", body) }
    _ = try await client.get("/nothing")
    let result = try Python.run("check_metrics.py", [server.base])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  // MARK: The log

  /// The objects of the log's lines.
  private func lines(_ text: Data) throws -> [[String: Any]] {
    try text.split(separator: UInt8(ascii: "\n")).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
  }

  @Test("a line for each request, refused ones too, and none for health")
  func log() throws {
    let pipe = Pipe()
    let server = try RunningServer(log: pipe.fileHandleForWriting)
    try pipe.fileHandleForWriting.close()
    _ = try curl(
      server, "/gradient?secret=1", "-d", #"{"t": 7.25}"#, "-H", "X-Request-Id: my-1")
    _ = try curl(server, "/livez")
    _ = try curl(server, "/%22%7B", "-X", "DELETE")
    let refused = try curl(server, "/livez", "-i", "-H", "Host:", "-H", "X-Request-Id: my-2")
    let unknown = try curl(server, "/evaluate", "-i", "-d", #"{"density": "sqr(x)"}"#)
    // Refused before the fields were read, so that the id is made.
    let large = try curl(
      server, "/evaluate", "-i", "-d", "{}", "-H", "X-Long: \(String(repeating: "a", count: 9000))")
    server.signal(SIGTERM)
    #expect(server.end() == 0)
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: data, as: UTF8.self)
    #expect(!text.contains("secret") && !text.contains("7.25"))
    let lines = try lines(data)
    try #require(lines.count == 5)
    #expect(lines[0]["path"] as? String == "/gradient" && lines[0]["status"] as? Int == 200)
    #expect(lines[0]["method"] as? String == "POST" && lines[0]["requestId"] as? String == "my-1")
    #expect(try #require(lines[0]["bytes"] as? Int) > 400)
    #expect(try #require(lines[0]["duration"] as? Double) > 0)
    #expect(try #require(lines[0]["peer"] as? String).hasPrefix("127.0.0.1:"))
    #expect(lines[1]["path"] as? String == "/%22%7B" && lines[1]["status"] as? Int == 404)
    #expect(lines[1]["code"] as? String == "unknown-path" && lines[0]["code"] == nil)
    #expect(lines[2]["code"] as? String == "missing-host" && lines[2]["status"] as? Int == 400)
    #expect(lines[2]["requestId"] as? String == "my-2")
    #expect(lines[3]["code"] as? String == "unknown-function")
    #expect(lines[4]["code"] as? String == "field-too-long" && lines[4]["status"] as? Int == 431)
    for (answer, line) in zip([refused, unknown, large], lines[2...]) {
      let id = try #require(line["requestId"] as? String)
      #expect(!id.isEmpty && answer.contains("\r\nX-Request-Id: \(id)\r\n"))
      #expect(answer.contains(#""requestId":"\#(id)""#))
    }
  }

  @Test("a log that nobody reads does not stop the server, and what is lost is counted")
  func stalledLog() throws {
    let pipe = Pipe()
    let server = try RunningServer(
      ["--log-level", "debug"], log: pipe.fileHandleForWriting)
    // 8000 lines of at least 200 bytes: more than the kernel (64 KiB) and the queue (1 MiB) take.
    let codes = try curl(
      server, "/livez?[1-8000]", "-o", "/dev/null", "-w", "%{http_code}\n")
    #expect(codes == String(repeating: "200\n", count: 8000))
    let lost = #/backsolve_log_dropped_total ([1-9]\d*)\n/#
    #expect(try curl(server, "/metrics").firstMatch(of: lost) != nil)
    server.signal(SIGTERM)
    #expect(server.end() == 0)
  }

  @Test("no log at all")
  func logOff() throws {
    let pipe = Pipe()
    let server = try RunningServer(["--log-level", "off"], log: pipe.fileHandleForWriting)
    try pipe.fileHandleForWriting.close()
    _ = try curl(server, "/gradient", "-d", "{}")
    server.signal(SIGTERM)
    #expect(server.end() == 0)
    #expect(pipe.fileHandleForReading.readDataToEndOfFile().isEmpty)
  }

  // MARK: Settings

  @Test("tokens of a file open the service")
  func tokens() throws {
    try withFile("ci:s3cret\n") { path in
      let server = try RunningServer(environment: ["BACKSOLVE_TOKEN_FILE": path])
      #expect(try status(server, "/gradient", "-d", "{}") == "401")
      #expect(
        try status(server, "/gradient", "-d", "{}", "-H", "Authorization: Bearer s3cret") == "200")
      #expect(try status(server, "/metrics") == "401" && status(server, "/readyz") == "200")
      #expect(
        try curl(server, "/gradient", "-d", "{}", "-i").contains(
          #"WWW-Authenticate: Bearer realm="backsolve""#))
    }
  }

  @Test("a file of settings, variables above it, options above them")
  func settings() throws {
    let text =
      #"{"max-points": 100, "max-sweep": 10, "max-body": 1000, "host-name": ["a.example"]}"#
    try withFile(text) { path in
      let server = try RunningServer(
        ["--config", path, "--max-sweep", "30"],
        environment: ["BACKSOLVE_MAX_SWEEP": "20", "BACKSOLVE_MAX_POINTS": "64"])
      func detail(_ document: String) throws -> String {
        try curl(server, "/evaluate", "-d", document)
      }
      #expect(try detail(#"{"domain": {"x": {"points": 65}}}"#).contains("at most 64 points"))
      #expect(
        try detail(#"{"t": {"start": 0, "stop": 1, "count": 31}}"#).contains("limit-exceeded"))
      let page = ["-d", #"{"domain": {"x": {"points": 64}}}"#, "-H", "Host: a.example"]
      let answer = try Command.run(
        "curl",
        ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Origin: http://a.example"]
          + page + ["\(server.base)/evaluate"])
      #expect(answer.output == "200")
      let long = String(repeating: " ", count: 1000) + "{}"
      #expect(try status(server, "/evaluate", "-d", long) == "413")
    }
  }

  @Test("wrong settings end the server before it listens, told together, with status 78")
  func wrongSettings() throws {
    try withFile(#"{"prot": 1, "workers": 0}"#) { path in
      let finished = try Command.run(
        Command.backsolve, ["serve", "--port", "0"],
        environment: ["BACKSOLVE_CONFIG": path, "BACKSOLVE_MAX_BODY": "much"])
      #expect(finished.status == 78)
      #expect(
        finished.errors == """
          error: \(path): unknown-field at /prot: The field 'prot' is unknown. Did you mean 'port'?
          error: \(path): /workers has to be between 1 and 1024
          error: BACKSOLVE_MAX_BODY is 'much': expected an integer

          """)
    }
    for (name, value) in [
      ("BACKSOLVE_CONFIG", "/no/file"), ("BACKSOLVE_TOKEN_FILE", "/dev/null"),
      ("BACKSOLVE_TOKEN_FILE", "/no/file"), ("BACKSOLVE_WISDOM", "/no/file"),
    ] {
      let finished = try Command.run(
        Command.backsolve, ["serve", "--port", "0"], environment: [name: value])
      #expect(finished.status == 78 && finished.errors.contains(value))
    }
  }

  @Test("the help names each setting's variable")
  func help() throws {
    let help = try Command.run(Command.backsolve, ["serve", "--help"]).output
    let options = help.matches(of: #/\n  --([a-z-]+)/#).map { String($0.1) }
    #expect(options.count > 15)
    let words = Set(help.split { $0.isWhitespace })
    for option in options where !["help", "version"].contains(option) {
      let variable = "BACKSOLVE_" + option.uppercased().replacing("-", with: "_")
      #expect(words.contains { $0 == "[\(variable)]" }, "\(variable)\n\(help)")
    }
  }

  @Test("the health check asks where the server's settings say it listens")
  func healthCheck() throws {
    let server = try RunningServer()
    for (name, value) in [("BACKSOLVE_PORT", "\(server.port)"), ("PORT", "\(server.port)")] {
      let finished = try Command.run(
        Command.backsolve, ["healthcheck"],
        environment: [name: value, "BACKSOLVE_HOST": "0.0.0.0"])
      #expect(finished.status == 0, "\(finished.errors)")
    }
  }
}
