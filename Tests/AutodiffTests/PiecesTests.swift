import Randomness
import Testing

@testable import Autodiff

/// Fields taken apart and put together: what they move is moved bit for bit, in both modes.
@Suite("Pieces of fields")
struct PiecesTests {
  /// Lengths of one element, around a vector, around a block, and beyond two blocks.
  static let lengths = [1, 2, 7, 8, 9, 1_023, 1_024, 1_025, 2_500]

  /// A map from two fields of a length and a scalar, and what it is in plain Swift.
  struct Move: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let traced: @Sendable (_ x: Value, _ y: Value, _ t: Value) -> Value
    let plain: @Sendable (_ x: [Double], _ y: [Double], _ t: Double) -> [Double]
  }

  static let moves = [
    Move(testDescription: "element") { x, _, _ in
      concatenate([x[x.shape.count - 1], x[x.shape.count / 2]])
    } plain: { x, _, _ in
      [x[x.count - 1], x[x.count / 2]]
    },
    Move(testDescription: "slice") { x, _, _ in
      x[x.shape.count / 3..<x.shape.count]
    } plain: { x, _, _ in
      Array(x[(x.count / 3)...])
    },
    Move(testDescription: "empty slice, concatenated") { x, y, t in
      concatenate([x[0..<0], y, t, x, 3, x[x.shape.count..<x.shape.count]])
    } plain: { x, y, t in
      y + [t] + x + [3]
    },
    Move(testDescription: "element replaced") { x, y, t in
      x.replacing(x.shape.count / 2, with: t * y[0])
    } plain: { x, y, t in
      var x = x
      x[x.count / 2] = t * y[0]
      return x
    },
    Move(testDescription: "slice replaced") { x, y, t in
      let n = x.shape.count
      return x.replacing(n / 2..<n, with: y[0..<n - n / 2]).replacing(0..<n / 3, with: t)
    } plain: { x, y, t in
      let n = x.count
      return (0..<n).map { $0 < n / 3 ? t : $0 < n / 2 ? x[$0] : y[$0 - n / 2] }
    },
    Move(testDescription: "all replaced") { x, y, _ in
      x.replacing(0..<x.shape.count, with: y).replacing(1..<1, with: x[0..<0])
    } plain: { _, y, _ in
      y
    },
    Move(testDescription: "reversal") { x, _, _ in
      reverse(x)
    } plain: { x, _, _ in
      x.reversed()
    },
    Move(testDescription: "circular shift") { x, y, _ in
      circularShift(x, by: 3) - circularShift(y, by: -4)
    } plain: { x, y, _ in
      let n = x.count
      return x.indices.map { x[($0 + 3 * n - 3) % n] - y[($0 + 4) % n] }
    },
    Move(testDescription: "padding") { x, _, _ in
      pad(x, before: 2, after: 5)
    } plain: { x, _, _ in
      [0, 0] + x + [0, 0, 0, 0, 0]
    },
    Move(testDescription: "pieces that overlap") { x, y, t in
      guard let graph = x.graph else { return x }
      return graph.assemble(
        [(0, x), (2, y), (1, t), (1, t)], shape: .field(x.shape.count + 4))
    } plain: { x, y, t in
      var field = x + [0, 0, 0, 0]
      for index in y.indices { field[index + 2] += y[index] }
      field[1] += t + t
      return field
    },
    Move(testDescription: "builder") { x, y, t in
      var builder = FieldBuilder(x)
      builder[0] = t
      builder[0] = builder[0] + builder[builder.count - 1]
      let before = builder.field
      builder[builder.count / 2..<builder.count] = y[builder.count / 2..<builder.count]
      builder[builder.count - 1] = builder[builder.count / 2] + before[0]
      return builder.field
    } plain: { x, y, t in
      var field = x
      let n = field.count
      field[0] = t
      field[0] += field[n - 1]
      let before = field
      for index in n / 2..<n { field[index] = y[index] }
      field[n - 1] = field[n / 2] + before[0]
      return field
    },
  ]

  /// Whole numbers, so that everything is exact: the moves are linear but for one product.
  @Test("values and both modes", arguments: moves, lengths)
  func values(_ move: Move, _ count: Int) {
    var generator = SeededGenerator(seed: 7)
    func field(_ count: Int) -> [Double] {
      generator.vector(count, in: -9...9).map { $0.rounded() }
    }
    let (x, y, t) = (field(count), field(count), field(1))
    let (dx, dy, dt) = (field(count), field(count), field(1))
    let expected = move.plain(x, y, t[0])
    let w = field(expected.count)
    let graph = Graph()
    let inputs = [
      graph.input(.field(count)), graph.input(.field(count)), graph.input(),
      graph.input(.field(count)), graph.input(.field(count)), graph.input(),
      graph.input(.field(w.count)),
    ]
    // From fields that are computed block by block, and from inputs.
    let value = move.traced(inputs[0], inputs[1] * 1, inputs[2])
    let computed = move.traced(-(-inputs[0] + 1), inputs[1] + 1, inputs[2] + 1)
    let tangent = pushforward(zip(inputs[..<3], inputs[3..<6]).map { ($0, $1) }, to: [value])[0]
    let cotangents = pullback([(value, inputs[6])], to: Array(inputs[..<3]))
    // Second order, both ways: of w · f² along the direction.
    let slopes = gradient(of: sum(inputs[6] * square(value)), withRespectTo: Array(inputs[..<3]))
    let forward = pushforward(zip(inputs[..<3], inputs[3..<6]).map { ($0, $1) }, to: slopes)
    let along = zip(slopes, inputs[3..<6]).reduce(Value(0)) { $0 + sum($1.0 * $1.1) }
    let reverse = gradient(of: along, withRespectTo: Array(inputs[..<3]))
    let outputs = [value, computed, tangent] + cotangents + forward + reverse
    let results = Program(graph, inputs: inputs, outputs: outputs).run([x, y, t, dx, dy, dt, w])
    #expect(results[0] == expected, "seed 7")
    #expect(results[1] == move.plain(x.map { $0 - 1 }, y.map { $0 + 1 }, t[0] + 1), "seed 7")
    let slope = dot(results[2], w)
    #expect(slope == dot(Array(results[3..<6]), [dx, dy, dt]), "seed 7")
    let ahead = move.plain(
      moved([x], by: 1, along: [dx])[0], moved([y], by: 1, along: [dy])[0], t[0] + dt[0])
    let behind = move.plain(
      moved([x], by: -1, along: [dx])[0], moved([y], by: -1, along: [dy])[0], t[0] - dt[0])
    #expect(results[2] == zip(ahead, behind).map { ($0 - $1) / 2 }, "seed 7")
    #expect(Array(results[6..<9]) == Array(results[9...]), "seed 7")
  }

  @Test("k reads cost O(N + k) in the reverse sweep")
  func reads() {
    let count = 3_000
    let graph = Graph()
    let x = graph.input(.field(count))
    let y = x * 2
    var total = Value(0)
    for index in 0..<count { total = total + y[index] * y[(7 * index) % count] }
    let slope = gradient(of: total, withRespectTo: [x])
    let assemblies = graph.nodes.filter {
      if case .assemble = $0.operation { true } else { false }
    }
    #expect(assemblies.count == 1)
    let program = Program(graph, inputs: [x], outputs: [total] + slope)
    // Per read: the read, the product, the sum, two products for the cotangents, the scattering.
    #expect(program.instructionCount < 8 * count)
    let field = (0..<count).map { Double($0 % 5) }
    let results = program.run([field])
    var expected = [Double](repeating: 0, count: count)
    for index in 0..<count {
      expected[index] += 4 * field[(7 * index) % count]
      expected[(7 * index) % count] += 4 * field[index]
    }
    #expect(results[1] == expected)
  }

  @Test("k writes to a builder cost O(N + k)")
  func writes() {
    let count = 2_000
    let graph = Graph()
    let t = graph.input()
    var builder = FieldBuilder(count: count, in: graph)
    builder[0] = t
    for index in 1..<count { builder[index] = builder[index - 1] + t }
    let value = dot(builder.field, builder.field)
    let slope = gradient(of: value, withRespectTo: [t])
    let program = Program(graph, inputs: [t], outputs: [value] + slope)
    #expect(program.instructionCount < 6 * count)
    let squares = (1...count).reduce(0.0) { $0 + Double($1 * $1) }
    #expect(program.run(scalars: [2]) == [4 * squares, 4 * squares])
  }

  @Test("elements of swept and unswept fields, of constants, and of a field used later")
  func mixed() throws {
    let graph = Graph()
    let (t, x) = (graph.input(), graph.input(.field(1_500)))
    let fixed = x * x
    let varying = fixed * t
    let constant = graph.constant((0..<1_500).map(Double.init))
    let value = fixed[1_499] + varying[3] * constant[7] + constant[9..<12][1] + sum(varying)
    #expect(constant[7].number == 7)
    let program = Program(graph, inputs: [t, x], outputs: [value, fixed[2], x[1]], swept: [0])
    let field = (0..<1_500).map { Double($0 % 3) }
    let results = program.run([[2], field])
    let squares = field.map { $0 * $0 }
    #expect(
      results == [[squares[1_499] + 14 * squares[3] + 10 + 2 * squares.reduce(0, +)], [4], [1]])
  }

  @Test("fields without points")
  func empty() {
    let graph = Graph()
    let x = graph.input(.field(0))
    let y = exp(circularShift(reverse(x), by: 2)) * 2
    let padded = pad(y, before: 1, after: 0)
    let total = sum(y) + padded[0] + dot(y, x)
    let slope = gradient(of: total, withRespectTo: [x])
    let results = Program(graph, inputs: [x], outputs: [y, total, padded] + slope).run([[]])
    #expect(results == [[], [0], [0], []])
  }
}
