import ArgumentParser
import FoundationEssentials

/// Where a document comes from: the argument itself, a file (`@path`), or standard input (`-`).
struct DocumentSource {
  private let argument: String

  init(_ argument: String) { self.argument = argument }

  func read() throws -> [UInt8] {
    if argument == "-" {
      var bytes: [UInt8] = []
      while let line = readLine(strippingNewline: false) { bytes += Array(line.utf8) }
      return bytes
    }
    guard argument.hasPrefix("@") else { return Array(argument.utf8) }
    let path = String(argument.dropFirst())
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw ValidationError("The file '\(path)' can't be read.")
    }
  }
}
