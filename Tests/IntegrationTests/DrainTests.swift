import Foundation
import Synchronization
import Testing

@Suite("The end of a server")
struct DrainTests {
  private static let small = #"{"t": 1.0}"#
  private static let large =
    #"{"t": {"start": 0, "stop": 1, "count": 20000}, "domain": {"x": {"points": 4096}}}"#

  /// What clients and their balancer tell each other.
  private final class Load: Sendable {
    let isWanted = Atomic(true)
    let count = Atomic(0)
  }

  /// Clients behind a balancer, which sends requests here as long as /readyz answers 200.
  @Test("a rolling restart under load loses no request", arguments: [SIGTERM, SIGINT])
  func load(_ signal: Int32) async throws {
    let server = try RunningServer(["--drain-delay", "5", "--drain-timeout", "120"])
    let client = Client(server: server)
    let load = Load()
    let statuses = try await withThrowingTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          var statuses: Set<Int> = []
          while load.isWanted.load(ordering: .relaxed) {
            statuses.insert(try await client.post("/gradient", Self.small).status)
            load.count.wrappingAdd(1, ordering: .relaxed)
          }
          return statuses
        }
      }
      // Under way when the signal comes, and perhaps when the listener closes.
      for _ in 0..<2 {
        group.addTask { [try await client.post("/gradient", Self.large).status] }
      }
      group.addTask {
        while load.count.load(ordering: .relaxed) < 100 { await Task.yield() }
        server.signal(signal)
        while try await client.get("/readyz").status == 200 {}
        load.isWanted.store(false, ordering: .relaxed)
        return []
      }
      return try await group.reduce(into: Set()) { $0.formUnion($1) }
    }
    #expect(statuses == [200])
    #expect(server.end() == 0)
  }

  @Test("while it drains, answers announce the end of their connections")
  func connectionClose() throws {
    let server = try RunningServer(["--drain-delay", "3600"])
    server.signal(SIGTERM)
    func head(_ path: String) throws -> String {
      try Command.run("curl", ["-sS", "-I", server.base + path]).output
    }
    while try head("/readyz").hasPrefix("HTTP/1.1 200") {}
    let ready = try head("/readyz")
    #expect(ready.hasPrefix("HTTP/1.1 503") && ready.contains("\r\nConnection: close\r\n"))
    #expect(ready.contains("\r\nRetry-After: 1\r\n"))
    let live = try head("/livez")
    #expect(live.hasPrefix("HTTP/1.1 200") && live.contains("\r\nConnection: close\r\n"))
    let metrics = try Command.run("curl", ["-sS", "\(server.base)/metrics"]).output
    #expect(metrics.contains("\nbacksolve_draining 1\n"))
  }

  @Test("what is not finished by the drain time-out is given up")
  func timeout() async throws {
    let server = try RunningServer(["--drain-timeout", "0.2", "--workers", "1"])
    let client = Client(server: server)
    // Minutes, so that it is not over before a busy machine has sent the signal.
    let density = (1...60).map { "sin(\($0)*x + t)" }.joined(separator: " + ")
    let endless = """
      {"t": {"start": 0, "stop": 1, "count": 1000000}, "domain": {"x": {"points": 256}},
       "density": "\(density)"}
      """
    let reply = Task { try await client.post("/gradient", endless) }
    let busy = #/http_server_active_requests 2\n/#
    while try await client.get("/metrics").text.firstMatch(of: busy) == nil {}
    server.signal(SIGTERM)
    #expect(server.end() == 0)
    await #expect(throws: (any Error).self) { _ = try await reply.value }
  }
}
