import Foundation
import Testing

/// What a build of the container image takes for granted; the build itself needs its base images.
@Suite("The container image")
struct ImageTests {
  /// The instructions of the Dockerfile, continued lines joined, without comments.
  private let instructions: [[String]]

  init() throws {
    let url = Command.root.appending(path: "Dockerfile")
    let lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
      .filter { !$0.hasPrefix("#") }
    instructions = lines.joined(separator: "\n").replacing("\\\n", with: " ")
      .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }

  /// What is copied from the package.
  private var sources: [String] {
    instructions.filter { $0[0] == "COPY" && !$0[1].hasPrefix("--from") }
      .flatMap { $0.dropFirst().dropLast() }
  }

  @Test("all that is copied exists, and is let through to the build")
  func copied() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Command.root.path)
    let ignore = Command.root.appending(path: ".dockerignore")
    let allowed = try String(contentsOf: ignore, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
    #expect(sources.count > 4)
    for source in sources {
      let matching =
        source.hasSuffix("*")
        ? names.filter { $0.hasPrefix(source.dropLast()) } : names.filter { $0 == source }
      #expect(!matching.isEmpty, "\(source) is not there")
      #expect(matching.allSatisfy(allowed.contains), "\(source) is ignored")
    }
  }

  @Test("the folder of every target is copied, and what links in Sources lead to")
  func targets() throws {
    let manifest = try String(
      contentsOf: Command.root.appending(path: "Package.swift"), encoding: .utf8)
    var needed = Set(["Package.*", "Sources", "Tests"])
    for match in manifest.matches(of: /path: "([^"\/]+)/) { needed.insert(String(match.1)) }
    let folder = Command.root.appending(path: "Sources")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: []))
    for case let file as URL in files {
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: file.path) else {
        continue
      }
      let target = URL(filePath: link, relativeTo: file.deletingLastPathComponent()).standardized
      let path = target.path.dropFirst(Command.root.path.count + 1)
      needed.insert(String(try #require(path.split(separator: "/").first)))
    }
    #expect(needed.isSubset(of: sources), "\(needed.subtracting(sources)) are not copied")
  }

  @Test("the version on the label is the executable's")
  func version() throws {
    let version = try Command.run(Command.backsolve, ["--version"]).output
    let argument = instructions.first { $0[0] == "ARG" }
    #expect(argument == ["ARG", "VERSION=\(version.trimmingCharacters(in: .newlines))"])
  }
}
