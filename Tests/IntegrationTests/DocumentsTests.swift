import Foundation
import Testing

/// The documents beside the code say what the server does.
@Suite("Documents")
struct DocumentsTests {
  @Test(
    "openapi.yaml is valid OpenAPI 3.1, and the server's answers are what it says",
    .enabled(if: Python.has("openapi_spec_validator"), Python.hint))
  func openAPI() throws {
    let server = try RunningServer()
    let result = try Python.run("check_openapi.py", [Python.specification, server.base])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  /// All of its checks, on requests made up from openapi.yaml. For more of them raise the number of
  /// examples or leave the seed out.
  @Test(
    "schemathesis finds nothing wrong",
    .enabled(if: Python.has("schemathesis"), Python.hint))
  func schemathesis() throws {
    // The largest grids take seconds without optimisation, and say no more than others.
    let server = try RunningServer(["--max-points", "65536"])
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    let result = try Command.run(
      Python.path,
      [
        "-m", "schemathesis.cli", "--config-file", Python.file("schemathesis.toml"), "run",
        Python.specification, "--url", server.base, "--checks", "all", "--phases",
        "examples,coverage,fuzzing", "--max-examples", "10", "--seed", "1", "--no-color",
        "--request-timeout", "60", "--generation-database", "none",
      ],
      // It keeps what failed in its folder, and would try that first the next time.
      directory: directory)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(server.process.isRunning)
  }

  @Test("the examples of the README give what it shows")
  func readme() throws {
    let server = try RunningServer()
    let text = try String(
      contentsOf: Command.root.appending(path: "README.md"), encoding: .utf8)
    let examples = consoleExamples(text)
    #expect(examples.filter { $0.command.contains("curl") }.count >= 5)
    for example in examples {
      let command = example.command
        .replacing("localhost:8080", with: "127.0.0.1:\(server.port)")
        .replacing("backsolve ", with: "\(Command.backsolve) ")
      let result = try Command.run("bash", ["-c", command])
      #expect(result.status == 0, "\(example.command)\n\(result.errors)")
      #expect(isSame(result.output, example.output), "\(example.command)\n\(result.output)")
    }
  }

  /// The commands after `$ ` in console blocks, with the output that follows.
  private func consoleExamples(_ text: String) -> [(command: String, output: String)] {
    var examples: [(command: String, output: String)] = []
    var isConsole = false
    var isCommand = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isConsole = line == "```console"
      } else if isConsole, line.hasPrefix("$ ") {
        examples.append((String(line.dropFirst(2)), ""))
        isCommand = line.hasSuffix("\\")
      } else if isConsole, !examples.isEmpty {
        if isCommand {
          examples[examples.count - 1].command += "\n" + line
          isCommand = line.hasSuffix("\\")
        } else {
          examples[examples.count - 1].output += line + "\n"
        }
      }
    }
    return examples
  }

  /// Equal but for the last digits of numbers, which depend on the processor, and for white space.
  private func isSame(_ a: String, _ b: String) -> Bool {
    let number = #/-?\d+\.?\d*(?:[eE][-+]?\d+)?/#
    let words = { (text: String) in text.replacing(number, with: "#").filter { !$0.isWhitespace } }
    let numbers = { (text: String) in text.matches(of: number).compactMap { Double($0.output) } }
    let pairs = zip(numbers(a), numbers(b))
    return words(a) == words(b) && numbers(a).count == numbers(b).count
      && pairs.allSatisfy { abs($0 - $1) <= 1e-11 * max(abs($0), abs($1)) + 1e-14 }
  }
}
