import Glibc
import Randomness
import Testing

@testable import Autodiff

/// Derivatives of derivatives against closed forms. Each order adds a few roundings to numbers of the
/// order of 10: 1e-13.
@Suite("Higher derivatives")
struct HigherOrderTests {
  /// f, f′, f″ and f‴ at x, each derivative by one of the modes.
  private func derivatives(
    _ f: (Value) -> Value, at x: Double, isForward: [Bool]
  ) -> [Double] {
    let graph = Graph()
    let input = graph.input()
    var orders = [f(input)]
    for isForward in isForward {
      let last = orders[orders.count - 1]
      orders +=
        isForward
        ? pushforward([(input, 1)], to: [last]) : gradient(of: last, withRespectTo: [input])
    }
    return Program(graph, inputs: [input], outputs: orders).run(scalars: [x])
  }

  @Test("three orders of functions of a number, by every sequence of modes", arguments: 0..<8)
  func thirdOrder(_ bits: Int) {
    let modes = (0..<3).map { bits >> $0 & 1 == 1 }
    for x in [0.3, 0.9, 1.7] {
      let (s, c) = (Glibc.sin(x), Glibc.cos(x))
      let square = derivatives({ Autodiff.square(sin($0)) }, at: x, isForward: modes)
      let exactSquare = [s * s, 2 * s * c, 2 * (c * c - s * s), -8 * s * c]
      let g = Glibc.exp(x * x)
      let gauss = derivatives({ exp($0 * $0) }, at: x, isForward: modes)
      let exactGauss = [g, 2 * x * g, (2 + 4 * x * x) * g, (12 * x + 8 * x * x * x) * g]
      let powers = derivatives({ power($0, 3.5) }, at: x, isForward: modes)
      let exactPowers = [
        pow(x, 3.5), 3.5 * pow(x, 2.5), 8.75 * pow(x, 1.5), 13.125 * pow(x, 0.5),
      ]
      let rational = derivatives({ 1 / (1 + $0) }, at: x, isForward: modes)
      let exactRational = [
        1 / (1 + x), -1 / pow(1 + x, 2), 2 / pow(1 + x, 3), -6 / pow(1 + x, 4),
      ]
      let results = square + gauss + powers + rational
      let exact = exactSquare + exactGauss + exactPowers + exactRational
      for (result, exact) in zip(results, exact) {
        #expect(isClose(result, exact, relative: 1e-13))
      }
    }
  }

  /// f(a, b) = sin(a b) + a³/b.
  @Test("the Hessian of a function of two numbers, in four ways")
  func hessian() {
    let graph = Graph()
    let x = [graph.input(), graph.input()]
    let f = sin(x[0] * x[1]) + power(x[0], 3) / x[1]
    func reverse(_ f: Value) -> [Value] { gradient(of: f, withRespectTo: x) }
    func forward(_ f: [Value]) -> [Value] {
      x.flatMap { pushforward([($0, 1)], to: f) }
    }
    let slopes = forward([f])
    let ways = [
      reverse(f).flatMap(reverse), forward(reverse(f)), slopes.flatMap(reverse), forward(slopes),
    ]
    let program = Program(graph, inputs: x, outputs: ways.flatMap { $0 })
    let (a, b) = (0.8, 1.3)
    let results = program.run(scalars: [a, b])
    let (s, c) = (Glibc.sin(a * b), Glibc.cos(a * b))
    let mixed = c - a * b * s - 3 * a * a / (b * b)
    let exact = [-b * b * s + 6 * a / b, mixed, mixed, -a * a * s + 2 * a * a * a / (b * b * b)]
    for way in 0..<4 {
      for entry in 0..<4 {
        #expect(isClose(results[4 * way + entry], exact[entry], relative: 1e-13))
      }
    }
  }

  /// F = |A eˣ|²/2 has the gradient E y with E = diag eˣ and y = Aᵀ A eˣ, and the Hessian
  /// E AᵀA E + E diag y.
  @Test("the Hessian through a linear operator")
  func hessianThroughOperator() {
    let a = Matrix(4, 5, seed: 7)
    var generator = SeededGenerator(seed: 8)
    let (x, v) = (generator.vector(5), generator.vector(5))
    let graph = Graph()
    let (input, direction) = (graph.input(.field(5)), graph.input(.field(5)))
    let objective = 0.5 * sum(square(apply(a, exp(input))))
    let slope = gradient(of: objective, withRespectTo: [input])
    let forward = pushforward([(input, direction)], to: slope)
    let reverse = gradient(of: dot(slope[0], direction), withRespectTo: [input])
    let results = Program(
      graph, inputs: [input, direction], outputs: slope + forward + reverse
    ).run([x, v])
    let e = x.map { Glibc.exp($0) }
    let y = a.transpose(a(e))
    let ev = zip(e, v).map { $0 * $1 }
    let image = a.transpose(a(ev))
    let exact = (0..<5).map { e[$0] * image[$0] + ev[$0] * y[$0] }
    #expect(distance(results[0], zip(e, y).map { $0 * $1 }) <= 1e-13 * norm(y), "seed 8")
    #expect(distance(results[1], exact) <= 1e-13 * norm(exact), "seed 8")
    #expect(distance(results[2], exact) <= 1e-13 * norm(exact), "seed 8")
  }

  /// F = Σ xᵢ⁴: the third derivative along v is 24 Σ xᵢ vᵢ³.
  @Test("the third derivative of a function of a field")
  func thirdOfField() {
    var generator = SeededGenerator(seed: 9)
    let (x, v) = (generator.vector(9), generator.vector(9))
    let graph = Graph()
    let input = graph.input(.field(9))
    let direction = graph.constant(v)
    var value = sum(square(square(input)))
    for _ in 0..<3 { value = pushforward([(input, direction)], to: [value])[0] }
    let slope = gradient(of: value, withRespectTo: [input])
    let results = Program(graph, inputs: [input], outputs: [value] + slope).run([x])
    let exact = zip(x, v).reduce(into: 0.0) { $0 += 24 * $1.0 * $1.1 * $1.1 * $1.1 }
    #expect(isClose(results[0][0], exact, relative: 1e-13), "seed 9")
    #expect(distance(results[1], v.map { 24 * $0 * $0 * $0 }) <= 1e-13 * 24, "seed 9")
  }
}
