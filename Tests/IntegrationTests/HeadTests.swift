import Foundation
import Testing

@Suite("What a real server decides by heads alone")
struct HeadTests {
  @Test("refused content takes no memory and gets no 100, and each request has one line and one id")
  func heads() throws {
    let tokens = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try "secret".write(to: tokens, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: tokens) }
    let pipe = Pipe()
    let server = try RunningServer(
      ["--token-file", tokens.path, "--request-memory", "20000000"],
      log: pipe.fileHandleForWriting)
    try pipe.fileHandleForWriting.close()
    let script = Command.root.appending(path: "Tests/IntegrationTests/Conformance/heads.py").path
    let run = try Command.run("python3", [script, "\(server.port)", "secret"])
    #expect(run.output == "19 answered, 0 failed\n", "\(run.errors)")
    server.signal(SIGTERM)
    #expect(server.end() == 0)
    let log = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let ids = log.matches(of: #/"requestId":"([0-9a-f]+)"/#).map { String($0.1) }
    #expect(ids.count == 19 && Set(ids).count == 19, "\(log)")
    #expect(log.split(separator: "\n").count == 19)
  }

  @Test(
    "a host that is not known is refused where only known ones are to be served",
    arguments: [(["--known-hosts-only"], "421"), ([], "200")])
  func hosts(_ options: [String], _ status: String) throws {
    let server = try RunningServer(options + ["--host-name", "solver.example"])
    func ask(_ host: String) throws -> String {
      try Command.run(
        "curl",
        [
          "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: \(host)",
          "http://127.0.0.1:\(server.port)/metrics",
        ]
      ).output
    }
    #expect(try ask("evil.example") == status)
    for host in ["solver.example", "localhost:\(server.port)", "127.0.0.1"] {
      #expect(try ask(host) == "200")
    }
  }
}
