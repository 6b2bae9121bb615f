import Foundation
import Testing

@Suite("The server on localhost")
struct ServerTests {
  @Test("a gradient by URLSession")
  func gradient() async throws {
    let client = Client(server: try RunningServer())
    let reply = try await client.post("/gradient", #"{"t": 1.0}"#)
    #expect(reply.status == 200)
    #expect(reply.headers["content-type"] == "application/json")
    #expect(isClose(try reply.number("value"), 0.190827397512072, relative: 5e-15))
    #expect(isClose(try reply.number("gradient", "t"), 0.490115451441866, relative: 5e-15))
    #expect(isClose(try reply.number("gradient", "sigma"), 0.637967598631882, relative: 1e-13))
  }

  @Test("a gradient by curl, whatever it calls the body's type")
  func curl() throws {
    let server = try RunningServer()
    let answer = try Command.run("curl", ["-sS", "\(server.base)/gradient", "-d", #"{"t": 1.0}"#])
    #expect(answer.status == 0 && answer.output.hasPrefix(#"{"t":1.0,"value":0.19082739751207"#))
    let twice = try Command.run(
      "curl",
      [
        "-sS", "-o", "/dev/null", "-w", "%{http_code} %{num_connects}\n", "-d", "{}",
        "\(server.base)/evaluate", "-o", "/dev/null", "\(server.base)/evaluate",
      ])
    #expect(twice.output == "200 1\n200 0\n", "the connection is kept")
  }

  @Test(
    "statuses by curl",
    arguments: [
      (["-X", "GET", "/gradient"], "405"), (["/nothing"], "404"), (["/livez"], "200"),
      (["/readyz"], "200"), (["-I", "/livez"], "200"), (["-d", "{", "/gradient"], "400"),
      (["-d", #"{"t": "x"}"#, "/gradient"], "422"),
      (["-d", "{}", "-H", "Content-Type: text/plain", "/gradient"], "415"),
      (["-d", "{}", "-H", "Origin: http://evil.example", "/gradient"], "403"),
      (["-H", "X-Long: " + String(repeating: "x", count: 100_000), "/livez"], "431"),
    ])
  func statuses(_ arguments: [String], _ status: String) throws {
    let server = try RunningServer()
    let path = try #require(arguments.last)
    let answer = try Command.run(
      "curl",
      ["-sS", "-o", "/dev/null", "-w", "%{http_code}"] + arguments.dropLast() + [server.base + path]
    )
    #expect(answer.output == status)
  }

  @Test("many requests at once give the same bits, which are those of the command line")
  func concurrency() async throws {
    let client = Client(server: try RunningServer(["--workers", "3"]))
    let range = #"{"t": {"start": 0, "stop": 6.28, "step": 0.01}, "wrt": ["t", "sigma"]}"#
    let replies = try await withThrowingTaskGroup { group in
      for _ in 0..<48 { group.addTask { try await client.post("/gradient", range).text } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(replies.count == 1)
    let command = try Command.run(
      Command.backsolve, ["gradient", "--workers", "1", "--document", range])
    #expect(command.output == (replies.first ?? "") + "\n")
  }

  @Test("a body beyond the limit is 413, and the server goes on")
  func largeBody() async throws {
    let server = try RunningServer(["--max-body", "1000"])
    let client = Client(server: server)
    let body = #"{"t": ["# + String(repeating: "1,", count: 1000) + "1]}"
    let status = try Command.run(
      "curl",
      ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-d", "@-", "\(server.base)/gradient"],
      input: body)
    #expect(status.output == "413")
    #expect(try await client.post("/gradient", "{}").status == 200)
  }

  @Test("more computations than may wait are 503 with Retry-After, and health goes on")
  func overload() async throws {
    let client = Client(server: try RunningServer(["--workers", "1", "--backlog", "1"]))
    let long = #"{"t": {"start": 0, "stop": 1, "count": 2000}, "domain": {"x": {"points": 8192}}}"#
    let replies = try await withThrowingTaskGroup { group in
      for _ in 0..<6 { group.addTask { try await client.post("/gradient", long) } }
      let health = try await client.get("/livez")
      #expect(health.status == 200)
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let refused = replies.filter { $0.status == 503 }
    #expect(!refused.isEmpty && refused.count < 6)
    #expect(replies.allSatisfy { $0.status == 200 || $0.status == 503 })
    for reply in refused {
      #expect(reply.headers["retry-after"] == "1")
      #expect(try reply.string("code") == "overloaded")
    }
  }

  @Test("two hundred thousand values in one request")
  func largeSweep() async throws {
    let client = Client(server: try RunningServer())
    let values = (0..<200_000).map { "\(Double($0) * 1e-5)" }.joined(separator: ",")
    let reply = try await client.post(
      "/gradient",
      #"{"t": [\#(values)], "wrt": ["t"], "domain": {"x": {"points": 32}}}"#)
    #expect(reply.status == 200)
    #expect(try reply.column("value").count == 200_000)
  }

  @Test("what a web server gets to hear does not bring it down")
  func hostile() async throws {
    let server = try RunningServer()
    let client = Client(server: server)
    let bodies = [
      "", "\u{0}", "{{{{", String(repeating: "[", count: 200_000), #"{"t": 1e999}"#,
      #"{"t": {"start": 0, "stop": 1, "step": 1e-300}}"#, #"{"domain": {"x": {"points": 1e18}}}"#,
      #"{"parameters": {"sigma": 5e-324}}"#, #"{"parameters": {"length": 1.7e308}}"#,
      #"{"t": 1.7e308, "parameters": {"mu": -1.7e308}, "compatibility": "project"}"#,
    ]
    for body in bodies {
      let reply = try await client.post("/gradient", body)
      #expect(
        reply.status == 200 || reply.status == 400 || reply.status == 422, "\(body.prefix(60))")
      #expect(!reply.text.contains("nan") && !reply.text.contains("inf,"))
    }
    #expect(server.process.isRunning)
    #expect(try await client.get("/livez").status == 200)
  }

  @Test("a signal ends it, and the exit status is 0", arguments: [SIGTERM, SIGINT])
  func end(_ signal: Int32) async throws {
    let server = try RunningServer()
    #expect(try await Client(server: server).get("/livez").status == 200)
    server.signal(signal)
    #expect(server.end() == 0)
  }

  @Test("requests are served during the drain delay", arguments: [SIGTERM, SIGINT])
  func drain(_ signal: Int32) async throws {
    // Longer than any test: how busy this machine is must not matter.
    let server = try RunningServer(["--drain-delay", "3600"])
    let client = Client(server: server)
    #expect(try await client.get("/readyz").status == 200)
    server.signal(signal)
    while try await client.get("/readyz").status == 200 {}
    #expect(try await client.get("/livez").status == 200)
    let slow = try await client.post(
      "/gradient",
      #"{"t": {"start": 0, "stop": 1, "count": 200}, "domain": {"x": {"points": 4096}}}"#)
    #expect(slow.status == 200)
  }

  @Test("a second signal ends it at once")
  func secondSignal() async throws {
    let server = try RunningServer(["--drain-delay", "3600"])
    server.signal(SIGTERM)
    while try await Client(server: server).get("/readyz").status == 200 {}
    server.signal(SIGTERM)
    #expect(server.end() == 0)
  }

  @Test("a port in use is told in one sentence")
  func portInUse() throws {
    let server = try RunningServer()
    let second = try Command.run(Command.backsolve, ["serve", "--port", "\(server.port)"])
    #expect(second.status == 69)
    #expect(second.errors == "error: port \(server.port) on 127.0.0.1 is already in use\n")
  }
}
