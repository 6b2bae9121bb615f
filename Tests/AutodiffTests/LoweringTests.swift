import Glibc
import Testing

@testable import Autodiff

/// Fields of many blocks, where places are shared between blocks, passes and partial sums.
///
/// Sums of n numbers of the order of 1 are compared with a plain sum at n · 1e-16 · √n, its own error:
/// 1e-12 relative up to 2²¹.
@Suite("Large fields")
struct LoweringTests {
  private func run(_ count: Int, _ f: (_ x: Value, _ t: Value) -> [Value]) -> [[Double]] {
    let graph = Graph()
    let (x, t) = (graph.input(.field(count)), graph.input())
    let program = Program(graph, inputs: [x, t], outputs: f(x, t))
    return program.run([field(count), [0.3]])
  }

  private func field(_ count: Int) -> [Double] {
    (0..<count).map { Double($0 % 7) * 0.1 }
  }

  /// Σ f(x_i) from the seven values that the field has.
  private func total(_ count: Int, _ f: (Double) -> Double) -> Double {
    var total = 0.0
    for k in 0..<7 {
      let times = count / 7 + (k < count % 7 ? 1 : 0)
      total += Double(times) * f(Double(k) * 0.1)
    }
    return total
  }

  /// 1023 to 1025 elements: one block or two; 2²⁰: as many partial sums as a block has elements, so
  /// that both want places of one size; beyond: partial sums that fill several blocks themselves.
  static let counts = [
    1_023, 1_024, 1_025, 2_500, 1_040_385, 1 << 20, (1 << 20) + 1, (1 << 21) + 5,
  ]

  @Test("sums of values that exist only block by block", arguments: counts)
  func sums(_ count: Int) {
    let results = run(count) { x, t in
      let y = sin(x + 1) + cos(x * t)
      return [sum(y), sum(y * x), sum(square(y)), sum(x)]
    }
    func y(_ x: Double) -> Double { Glibc.sin(x + 1) + Glibc.cos(x * 0.3) }
    let exact = [
      total(count, y), total(count) { y($0) * $0 }, total(count) { y($0) * y($0) },
      total(count) { $0 },
    ]
    for (result, exact) in zip(results, exact) {
      #expect(isClose(result[0], exact, relative: 1e-12))
    }
  }

  /// Scalars that are read for the last time in a pass of several blocks, with sums in the same pass
  /// that want places of a scalar's size.
  @Test("scalars live until the last block", arguments: [1_025, 2_500, 8_000, 9_000])
  func scalarsInPasses(_ count: Int) {
    let results = run(count) { x, t in
      let (a, b, c, d) = (exp(t), sin(t), cos(t), tanh(t))
      let y = sin(x * a)
      let z = cos(x - b)
      return [sum(y), sum(z), sum(sin(y + c)), sum(sqrt(1 + square(z * d)))]
    }
    let t = 0.3
    let (a, b, c, d) = (Glibc.exp(t), Glibc.sin(t), Glibc.cos(t), Glibc.tanh(t))
    let exact = [
      total(count) { Glibc.sin($0 * a) }, total(count) { Glibc.cos($0 - b) },
      total(count) { Glibc.sin(Glibc.sin($0 * a) + c) },
      total(count) { Glibc.hypot(1, Glibc.cos($0 - b) * d) },
    ]
    for (result, exact) in zip(results, exact) {
      #expect(isClose(result[0], exact, relative: 1e-12))
    }
  }

  /// A result may take the place of the scalar it is computed from.
  @Test("short fields in scalars' places", arguments: 1...9)
  func shortFields(_ count: Int) {
    let results = run(count) { x, t in
      [power(x, exp(t)), power(exp(t), x), x - exp(t), exp(t) - x, exp(t) / (1 + x)]
    }
    let (x, e) = (field(count), Glibc.exp(0.3))
    let exact = [
      x.map { pow($0, e) }, x.map { pow(e, $0) }, x.map { $0 - e }, x.map { e - $0 },
      x.map { e / (1 + $0) },
    ]
    for (result, exact) in zip(results, exact) { #expect(distance(result, exact) < 1e-15 * 8) }
  }

  @Test("passes over fields of different lengths, joined by scalars")
  func differentLengths() {
    let graph = Graph()
    let fields = [5, 1_024, 3_000].map { graph.input(.field($0)) }
    var scale = Value(1)
    var outputs: [Value] = []
    for field in fields + fields {
      scale = mean(sin(field * scale)) + 1
      outputs.append(scale)
    }
    let points = [5, 1_024, 3_000].map(field)
    let results = Program(graph, inputs: fields, outputs: outputs).run(points).map { $0[0] }
    var exact = 1.0
    for (index, point) in (points + points).enumerated() {
      exact = total(point.count) { Glibc.sin($0 * exact) } / Double(point.count) + 1
      #expect(isClose(results[index], exact, relative: 1e-13))
    }
  }

  @Test("operators between passes, scratch space and inputs in reused places")
  func operators() throws {
    let random = RandomGraph(seed: 5, lengths: [9, 2_060])
    let graph = random.graph
    var value = random.inputs[2]
    var long = random.inputs[4]
    for _ in 0..<6 {
      value = sin(apply(RingStencil(count: 9), value) + 0.1)
      long = tanh(apply(RingStencil(count: 2_060, step: 7), long) * mean(value))
    }
    let objective = mean(square(value)) + mean(long)
    let slopes = gradient(of: objective, withRespectTo: random.inputs)
    let naive = try Interpreter<Double>(graph, inputs: Array(zip(random.inputs, random.point)))
    let results = random.compile([objective, value, long] + slopes).run(random.point)
    for (output, result) in zip([objective, value, long] + slopes, results) {
      #expect(distance(result, try naive(output)) < 1e-13, "seed 5")
    }
  }
}
