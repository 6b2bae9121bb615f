import Autodiff
import Foundation
import Testing

/// The code in the articles: it compiles, it is what stands here or in the sources, and it is right.
@Suite("Articles")
struct DocumentationTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every file below a folder whose name ends like this, as trimmed lines.
  private static func files(in folder: String, ending: String) throws -> [[String]] {
    let folder = root.appending(path: folder)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try paths.filter { $0.hasSuffix(ending) }.map { path in
      lines(try String(contentsOf: folder.appending(path: path), encoding: .utf8))
    }
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The blocks of code between lines of three backquotes.
  private static func blocks(_ article: [String]) -> [[String]] {
    var blocks: [[String]] = []
    var current: [String]?
    for line in article {
      if let block = current, line == "```" {
        blocks.append(block)
        current = nil
      } else if current != nil {
        current?.append(line)
      } else if line.hasPrefix("```") {
        current = []
      }
    }
    return blocks
  }

  @Test("each block of code stands in a file that is compiled")
  func blocksAreCode() throws {
    let sources =
      try Self.files(in: "Sources/Autodiff", ending: ".swift")
      + Self.files(in: "Sources/CKernels", ending: ".h")
      + Self.files(in: "Examples", ending: ".swift")
      + Self.files(in: "Tests/AutodiffTests", ending: "DocumentationTests.swift")
      + Self.files(in: "Tests/AutodiffTests", ending: "CubicRoot.swift")
    let text = sources.map { "\n" + $0.joined(separator: "\n") + "\n" }
    let articles = try Self.files(in: "Sources/Autodiff/Autodiff.docc", ending: ".md")
    let blocks = articles.flatMap(Self.blocks)
    #expect(blocks.count >= 10)
    for block in blocks {
      let wanted = "\n" + block.joined(separator: "\n") + "\n"
      #expect(text.contains { $0.contains(wanted) }, "\(wanted)")
    }
  }

  @Test("beside the operators of values those of numbers are what they were")
  func plainNumbers() {
    let numbers = [1.0, 2, 3]
    #expect(numbers.reduce(0, +) == 6)
    let product = numbers.map { 2 * $0 - 1 }.reduce(1, *)
    #expect(product == 15)
    let mixed = { (x: Value) in 2.5 * x - numbers[0] * x / numbers[1] }
    let slope = gradient(mixed, 1)
    #expect(slope == 2)
  }

  @Test("gradients of a number, of several, of a field")
  func oneDerivative() {
    let slope = gradient({ x in exp(-square(x)) * sin(3 * x) }, 0.5)
    #expect(abs(slope - exp(-0.25) * (3 * cos(1.5) - sin(1.5))) < 1e-14)

    let rosenbrock = { (x: [Value]) in square(1 - x[0]) + 100 * square(x[1] - square(x[0])) }
    let (value, slopes) = valueAndGradient(rosenbrock, [-1.2, 1])
    #expect(abs(value - 24.2) < 1e-12)
    #expect(abs(slopes[0] + 215.6) < 1e-11 && abs(slopes[1] + 88) < 1e-11)

    let (energy, force) = valueAndGradient(of: { u in 0.5 * sum(square(u)) }, at: [3, 4])
    #expect(energy == 12.5 && force == [3, 4])
  }

  @Test("a program that is kept: a fit")
  func manyTimes() {
    let coordinates = (0..<41).map { -2 + 0.1 * Double($0) }
    let measured = coordinates.map { 1.5 * exp(-0.5 * $0 * $0 / 0.49) }

    let graph = Graph()
    let (height, width) = (graph.input(), graph.input())
    let samples = graph.input(.field(coordinates.count))
    let model = height * exp(-0.5 * square(graph.constant(coordinates) / width))
    let misfit = mean(square(model - samples))
    let slopes = gradient(of: misfit, withRespectTo: [height, width])
    let program = Program(graph, inputs: [height, width, samples], outputs: [misfit] + slopes)

    let workspace = program.makeWorkspace()
    workspace.setInput(2, to: measured)
    var (h, w) = (1.0, 1.0)
    for _ in 0..<500 {
      workspace.setInput(0, to: h)
      workspace.setInput(1, to: w)
      workspace.run()
      h -= 0.5 * workspace.scalarOutput(1)
      w -= 0.5 * workspace.scalarOutput(2)
    }

    #expect(abs(h - 1.5) < 1e-6 && abs(w - 0.7) < 1e-6)
  }

  /// The Hessian is diag(exp x) + 2 in every entry.
  @Test("a product with the Hessian")
  func higherDerivatives() {
    let graph = Graph()
    let (x, v) = (graph.input(.field(3)), graph.input(.field(3)))
    let f = sum(exp(x)) + square(sum(x))
    let slopes = gradient(of: f, withRespectTo: [x])
    let product = pushforward([(x, v)], to: slopes)
    let program = Program(graph, inputs: [x, v], outputs: product)

    let workspace = program.makeWorkspace()
    workspace.setInput(0, to: [0, 1, -1])
    workspace.setInput(1, to: [1, 2, -4])
    workspace.run()
    let expected: [Double] = [1 - 2, 2 * exp(1.0) - 2, -4 * exp(-1.0) - 2]
    for (a, b) in zip(workspace.output(0), expected) { #expect(abs(a - b) < 1e-14) }
  }
}
