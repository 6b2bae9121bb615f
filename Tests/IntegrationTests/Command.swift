import Foundation
import Testing

/// A program that was run to its end.
struct Finished {
  let status: Int32
  let output: String
  let errors: String
}

/// The programs that the tests run.
enum Command {
  /// The executable under test, built beside the test bundle.
  static let backsolve = built("backsolve")

  /// The path of an executable that is built beside the test bundle.
  static func built(_ name: String) -> String { productsDirectory.appending(path: name).path }

  /// The root of the package.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let productsDirectory =
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// This process's environment without what would change a server's settings.
  static let cleanEnvironment = ProcessInfo.processInfo.environment.filter { name, _ in
    !name.hasPrefix("BACKSOLVE_") && name != "PORT"
  }

  /// Runs a program; its path is looked up unless it is absolute.
  @discardableResult
  static func run(
    _ program: String, _ arguments: [String], input: String? = nil,
    environment: [String: String] = [:], directory: URL? = nil
  ) throws -> Finished {
    let process = Process()
    process.executableURL = URL(filePath: program.hasPrefix("/") ? program : "/usr/bin/env")
    process.arguments = (program.hasPrefix("/") ? [] : [program]) + arguments
    process.environment = cleanEnvironment.merging(environment) { $1 }
    process.currentDirectoryURL = directory
    let output = Pipe()
    let errors = Pipe()
    let stdin = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = stdin
    try process.run()
    stdin.fileHandleForWriting.write(Data((input ?? "").utf8))
    try stdin.fileHandleForWriting.close()
    // Standard error is short here: it can't fill its pipe while the other is read.
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let errorText = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Finished(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: errorText, as: UTF8.self))
  }
}
