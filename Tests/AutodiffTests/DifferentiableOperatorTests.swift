import Randomness
import Synchronization
import Testing

@testable import Autodiff

/// What the engine makes of differentiable operators; that their derivatives are right is among the
/// laws of operations.
@Suite("Differentiable operators")
struct DifferentiableOperatorTests {
  private static func operands(_ map: any DifferentiableOperator, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    return map.inputShapes.map { generator.vector($0.count, in: 0.5...1.5) }
  }

  @Test("the defects of right operators are small", arguments: [1, 2, 7, 8])
  func defects(_ count: Int) {
    let maps: [any DifferentiableOperator] = [Convolution(count: count), CubicRoot(count: count)]
    for map in maps {
      let (x, v) = (Self.operands(map, seed: 1), Self.operands(map, seed: 2))
      var generator = SeededGenerator(seed: 3)
      let w = generator.vector(count)
      #expect(map.dotProductDefect(at: x, along: v, cotangent: w) < 1e-15, "seeds 1 to 3")
      #expect(map.tangentDefect(at: x, along: v) < 1e-10, "seeds 1 and 2")
    }
  }

  /// y = x², with a factor for each rule.
  private final class Mistaken: DifferentiableOperator {
    let reverse: Double
    let forward: Double
    let inputShapes = [Shape.field(6)]
    let outputShape = Shape.field(6)

    init(reverse: Double, forward: Double) {
      self.reverse = reverse
      self.forward = forward
    }

    func pullback(operands x: [Value], result: Value, cotangent: Value) -> [Value?] {
      [reverse * x[0] * cotangent]
    }

    func pushforward(operands x: [Value], result: Value, tangents: [Value?]) -> Value? {
      tangents[0].map { forward * x[0] * $0 }
    }

    func apply(
      _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
      scratch: inout MutableSpan<Double>
    ) {
      let x = operands[0]
      for index in x.indices { y[index] = x[index] * x[index] }
    }
  }

  @Test("a wrong rule is noticed")
  func mistakes() {
    let (x, v) = (
      Self.operands(Mistaken(reverse: 2, forward: 2), seed: 4),
      Self.operands(Mistaken(reverse: 2, forward: 2), seed: 5)
    )
    let w = [1.0, 2, 3, 4, 5, 6]
    for (reverse, forward) in [(2.0, 2.0), (2, 2.1), (1.9, 2), (1.9, 1.9)] {
      let map = Mistaken(reverse: reverse, forward: forward)
      #expect(
        (map.dotProductDefect(at: x, along: v, cotangent: w) > 0.01) == (reverse != forward))
      #expect((map.tangentDefect(at: x, along: v) > 0.01) == (forward != 2))
    }
  }

  @Test("operators of equal identity are applied once; known operands while tracing")
  func identity() {
    let graph = Graph()
    let (x, y) = (graph.input(.field(3)), graph.input(.field(3)))
    let first = apply(Convolution(count: 3), [x, y, 2])
    #expect(first.isSame(as: apply(Convolution(count: 3), [x, y, 2])))
    #expect(!first.isSame(as: apply(Convolution(count: 3), [y, x, 2])))
    #expect(
      !apply(Mistaken(reverse: 2, forward: 2), [pad(x, before: 0, after: 3)]).isSame(
        as: apply(Mistaken(reverse: 2, forward: 2), [pad(x, before: 0, after: 3)])))
    let known = apply(
      Convolution(count: 3), [graph.constant([1, 2, 3]), graph.constant([0, 1, 0]), 2])
    #expect(known.constantField == [6, 2, 4])
  }

  /// Σ xᵢ³, which has a scalar result, times a number.
  private final class SumOfCubes: DifferentiableOperator {
    let inputShapes = [Shape.field(3), .scalar]
    let outputShape = Shape.scalar

    func pullback(operands x: [Value], result: Value, cotangent: Value) -> [Value?] {
      [3 * x[1] * square(x[0]) * cotangent, sum(power(x[0], 3)) * cotangent]
    }

    func pushforward(operands x: [Value], result: Value, tangents: [Value?]) -> Value? {
      (tangents[0].map { 3 * x[1] * dot(square(x[0]), $0) } ?? 0)
        + (tangents[1].map { sum(power(x[0], 3)) * $0 } ?? 0)
    }

    func apply(
      _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
      scratch: inout MutableSpan<Double>
    ) {
      let x = operands[0]
      y[0] = operands[1][0] * (x[0] * x[0] * x[0] + x[1] * x[1] * x[1] + x[2] * x[2] * x[2])
    }
  }

  @Test("scalar operands, bare numbers among them, and scalar results")
  func scalars() {
    let graph = Graph()
    let (x, s) = (graph.input(.field(3)), graph.input())
    let map = SumOfCubes()
    let results = [Value(3), s].map { apply(map, [x, $0 * $0]) }
    let objective = results[0] * results[1]
    let gradient = gradient(of: objective, withRespectTo: [x, s])
    let tangent = pushforward([(x, 1), (s, 1)], to: [objective])
    #expect(gradient.map(\.shape) == [.field(3), .scalar])
    let outputs = Program(graph, inputs: [x, s], outputs: results + gradient + tangent)
      .run([[1, -1, 2], [2]])
    #expect(outputs == [[72], [32], [1728, 1728, 6912], [2304], [12672]])
  }

  /// A Newton step divides by zero in the branch that is not taken.
  @Test("where the result is not chosen its derivatives have no effect")
  func masks() {
    let graph = Graph()
    let (x, a) = (graph.input(.field(2)), graph.input())
    let root = apply(CubicRoot(count: 2), [x, a])
    let value = sum(`where`(a, root, 3 * x))
    let slopes = gradient(of: value, withRespectTo: [x, a])
    let tangent = pushforward([(x, 1), (a, 1)], to: [value])
    let outputs = Program(graph, inputs: [x, a], outputs: [value] + slopes + tangent)
      .run([[0, 0], [0]])
    #expect(outputs == [[0], [3, 3], [0], [6]])
  }

  @Test("no operand matters: derivatives are 0")
  func independent() {
    let graph = Graph()
    let (x, a, t) = (graph.input(.field(2)), graph.input(), graph.input())
    let root = apply(CubicRoot(count: 2), [x, a])
    let derivatives = pullback([(root, 1)], to: [t]) + pushforward([(t, 1)], to: [root])
    let outputs = Program(graph, inputs: [x, a, t], outputs: derivatives).run([[1, 2], [1], [1]])
    #expect(outputs == [[0], [0, 0]])
  }

  @Test("fields of no points")
  func empty() {
    let graph = Graph()
    let (x, a) = (graph.input(.field(0)), graph.input())
    let root = apply(CubicRoot(count: 0), [x, a])
    let slopes = gradient(of: sum(root), withRespectTo: [x, a])
    let outputs = Program(graph, inputs: [x, a], outputs: [root, sum(root)] + slopes)
      .run([[], [2]])
    #expect(outputs == [[], [0], [], [0]])
  }

  @Test("a sweep applies once what it doesn't change")
  func sweeps() throws {
    let map = Convolution(count: 3)
    let graph = Graph()
    let (t, s) = (graph.input(), graph.input())
    let field = graph.constant([1, 2, 3])
    let fixed = apply(map, [s * field, field, 1])
    let value = sum(apply(map, [fixed, field, t]))
    let program = Program(graph, inputs: [t, s], outputs: [value], swept: [0])
    let columns = try #require(
      program.sweep([.values([1, 2, 3, 4]), .constant(2)], count: 4))
    #expect(Array(columns) == [[432, 864, 1296, 1728]])
    #expect(map.applications.load(ordering: .relaxed) == 1 + 4)
  }
}
