import Foundation
import Testing

/// Checks that are made with others' Python packages, so that we don't only agree with ourselves.
enum Python {
  /// A Python with the packages; the test script names it.
  static let path = ProcessInfo.processInfo.environment["BACKSOLVE_TEST_PYTHON"] ?? "python3"

  /// Why a test is skipped.
  static let hint: Comment = "needs Python with packages that Scripts/test installs"

  /// The path of the description of the interface.
  static let specification = Command.root.appending(path: "openapi.yaml").path

  /// Whether there is a package.
  static func has(_ package: String) -> Bool {
    let check = try? Command.run(path, ["-c", "import \(package)"])
    return check?.status == 0
  }

  /// The path of a file beside the tests.
  static func file(_ name: String) -> String {
    Command.root.appending(path: "Tests/IntegrationTests/\(name)").path
  }

  /// Runs a script beside the tests.
  static func run(_ script: String, _ arguments: [String]) throws -> Finished {
    try Command.run(path, [file(script)] + arguments)
  }
}
