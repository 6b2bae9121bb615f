import Foundation
import Testing

/// What goes wrong around a server, and is none of its clients' business.
@Suite("Faults")
struct FaultTests {
  /// Runs a case of Faults/faults.py against a server.
  private func meet(_ fault: String, _ server: RunningServer) throws {
    let run = try Command.run(
      "python3",
      [
        Python.file("Faults/faults.py"), fault, "\(server.port)",
        "\(server.process.processIdentifier)",
      ])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(server.process.isRunning)
  }

  @Test("no descriptor is left: connections go on, and others come in when there is one again")
  func descriptors() throws {
    try meet("descriptors", try RunningServer())
  }

  @Test("kill -STOP for longer than clients may take: nobody is told that he was late")
  func stopped() throws {
    let limits = ["--head-timeout", "1", "--body-timeout", "1", "--idle-timeout", "1"]
    try meet("stopped", try RunningServer(limits))
  }

  @Test("an address space of 1 GB is enough for sixteen large requests at once")
  func addressSpace() throws {
    try meet("memory", try RunningServer())
  }

  @Test("closed standard descriptors are nobody's: no socket becomes standard output")
  func closedDescriptors() throws {
    let script = """
      "$0" serve --port 0 <&- >&- 2>&- &
      for _ in {1..100}; do
        found=$(readlink /proc/$!/fd/{0,1,2})
        [ "$found" = $'/dev/null\\n/dev/null\\n/dev/null' ] && break
        sleep 0.05
      done
      echo "$found"
      kill $!
      """
    let run = try Command.run("bash", ["-c", script, Command.backsolve])
    #expect(run.output == "/dev/null\n/dev/null\n/dev/null\n")
  }

  @Test("a full disk loses the log's lines, which are counted, and nothing else")
  func fullDisk() async throws {
    let disk = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let server = try RunningServer(log: disk)
    let client = Client(server: server)
    for _ in 0..<3 { #expect(try await client.post("/gradient", "{}").status == 200) }
    let lost = #/backsolve_log_dropped_total 3\n/#
    var page = ""
    for _ in 0..<100 where page.firstMatch(of: lost) == nil {
      try await Task.sleep(for: .milliseconds(20))
      page = try await client.get("/metrics").text
    }
    #expect(page.firstMatch(of: lost) != nil, "\(page)")
    server.signal(SIGTERM)
    #expect(server.end() == 0)
  }
}
