import Foundation
import Testing

/// A real server: the executable, on a free port of this machine.
///
/// `@unchecked Sendable`: everything is constant, and `Process` locks by itself.
final class RunningServer: @unchecked Sendable {
  let process = Process()
  let port: Int

  /// Starts it and waits until it listens.
  ///
  /// - Parameter log: what gets the log; by default nobody.
  init(
    _ arguments: [String] = [], environment: [String: String] = [:],
    log: FileHandle = .nullDevice
  ) throws {
    let errors = Pipe()
    process.executableURL = URL(filePath: Command.backsolve)
    process.arguments = ["serve", "--port", "0"] + arguments
    process.environment = Command.cleanEnvironment.merging(environment) { $1 }
    process.standardOutput = log
    process.standardError = errors
    try process.run()
    // "backsolve 0.1.0 listens on http://127.0.0.1:PORT (2 workers)"
    var line = ""
    while !line.contains("\n") {
      let data = errors.fileHandleForReading.availableData
      try #require(!data.isEmpty, "the server ended at once: \(line)")
      line += String(decoding: data, as: UTF8.self)
    }
    let address = try #require(line.split(separator: " ").first { $0.hasPrefix("http://") })
    let digits = try #require(address.split(separator: ":").last)
    port = try #require(Int(digits))
  }

  deinit {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  var base: String { "http://127.0.0.1:\(port)" }

  /// Sends it a signal.
  func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end and returns its exit status; −1 if a signal ended it.
  func end() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -1
  }
}
