import Randomness
import Testing

@testable import Autodiff

/// Long known fields that are multiples of one another by numbers along an axis are read once.
@Suite("Multiples of known fields")
struct AxisMultipleTests {
  private static let rows = 128
  private static let columns = 160
  private static let count = rows * columns

  /// Σ w k x² and Σ (v k x) y, with derivatives by a factor of x.
  private func program(
    _ simplifications: Simplifications, seed: UInt64, _ w: [Double], _ v: [Double]
  ) -> (program: Program, graph: Graph) {
    var generator = SeededGenerator(seed: seed)
    let graph = Graph(simplifications: simplifications)
    let k = graph.constant(generator.vector(Self.count, in: 0.5...2))
    let x = graph.constant(generator.vector(Self.count, in: -1...1))
    let t = graph.input()
    let f = exp(t * x)
    let objectives = [
      sum(graph.constant(w) * k * square(f)), sum(reverse(graph.constant(v) * k * f)),
    ]
    let derivatives = objectives.map { gradient(of: $0, withRespectTo: [t])[0] }
    let program = Program(graph, inputs: [t], outputs: objectives + derivatives)
    return (program, graph)
  }

  /// Numbers along the rows or the columns.
  private func field(_ line: [Double], isAlongRow: Bool) -> [Double] {
    (0..<Self.count).map { line[isAlongRow ? $0 % Self.columns : $0 / Self.columns] }
  }

  @Test("values and derivatives are the same, in less memory", arguments: [true, false])
  func meaning(_ isAlongRow: Bool) {
    let seed: UInt64 = 20_261_123
    var generator = SeededGenerator(seed: seed + 1)
    let line = generator.vector(Self.columns, in: 0.5...2)
    let w = field(line, isAlongRow: isAlongRow)
    let v = field(line.map { 2 / $0 }, isAlongRow: isAlongRow)
    let (short, _) = program(.all, seed: seed, w, v)
    let (plain, _) = program(.all.subtracting(.axes), seed: seed, w, v)
    let (a, b) = (short.run(scalars: [0.3]), plain.run(scalars: [0.3]))
    for (x, y) in zip(a, b) {
      #expect(abs(x - y) <= 1e-13 * abs(y), "seed \(seed)")
    }
    #expect(short.keptByteCount + 7 * Self.count < plain.keptByteCount)
  }

  @Test("a line with zeros is no divisor")
  func zeros() {
    let line = (0..<Self.columns).map { Double($0 % 3) }
    let w = field(line, isAlongRow: true)
    let v = field(line.map { $0 + 1 }, isAlongRow: true)
    let a = program(.all, seed: 7, w, v).program.run(scalars: [0.3])
    let b = program(.all.subtracting(.axes), seed: 7, w, v).program.run(scalars: [0.3])
    for (x, y) in zip(a, b) { #expect(abs(x - y) <= 1e-13 * abs(y), "seed 7") }
  }

  @Test("factors of factors are factors of the first field")
  func factors() {
    var generator = SeededGenerator(seed: 3)
    let graph = Graph()
    let k = graph.constant(generator.vector(Self.count, in: 0.5...2))
    let line = (0..<Self.columns).map { 1 + Double($0 % 2) }
    let once = graph.constant(field(line, isAlongRow: true)) * k
    let twice = graph.constant(field(line, isAlongRow: true)) * (3 * once)
    for (value, factor) in [(once, 1.0), (twice, 3.0)] {
      guard let definition = value.definition,
        case .constantField(let index) = definition.operation,
        let noted = graph.axisFactors[index]
      else {
        Issue.record("no factor")
        continue
      }
      #expect(noted.root == 0)
      let power = factor == 1 ? line : line.map { $0 * $0 }
      #expect(
        zip(noted.axis.values, power).allSatisfy { abs($0 - factor * $1) <= 1e-15 * $0 })
    }
  }
}
