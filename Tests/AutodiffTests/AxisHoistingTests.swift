import Randomness
import Testing

@testable import Autodiff

/// What varies along one axis of a grid is computed once per point of the axis.
@Suite("Hoisting along axes")
struct AxisHoistingTests {
  /// A grid's coordinates, and two scalars.
  private struct Grid {
    let graph: Graph
    let a: Value
    let b: Value
    let coordinates: [Value]

    init(_ extents: [Int], _ simplifications: Simplifications) {
      let graph = Graph(simplifications: simplifications)
      let count = extents.reduce(1, *)
      self.graph = graph
      (a, b) = (graph.input(), graph.input())
      coordinates = extents.indices.map { axis in
        let inner = extents[(axis + 1)...].reduce(1, *)
        return graph.constant(
          (0..<count).map { index in
            Double(index / inner % extents[axis] - extents[axis] / 4) / Double(extents[axis])
          })
      }
    }

    /// Σ (R f)², R a reversal, with its gradient and f itself if it is wanted.
    func program(_ f: Value, isWanted: Bool = false) -> Program {
      let objective = sum(square(reverse(f)) * coordinates[0])
      return Program(
        graph, inputs: [a, b],
        outputs: [objective] + gradient(of: objective, withRespectTo: [a, b])
          + (isWanted ? [f, coordinates[0]] : []))
    }
  }

  private static let plain = Simplifications.all.subtracting(.axes)
  private static let grids = [
    [160, 128], [129, 131], [16, 1031], [27, 25, 26], [5, 4096], [1 << 14], [20_001],
  ]

  /// The same with and without hoisting, for f of coordinates and scalars.
  private func results(
    _ extents: [Int], isWanted: Bool = false,
    _ f: (_ x: [Value], _ a: Value, _ b: Value) -> Value
  ) -> (hoisted: [[Double]], plain: [[Double]], programs: [Program]) {
    let programs = [Simplifications.all, Self.plain].map { simplifications in
      let grid = Grid(extents, simplifications)
      return grid.program(f(grid.coordinates, grid.a, grid.b), isWanted: isWanted)
    }
    let results = programs.map { $0.run([[0.75], [1.5]]) }
    return (results[0], results[1], programs)
  }

  @Test("functions of one coordinate change no bit", arguments: grids)
  func functions(_ extents: [Int]) {
    for isWanted in [false, true] {
      let (hoisted, plain, programs) = results(extents, isWanted: isWanted) { x, a, b in
        let (x, y) = (x[0], x.count > 1 ? x[1] : square(x[0]))
        return sin(a * x) * exp(b * y - a) + max(x, y) / (2 + square(y + b))
      }
      #expect(hoisted.bits == plain.bits)
      #expect(programs[0].instructionCount != programs[1].instructionCount)
    }
  }

  @Test(
    "lines that are long themselves are not computed again in passes over the grid",
    arguments: [[16_384, 4], [20_000, 8], [4, 16_400], [4, 16_384, 2]])
  func longLines(_ extents: [Int]) {
    let (hoisted, plain, _) = results(extents, isWanted: true) { x, a, b in
      square(x[0] - a) * (x[1] + b) + square(x[1] * a)
    }
    #expect(hoisted.bits == plain.bits)
  }

  @Test("exponentials of sums are products", arguments: grids)
  func exponentials(_ extents: [Int]) {
    let (hoisted, plain, programs) = results(extents) { x, a, b in
      let squares = x.dropFirst().reduce(square(x[0] - a)) { $0 + square($1 - b) }
      return exp(-squares / (2 * square(a))) * x[x.count - 1]
    }
    for (value, expected) in zip(hoisted, plain) {
      #expect(Swift.abs(value[0] - expected[0]) <= 1e-13 * Swift.abs(expected[0]))
    }
    #expect((hoisted.bits == plain.bits) == (extents.count == 1))
    // The result is the same in any number of threads, too: every tile spreads the same numbers.
    #expect(programs[0].run([[0.75], [1.5]]).bits == hoisted.bits)
  }

  @Test("where a sign is not known, exponentials stay as they are, so that none overflows")
  func overflow() {
    let (hoisted, plain, _) = results([128, 128]) { x, a, b in
      exp(2000 * a * x[0] - 2000 * a * x[1]) * 0 + exp(b * (square(x[0]) + square(x[1])))
    }
    #expect(hoisted.bits == plain.bits)
    let (split, whole, _) = results([128, 128]) { x, a, b in
      exp(-(2000 * square(a) * (square(x[0]) + square(x[1])))) + b * x[1]
    }
    // e^−1500 is 0, and so is its product with anything from 0 to 1.
    for (value, expected) in zip(split, whole) {
      #expect(Swift.abs(value[0] - expected[0]) <= 1e-13 * Swift.abs(expected[0]))
    }
  }

  @Test("fields are read at points, cut, assembled, mapped and put out")
  func whole() {
    func program(_ simplifications: Simplifications) -> [[Double]] {
      let grid = Grid([128, 130], simplifications)
      let (x, y) = (grid.coordinates[0], grid.coordinates[1])
      let u = sin(grid.a * x)
      let parts = concatenate([u[0..<100], y[5..<50], square(y)])
      let outputs = [
        u, x, u[77], y[4000], sum(u), sum(x), sum(u * y), parts, reverse(u), reverse(x + y),
        sum(reverse(y)), max(u), u + grid.a, x * y,
      ]
      return Program(grid.graph, inputs: [grid.a, grid.b], outputs: outputs).run([[0.5], [0.25]])
    }
    #expect(program(.all).bits == program(Self.plain).bits)
  }

  @Test("sweeps", arguments: [[0], [1], [0, 1], []])
  func sweeps(_ swept: [Int]) {
    let results = [Simplifications.all, Self.plain].map { simplifications in
      let grid = Grid([64, 256], simplifications)
      let (x, y) = (grid.coordinates[0], grid.coordinates[1])
      let f = sin(grid.a * x) * cos(grid.b * y) + square(grid.b - x)
      let program = Program(
        grid.graph, inputs: [grid.a, grid.b], outputs: [sum(square(reverse(f))), f], swept: swept)
      let workspace = program.makeWorkspace()
      return [0.25, 0.5].flatMap { value in
        workspace.setInput(0, to: value)
        workspace.setInput(1, to: 1 - value)
        workspace.run()
        return [workspace.output(0), workspace.output(1)]
      }
    }
    #expect(results[0].bits == results[1].bits)
  }

  @Test("what passes make takes no memory, whatever is swept", arguments: [[0], [1], [0, 1], []])
  func memory(_ swept: [Int]) {
    for extents in [[1 << 15], [128, 256]] {
      let bytes = [Simplifications.all, Self.plain].map { simplifications in
        let grid = Grid(extents, simplifications)
        let (x, y) = (grid.coordinates[0], grid.coordinates[extents.count - 1])
        let f = sin(grid.a * x) * (y - grid.b) + x * cos(y)
        let program = Program(
          grid.graph, inputs: [grid.a, grid.b], outputs: [sum(square(reverse(f)) * x)],
          swept: swept)
        return program.workspaceByteCount
      }
      // Lines take some.
      #expect(bytes[0] <= bytes[1] + 64 * 1024, "\(extents)")
    }
  }

  /// Random sums, products and functions of coordinates, a field and scalars.
  @Test("random functions", arguments: (0..<12).map { UInt64($0 + 4000) })
  func random(_ seed: UInt64) {
    let outputs = [Simplifications.all, Self.plain].map { simplifications in
      var generator = SeededGenerator(seed: seed)
      let grid = Grid([32, 20, 27], simplifications)
      let count = 32 * 20 * 27
      let field = grid.graph.input(.field(count))
      var values = grid.coordinates + [field, grid.a, grid.b]
      for _ in 0..<30 {
        let (x, y) = (
          values[Int.random(in: values.indices, using: &generator)],
          values[Int.random(in: values.indices, using: &generator)]
        )
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: values.append(0.5 * (x + y))
        case 1: values.append(x * y)
        case 2: values.append(x - 0.5 * y)
        case 3: values.append(sin(x + 0.25))
        case 4: values.append(exp(-square(x) - square(y)))
        case 5: values.append(exp(-(square(x) + square(y)) / 2))
        default: values.append(tanh(x * 0.75))
        }
      }
      let fields = values.suffix(8).map { $0.shape.isScalar ? $0 * field : $0 }
      let objective = fields.reduce(Value(0)) { $0 + mean(square(reverse($1)) * $1) }
      let program = Program(
        grid.graph, inputs: [grid.a, grid.b, field],
        outputs: [objective] + gradient(of: objective, withRespectTo: [grid.a, grid.b, field])
          + fields)
      var last = SeededGenerator(seed: seed + 1)
      return program.run([[0.75], [-0.5], last.vector(count, in: -1...1)])
    }
    for (hoisted, plain) in zip(outputs[0], outputs[1]) {
      let scale = plain.reduce(1e-300) { Swift.max($0, Swift.abs($1)) }
      for (value, expected) in zip(hoisted, plain) {
        guard Swift.abs(value - expected) > 1e-12 * scale else { continue }
        Issue.record("\(value) is not \(expected), seed \(seed)")
        return
      }
    }
  }

  @Test("signs follow from operations")
  func signs() {
    let graph = Graph()
    let (a, x) = (graph.input(), graph.input(.field(4)))
    func sign(_ value: Value) -> Sign { graph.sign(of: graph.node(of: value)) }
    for value in [square(a), exp(x), abs(x), square(x) * 0.5, sqrt(square(x)) + exp(a)] {
      #expect(sign(value) == .notNegative)
      #expect(sign(-value) == .notPositive)
      #expect(sign(value * a) == .unknown)
      #expect(sign(value / -square(a + 1)) == .notPositive)
    }
    for value in [a, x, a + square(a), square(a) - square(x), sin(x), a * a * a] {
      #expect(sign(value) == .unknown)
    }
    #expect(sign(Value(-0.0)) == .notPositive)
    #expect(sign(Value(Double.nan)) == .unknown)
    let deep = (0..<40).reduce(square(x)) { sum, _ in exp(a) * sum + 1 }
    #expect(sign(deep) == .unknown)
  }
}
