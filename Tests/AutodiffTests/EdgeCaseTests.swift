import Glibc
import Testing

@testable import Autodiff

/// What was decided where a function has a kink, a pole or no derivative.
@Suite("Edge cases")
struct EdgeCaseTests {
  /// f, f′ and f″ at x, the second both ways.
  private func derivatives(_ x: Double, _ f: (Value) -> Value) -> [Double] {
    let graph = Graph()
    let input = graph.input()
    let value = f(input)
    let slope = gradient(of: value, withRespectTo: [input])[0]
    let tangent = pushforward([(input, 1)], to: [value])[0]
    let curvatures =
      gradient(of: slope, withRespectTo: [input]) + gradient(of: tangent, withRespectTo: [input])
      + pushforward([(input, 1)], to: [slope, tangent])
    let results = Program(graph, inputs: [input], outputs: [value, slope, tangent] + curvatures)
      .run(scalars: [x])
    #expect(results[1] == results[2] || results[1].isNaN && results[2].isNaN, "both modes")
    // At a pole they may be infinite or NaN.
    for curvature in results[3...] where curvature.isFinite || results[3].isFinite {
      #expect(curvature == results[3], "all ways to f″")
    }
    return [results[0], results[1], results[3]]
  }

  @Test("whole powers at 0 and below", arguments: [false, true])
  func wholePowers(_ isVariable: Bool) {
    /// x^n with a known exponent, or one that the program gets as an input.
    func power(_ n: Double, at x: Double) -> [Double] {
      let graph = Graph()
      let (base, exponent) = (graph.input(), graph.input())
      let value = Autodiff.power(base, isVariable ? exponent : Value(n))
      let slope = gradient(of: value, withRespectTo: [base])[0]
      let curvature = gradient(of: slope, withRespectTo: [base])[0]
      let forward = pushforward([(base, 1)], to: [value, slope])
      let results = Program(
        graph, inputs: [base, exponent], outputs: [value, slope, curvature] + forward
      ).run(scalars: [x, n])
      #expect([Array(results[1...2])].bits == [Array(results[3...4])].bits)
      return Array(results[..<3])
    }
    #expect(power(0, at: 0) == [1, 0, 0])
    #expect(power(1, at: 0) == [0, 1, 0])
    #expect(power(2, at: 0) == [0, 0, 2])
    #expect(power(3, at: 0) == [0, 0, 0])
    #expect(power(0, at: -2) == [1, 0, 0])
    #expect(power(1, at: -2) == [-2, 1, 0])
    #expect(power(2, at: -2) == [4, -4, 2])
    #expect(power(3, at: -2) == [-8, 12, -12])
    #expect(power(4, at: -2) == [16, -32, 48])
    #expect(power(-1, at: -2) == [-0.5, -0.25, -0.25])
    #expect(power(-2, at: -2) == [0.25, 0.25, 0.375])
    #expect(power(0.5, at: 0)[..<2] == [0, .infinity])
    #expect(power(0.5, at: -2)[0].isNaN)
  }

  @Test("the derivative by the exponent")
  func exponents() {
    #expect(derivatives(2) { power(0, $0) } == [0, 0, 0])
    #expect(derivatives(0) { power(0, $0) } == [1, 0, 0])
    #expect(derivatives(2) { power(1, $0) } == [1, 0, 0])
    #expect(derivatives(2) { power(-3, $0) }[0] == 9)
    #expect(derivatives(2) { power(-3, $0) }[1].isNaN)
  }

  @Test("kinks")
  func kinks() {
    #expect(derivatives(0) { abs($0) } == [0, 0, 0])
    #expect(derivatives(3) { max($0, 3) } == [3, 0.5, 0])
    #expect(derivatives(3) { min($0, 3) } == [3, 0.5, 0])
    #expect(derivatives(3) { max($0, $0) } == [3, 1, 0])
    #expect(derivatives(3) { max(square($0), 9) } == [9, 3, 1])
    #expect(derivatives(4) { max($0, 3) } == [4, 1, 0])
    #expect(derivatives(2) { max($0, 3) } == [3, 0, 0])
    #expect(derivatives(2) { clamp($0, 1, 3) } == [2, 1, 0])
    #expect(derivatives(1) { clamp($0, 1, 3) } == [1, 0.5, 0])
    #expect(derivatives(5) { clamp($0, 1, 3) } == [3, 0, 0])
    #expect(derivatives(0) { hypot($0, 0) } == [0, 0, 0])
    #expect(derivatives(2) { floor($0) } == [2, 0, 0])
    #expect(derivatives(-0.5) { floor($0) } == [-1, 0, 0])
  }

  @Test("NaN is not hidden by min, max and clamp")
  func notANumber() {
    #expect(derivatives(-1) { max(sqrt($0), 3) }[0].isNaN)
    #expect(derivatives(-1) { min(3, sqrt($0)) }[0].isNaN)
    #expect(derivatives(-1) { clamp(sqrt($0), 0, 1) }[0].isNaN)
  }

  @Test("remainders have the divisor's sign")
  func remainders() {
    for (x, y, result, quotient) in [
      (7.0, 3.0, 1.0, 2.0), (-7, 3, 2, -3), (7, -3, -2, -3), (-7, -3, -1, 2), (6, 3, 0, 2),
      (-0.25, 1, 0.75, -1),
    ] {
      let (value, slopes) = valueAndGradient({ (x: [Value]) in mod(x[0], x[1]) }, [x, y])
      #expect(value == result)
      #expect(slopes == [1, -quotient])
    }
    #expect(valueAndGradient({ mod($0, 0) }, 1).value.isNaN)
  }

  @Test("poles")
  func poles() {
    #expect(derivatives(0) { sqrt($0) }[..<2] == [0, .infinity])
    #expect(derivatives(0) { log($0) }[..<2] == [-.infinity, .infinity])
    #expect(derivatives(0) { cbrt($0) }[..<2] == [0, .infinity])
    #expect(derivatives(1) { asin($0) }[1] == .infinity)
    #expect(derivatives(1) { acosh($0) }[..<2] == [0, .infinity])
    #expect(derivatives(1) { atanh($0) }[0] == .infinity)
    #expect(derivatives(-1) { log($0) }[0].isNaN)
    #expect(derivatives(-1) { sqrt($0) }[0].isNaN)
  }

  @Test("comparisons")
  func comparisons() {
    let functions: [(Value, Value) -> Value] = [
      isLess, isLessOrEqual, isEqual, isNotEqual, isGreaterOrEqual, isGreater,
    ]
    for (x, expected) in [
      (1.0, [1.0, 1, 0, 1, 0, 0]), (2, [0, 1, 1, 0, 1, 0]), (3, [0, 0, 0, 1, 1, 1]),
      (.nan, [0, 0, 0, 1, 0, 0]),
    ] {
      for (function, expected) in zip(functions, expected) {
        #expect(derivatives(x) { function($0, 2) } == [expected, 0, 0])
      }
    }
  }

  @Test("what is not chosen has no effect on derivatives of any order")
  func branches() {
    for x in [0, -1.0] {
      #expect(derivatives(x) { `where`($0, sqrt($0), 0) } == [0, 0, 0])
      #expect(derivatives(x) { `where`($0, log($0), 3 * $0) } == [3 * x, 3, 0])
      #expect(
        derivatives(x) { `where`(isGreater($0, 0), sqrt(exp(log($0))), square($0)) }[1] == 2 * x)
      // The branch not taken at two levels, and a value that both branches share.
      #expect(
        derivatives(x) { x in
          let root = sqrt(x)
          return `where`(x, root, `where`(x - 1, root * root, 2 * x))
        } == [2 * x, 2, 0])
      #expect(derivatives(x) { max(`where`($0, 1 / $0, 0), -5) } == [0, 0, 0])
    }
    #expect(derivatives(4) { `where`($0, sqrt($0), 0) } == [2, 0.25, -0.03125])
    #expect(derivatives(0) { max(sqrt($0), 1) } == [1, 0, 0])
    // Chosen somewhere: the pole shows.
    #expect(derivatives(0) { x in `where`(1, sqrt(x), 0) + `where`(x, sqrt(x), 0) }[1] == .infinity)
    #expect(derivatives(.nan) { `where`($0, 1, 2) } == [2, 0, 0])
  }

  @Test(
    "choices between fields, through sums, broadcasts and operators", arguments: [1, 2, 9, 2500])
  func fields(_ count: Int) {
    let x = (0..<count).map { Double($0 % 3) - 1 }
    let result = valueAndGradient(
      of: { x in
        let t = x.graph.map { _ in sum(x) } ?? x
        let root = sqrt(x) + sqrt(sum(x) - t)
        return sum(`where`(x, x * log(x), 2 * x))
          + sum(`where`(x - 5, apply(RingStencil(count: count), root), 0))
      }, at: x)
    #expect(result.gradient == x.map { $0 > 0 ? 1 : 2 })
  }
}
