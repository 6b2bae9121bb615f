import Foundation
import Testing

/// The table of Conformance/rows.py and fields.py against the executable: raw bytes, whole, one by
/// one, and split in two.
@Suite("Conformance to RFC 9110 and 9112")
struct ConformanceTests {
  @Test("every row of the table, every way of sending it")
  func table() throws {
    let server = try RunningServer()
    let script = "Tests/IntegrationTests/Conformance/conformance.py"
    let run = try Command.run(
      "python3", [Command.root.appending(path: script).path, "\(server.port)"])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains(" rows sent in "))
    #expect(server.process.isRunning)
  }

  @Test("limits that the command line and the environment set are kept")
  func limits() throws {
    let server = try RunningServer([
      "--head-timeout", "0.3", "--body-timeout", "0.3", "--idle-timeout", "0.3",
      "--request-timeout", "60", "--max-headers", "5", "--max-request-line", "100",
      "--max-header-line", "200", "--max-connections-per-address", "8",
    ])
    let script = "Tests/IntegrationTests/Conformance/limits.py"
    let run = try Command.run(
      "python3", [Command.root.appending(path: script).path, "\(server.port)"])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output == "0 failed\n")
  }
}
