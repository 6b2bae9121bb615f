import ArgumentParser
import FoundationEssentials
import Glibc

/// Where a document comes from: the argument itself, a file (`@path`), or standard input (`-`).
struct DocumentSource {
  private let argument: String

  init(_ argument: String) { self.argument = argument }

  func read() throws -> [UInt8] {
    if argument == "-" { return try standardInput() }
    guard argument.hasPrefix("@") else { return Array(argument.utf8) }
    let path = String(argument.dropFirst())
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      StandardError.print("error: the file '\(path)' can't be read")
      throw ExitCode.noInput
    }
  }

  /// The bytes as they come: text would be mended where it is not UTF-8.
  private func standardInput() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe Glibc.read(STDIN_FILENO, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 else { throw ValidationError("Standard input can't be read.") }
      bytes += buffer.prefix(count)
    }
  }
}
