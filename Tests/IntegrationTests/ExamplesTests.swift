import Foundation
import Testing

@Suite("Examples")
struct ExamplesTests {
  /// The numbers behind a word, a line each.
  private func numbers(after word: String, in output: String) -> [Double] {
    output.split(separator: "\n").compactMap { line in
      line.range(of: word).flatMap { range in
        line[range.upperBound...].split { $0 == " " || $0 == "," }.first.flatMap { Double($0) }
      }
    }
  }

  @Test("the wave that reaches the edge is found by gradient descent")
  func wave() throws {
    let finished = try Command.run(Command.built("wave"), [])
    #expect(finished.status == 0)
    let levels = numbers(after: "highest level ", in: finished.output)
    #expect((5...20).contains(levels.count))
    #expect(zip(levels, levels.dropFirst()).allSatisfy { abs($1 - 0.2) < abs($0 - 0.2) })
    #expect(abs((levels.last ?? 0) - 0.2) < 1e-10)
    // Linear theory: the hump's half that goes right is doubled at the wall, 0.05 + speed = 0.2.
    let answer = try #require(numbers(after: "answer: ", in: finished.output).first)
    #expect((0.1...0.15).contains(answer))
    // The memory that its text tells: three fields per step and a bit.
    let memory = try #require(
      numbers(after: "memory of value and gradient: ", in: finished.output).first)
    #expect((3.0...3.5).contains(memory / (8 * 80 * 240)))
  }
}
