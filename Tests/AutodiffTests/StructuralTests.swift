import Randomness
import Testing

@testable import Autodiff

/// Sums, means, products, broadcasting and linear operators in both modes. The numbers are small
/// whole numbers or the tolerance is some ulp, as stated.
@Suite("Structural operations")
struct StructuralTests {
  /// Both modes of a scalar function of one field, along v.
  private func derivatives(
    _ f: (Value) -> Value, at x: [Double], along v: [Double]
  ) -> (value: Double, gradient: [Double], tangent: Double) {
    let graph = Graph()
    let input = graph.input(.field(x.count))
    let value = f(input)
    let tangent = pushforward([(input, graph.constant(v))], to: [value])
    let gradient = gradient(of: value, withRespectTo: [input])
    let results = Program(graph, inputs: [input], outputs: [value] + tangent + gradient).run([x])
    return (results[0][0], results[2], results[1][0])
  }

  private let x = [3.0, -1, 4, 1, -5]
  private let v = [2.0, 7, -1, 8, 2]

  @Test("sum")
  func sums() {
    #expect(derivatives({ sum($0) }, at: x, along: v) == (2, [1, 1, 1, 1, 1], 18))
    #expect(
      derivatives({ sum(square($0)) }, at: x, along: v) == (52, [6, -2, 8, 2, -10], -14))
  }

  /// Σ (b + a k) over n points is n b + a Σ k: the number b is not the field that is left when the
  /// known field is taken out.
  @Test("a sum of a number and a multiple of a known field")
  func shiftedNumbers() {
    let graph = Graph()
    let (a, b) = (graph.input(), graph.input())
    let known = graph.constant([1, 2, 3, 4])
    let program = Program(
      graph, inputs: [a, b],
      outputs: [sum(b + a * known), sum(a * known + b), sum(b - a * known), sum(a * known - b)])
    #expect(program.run(scalars: [10, 0.5]) == [102, 102, -98, 98])
  }

  @Test("mean")
  func means() {
    let result = derivatives({ 5 * mean($0 * $0) }, at: x, along: v)
    #expect(isClose(result.value, 52, relative: 1e-15))
    #expect(distance(result.gradient, [6, -2, 8, 2, -10]) < 1e-14)
    #expect(isClose(result.tangent, -14, relative: 1e-15))
  }

  @Test("dot")
  func dots() {
    let c = [1.0, 2, 3, 4, 5]
    let result = derivatives(
      { x in
        guard let graph = x.graph else { return x }
        return dot(x, graph.constant(c)) * dot(x, x)
      }, at: x, along: v)
    // x·c = −8, x·x = 52: gradient 52 c − 16 x.
    #expect(result == (-416, [4, 120, 92, 192, 340], 8 + 840 - 92 + 1536 + 680))
  }

  @Test("a scalar spread over a field, by arithmetic and by name", arguments: [1, 2, 9, 2500])
  func broadcasting(_ count: Int) {
    let graph = Graph()
    let (t, field) = (graph.input(), graph.input(.field(count)))
    let spread = broadcast(t, to: .field(count))
    let values = [sum(t + field), sum(spread + field), sum(spread * field), sum(spread - t)]
    let forward = pushforward([(t, 1)], to: values)
    let reverse = values.flatMap { gradient(of: $0, withRespectTo: [t]) }
    let program = Program(graph, inputs: [t, field], outputs: values + forward + reverse)
    let x = (0..<count).map { Double($0 % 3) }
    let total = x.reduce(into: 0.0) { $0 += $1 }
    let results = program.run([[2], x]).map { $0[0] }
    let n = Double(count)
    #expect(results[..<4] == [2 * n + total, 2 * n + total, 2 * total, 0])
    #expect(results[4..<8] == [n, n, total, 0])
    #expect(results[8...] == [n, n, total, 0])
  }

  /// Linearity must not take the number for a field.
  @Test("sums and operators of a number plus or minus a known field")
  func numberAndKnownField() {
    let map = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    let graph = Graph()
    let (t, k) = (graph.input(), graph.constant([1, 0, 2]))
    let fields = [t + k, t - k, k - t, k + t, t + 2 * t * k, -(t + k)]
    let outputs = fields.flatMap { [sum($0), apply(map, $0)] }
    let results = Program(graph, inputs: [t], outputs: outputs).run([[10]])
    let expected = [
      [33], [67, 166], [27], [53, 134], [-27], [-53, -134], [33], [67, 166], [90], [200, 470],
      [-33], [-67, -166.0],
    ]
    #expect(results == expected)
  }

  /// A tangent or cotangent that is a bare number, and so no field yet, at operations that need one.
  @Test("derivatives that are the same number everywhere")
  func uniformDerivatives() {
    let map = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    let graph = Graph()
    let (t, x) = (graph.input(), graph.input(.field(3)))
    let image = apply(map, t + x)
    let total = sum(image)
    let forward = pushforward([(t, 1)], to: [t + x, image, total, mean(t - x)])
    let seeded = pushforward([(x, 2)], to: [image, sum(x)])
    let reverse = pullback([(total, 1)], to: [t, x]) + pullback([(image, 2)], to: [t, x])
    let results = Program(graph, inputs: [t, x], outputs: forward + seeded + reverse)
      .run([[1], [0, 0, 0]])
    #expect(results[0] == [1, 1, 1])
    #expect(results[1] == [6, 15])
    #expect(results[2] == [21])
    #expect(results[3] == [1])
    #expect(results[4] == [12, 30])
    #expect(results[5] == [6])
    #expect(results[6] == [21])
    #expect(results[7] == [5, 7, 9])
    #expect(results[8] == [42])
    #expect(results[9] == [10, 14, 18])
  }

  @Test("a linear operator in both modes", arguments: [(4, 7), (7, 4), (1, 9), (9, 1), (5, 5)])
  func linearOperator(_ outputs: Int, _ inputs: Int) {
    let map = Matrix(outputs, inputs, seed: 5)
    var generator = SeededGenerator(seed: 6)
    let (x, v) = (generator.vector(inputs), generator.vector(inputs))
    let w = generator.vector(outputs)
    #expect(map.dotProductDefect(v: v, w: w) < 1e-15, "seed 6")
    let graph = Graph()
    let input = graph.input(.field(inputs))
    let image = apply(map, input)
    let tangent = pushforward([(input, graph.constant(v))], to: [image])
    let cotangent = pullback([(image, graph.constant(w))], to: [input])
    let results = Program(graph, inputs: [input], outputs: [image] + tangent + cotangent).run([x])
    #expect(results == [map(x), map(v), map.transpose(w)], "seed 6")
  }

  @Test("an operator of a constant field")
  func operatorOfConstant() {
    let map = Matrix(3, 3, seed: 1)
    let graph = Graph()
    let t = graph.input()
    let value = t * sum(apply(map, graph.constant([1, 2, 3])))
    let program = Program(graph, inputs: [t], outputs: [value])
    let expected = map([1, 2, 3]).reduce(into: 0.0) { $0 += $1 }
    #expect(isClose(program.run(scalars: [2])[0], 2 * expected, relative: 1e-15))
  }

  @Test("a wrong transpose is noticed by the dot product")
  func wrongTranspose() {
    final class Mistaken: LinearOperator {
      let matrix = Matrix(6, 6, seed: 3)
      var inputCount: Int { 6 }
      var outputCount: Int { 6 }
      var scratchCount: Int { 0 }
      var transpose: any LinearOperator { self }
      func apply(
        _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
      ) { matrix.apply(x, into: &y, scratch: &scratch) }
    }
    var generator = SeededGenerator(seed: 4)
    let defect = Mistaken().dotProductDefect(v: generator.vector(6), w: generator.vector(6))
    #expect(defect > 0.01, "seed 4")
  }
}
