import Foundation
import Randomness
import Testing

@testable import Expressions

/// The fuzzer's finds, and texts made of pieces at random: what holds for every text.
@Suite("Any text")
struct CorpusTests {
  /// Canonical text reads as the same expression; errors have a place in the text.
  private static func check(_ text: String) -> Bool {
    do throws(ExpressionError) {
      let expression = try Expression(parsing: text)
      let printed = expression.description
      let again = try Expression(parsing: printed, limits: ExpressionLimits(characters: .max))
      let numbers = Dictionary(
        uniqueKeysWithValues: expression.freeNames.enumerated().map { ($1, Double($0) - 1) })
      if let value = try? expression.evaluate(numbers) {
        guard (try? expression.firstNonFinite(numbers) == nil) == value.isFinite else {
          return false
        }
      }
      return again == expression && again.description == printed
    } catch {
      let count = text.unicodeScalars.count
      return error.offset >= 0 && error.length >= 0 && error.offset + error.length <= count
        && !error.description.isEmpty && error.code != .tooLong || count > 4096
    }
  }

  @Test("what the fuzzer kept")
  func corpus() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fuzzing/Corpus/Expressions")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(files.count > 100)
    for file in files {
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      #expect(Self.check(text), "\(file.lastPathComponent)")
    }
  }

  static let pieces = [
    "x", "σ", "2", "1.5", ".5", "1e3", "pi", "+", "-", "*", "/", "^", "**", "<", ">=", "==", "&&",
    "||", "(", ")", ",", ";", "=", "let ", "sum(", "sum(i,1,2,", "sin(", "min(", "at(", "i", "²",
    "⁻¹", " ", "\n", "|", "where(", "a", "−", "·",
  ]

  @Test("pieces of the language put together at random", arguments: 0..<4 as Range<UInt64>)
  func random(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let count = Int.random(in: 1...12, using: &generator)
      let text = (0..<count).map { _ in
        Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)]
      }.joined()
      #expect(Self.check(text), "seed \(seed): \(text)")
    }
  }

  /// A random expression that is always right, as text in too many parentheses.
  private static func sentence(_ depth: Int, _ generator: inout SeededGenerator) -> String {
    guard depth > 0 else {
      return ["x", "y", "2", "0.5", "pi"].randomElement(using: &generator) ?? ""
    }
    let first = sentence(depth - 1, &generator)
    let second = sentence(Int.random(in: 0..<depth, using: &generator), &generator)
    let operators = Operator.allCases.map(\.symbol)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return "-(\(first))"
    case 1: return "sin(\(first))"
    case 2: return "where(\(first), \(second), x)"
    case 3: return "sum(i\(depth), 1, 2, i\(depth)*(\(first)))"
    default: return "(\(first)) \(operators.randomElement(using: &generator) ?? "+") (\(second))"
    }
  }

  @Test("expressions that are right are read, printed and read again")
  func sentences() throws {
    let seed: UInt64 = 5
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let text = Self.sentence(Int.random(in: 0...6, using: &generator), &generator)
      let expression = try Expression(parsing: text)
      let again = try Expression(parsing: expression.description)
      #expect(again == expression, "seed \(seed): \(text)")
      let (a, b) = (
        try expression.evaluate(["x": 0.3, "y": -0.7]), try again.evaluate(["x": 0.3, "y": -0.7])
      )
      #expect(a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN), "seed \(seed): \(text)")
    }
  }
}
