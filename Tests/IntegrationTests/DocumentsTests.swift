import Foundation
import Testing

/// The documents beside the code say what the server does.
@Suite("Documents")
struct DocumentsTests {
  /// A Python with openapi-spec-validator; the test script names it.
  private static let python =
    ProcessInfo.processInfo.environment["BACKSOLVE_TEST_PYTHON"] ?? "python3"

  private static func canValidate() -> Bool {
    let check = try? Command.run(python, ["-c", "import openapi_spec_validator"])
    return check?.status == 0
  }

  @Test(
    "openapi.yaml is valid OpenAPI 3.1, and the server's answers are what it says",
    .enabled(if: canValidate(), "needs Python with openapi-spec-validator; Scripts/test has it"))
  func openAPI() throws {
    let server = try RunningServer()
    let script = Command.root.appending(path: "Tests/IntegrationTests/check_openapi.py").path
    let specification = Command.root.appending(path: "openapi.yaml").path
    let result = try Command.run(Self.python, [script, specification, server.base])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
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
