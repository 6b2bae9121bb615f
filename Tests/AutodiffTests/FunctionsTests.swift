import Glibc
import Testing

@testable import Autodiff

/// Operators and functions as users write them, with their derivatives in closed form: a rule that is
/// consistent with its kernel may still belong to another function.
@Suite("Functions")
struct FunctionsTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let function: @Sendable (Value) -> Value
    let value: @Sendable (Double) -> Double
    let derivative: @Sendable (Double) -> Double

    init(
      _ name: String, _ function: @escaping @Sendable (Value) -> Value,
      _ value: @escaping @Sendable (Double) -> Double,
      _ derivative: @escaping @Sendable (Double) -> Double
    ) {
      testDescription = name
      self.function = function
      self.value = value
      self.derivative = derivative
    }
  }

  static let examples = [
    Example("x + y", { $0 + 2 + $0 }, { 2 * $0 + 2 }, { _ in 2 }),
    Example("Double + x", { Double(3) + $0 }, { $0 + 3 }, { _ in 1 }),
    Example("x + Double", { $0 + Double(3) }, { $0 + 3 }, { _ in 1 }),
    Example("x - y", { square($0) - $0 }, { $0 * $0 - $0 }, { 2 * $0 - 1 }),
    Example("Double - x", { Double(3) - $0 }, { 3 - $0 }, { _ in -1 }),
    Example("x - Double", { $0 - Double(3) }, { $0 - 3 }, { _ in 1 }),
    Example("x y", { $0 * sin($0) }, { $0 * sin($0) }, { sin($0) + $0 * cos($0) }),
    Example("Double x", { Double(3) * $0 }, { $0 * 3 }, { _ in 3 }),
    Example("x Double", { $0 * Double(3) }, { $0 * 3 }, { _ in 3 }),
    Example("x / y", { $0 / (1 + $0) }, { $0 / (1 + $0) }, { 1 / ((1 + $0) * (1 + $0)) }),
    Example("Double / x", { Double(3) / $0 }, { 3 / $0 }, { -3 / ($0 * $0) }),
    Example("x / Double", { $0 / Double(4) }, { $0 / 4 }, { _ in 0.25 }),
    Example("-x", { -$0 }, { -$0 }, { _ in -1 }),
    Example("square", { square($0) }, { $0 * $0 }, { 2 * $0 }),
    Example("reciprocal", { reciprocal($0) }, { 1 / $0 }, { -1 / ($0 * $0) }),
    Example("x^0", { power($0, 0.0) }, { _ in 1 }, { _ in 0 }),
    Example("x^1", { power($0, 1.0) }, { $0 }, { _ in 1 }),
    Example("x^2", { power($0, 2.0) }, { $0 * $0 }, { 2 * $0 }),
    Example("x^-1", { power($0, -1.0) }, { 1 / $0 }, { -1 / ($0 * $0) }),
    Example("x^2.5", { power($0, 2.5) }, { pow($0, 2.5) }, { 2.5 * pow($0, 1.5) }),
    Example("2^x", { power(2, $0) }, { exp2($0) }, { log(2) * exp2($0) }),
    Example("x^x", { power($0, $0) }, { pow($0, $0) }, { pow($0, $0) * (1 + log($0)) }),
    Example("abs", { abs($0 - 5) }, { 5 - $0 }, { _ in -1 }),
    Example("sign", { sign($0 - 5) * $0 }, { -$0 }, { _ in -1 }),
    Example("sqrt", { sqrt($0) }, { $0.squareRoot() }, { 0.5 / $0.squareRoot() }),
    Example("exp", { exp($0) }, { exp($0) }, { exp($0) }),
    Example("expm1", { expm1($0) }, { expm1($0) }, { exp($0) }),
    Example("log", { log($0) }, { log($0) }, { 1 / $0 }),
    Example("log1p", { log1p($0) }, { log1p($0) }, { 1 / (1 + $0) }),
    Example("sin", { sin($0) }, { sin($0) }, { cos($0) }),
    Example("cos", { cos($0) }, { cos($0) }, { -sin($0) }),
    Example("tan", { tan($0) }, { tan($0) }, { 1 / (cos($0) * cos($0)) }),
    Example("sinh", { sinh($0) }, { sinh($0) }, { cosh($0) }),
    Example("cosh", { cosh($0) }, { cosh($0) }, { sinh($0) }),
    Example("tanh", { tanh($0) }, { tanh($0) }, { 1 / (cosh($0) * cosh($0)) }),
    Example("atan", { atan($0) }, { atan($0) }, { 1 / (1 + $0 * $0) }),
    Example("erf", { erf($0) }, { erf($0) }, { M_2_SQRTPI * exp(-$0 * $0) }),
    Example("erfc", { erfc($0) }, { erfc($0) }, { -M_2_SQRTPI * exp(-$0 * $0) }),
    Example("log2", { log2($0) }, { log2($0) }, { 1 / ($0 * log(2)) }),
    Example("log10", { log10($0) }, { log10($0) }, { 1 / ($0 * log(10)) }),
    Example("cbrt", { cbrt($0) }, { cbrt($0) }, { 1 / (3 * pow(cbrt($0), 2)) }),
    Example("asin", { asin($0 / 2) }, { asin($0 / 2) }, { 1 / (4 - $0 * $0).squareRoot() }),
    Example("acos", { acos($0 / 2) }, { acos($0 / 2) }, { -1 / (4 - $0 * $0).squareRoot() }),
    Example("asinh", { asinh($0) }, { asinh($0) }, { 1 / (1 + $0 * $0).squareRoot() }),
    Example(
      "acosh", { acosh($0 + 1) }, { acosh($0 + 1) }, { 1 / ($0 * ($0 + 2)).squareRoot() }),
    Example("atanh", { atanh($0 / 2) }, { atanh($0 / 2) }, { 2 / (4 - $0 * $0) }),
    Example("atan2", { atan2($0, 2) }, { atan2($0, 2) }, { 2 / (4 + $0 * $0) }),
    Example("hypot", { hypot($0, 2) }, { hypot($0, 2) }, { $0 / hypot($0, 2) }),
    Example("mod", { mod($0 - 2, 5) }, { $0 + 3 }, { _ in 1 }),
    Example("clamp", { clamp($0, 0, 5) }, { $0 }, { _ in 1 }),
  ]

  /// A few roundings each, and a vector exponential that may be an ulp off: within 1e-15 · 4.
  @Test("values and derivatives", arguments: examples)
  func closedForms(_ example: Example) {
    for x in [0.3, 0.7, 1.1, 1.4] {
      let (value, gradient) = valueAndGradient(example.function, x)
      #expect(isClose(value, example.value(x), relative: 4e-15))
      #expect(isClose(gradient, example.derivative(x), relative: 4e-15))
      #expect(gradient == Autodiff.gradient(example.function, x))
    }
  }

  @Test("|x| has the derivative 0 at 0, and so has its sign")
  func kink() {
    #expect(valueAndGradient({ abs($0) }, 0) == (0, 0))
    #expect(valueAndGradient({ sign($0) }, 0) == (0, 0))
    #expect(gradient({ abs($0) }, -2) == -1)
  }

  @Test("a negative base with a whole exponent")
  func negativeBase() {
    #expect(valueAndGradient({ power($0, 3) }, -2) == (-8, 12))
    #expect(valueAndGradient({ power($0, -2) }, -2) == (0.25, 0.25))
    #expect(valueAndGradient({ power($0, 3) }, 0) == (0, 0))
  }

  @Test("x⁰ of a field is a field")
  func zerothPower() {
    let result = valueAndGradient(of: { sum(power($0, 0)) }, at: [2, 0, -1])
    #expect(result.value == 3)
    #expect(result.gradient == [0, 0, 0])
  }

  @Test("known numbers are computed while tracing, by the same kernels")
  func folding() {
    let folded = exp(Value(0.3)) * Value(2) + power(Value(3), 0.5)
    #expect(folded.graph == nil)
    let program = { () -> Double in
      let graph = Graph()
      let (a, b) = (graph.input(), graph.input())
      let result = exp(a) * Value(2) + power(b, 0.5)
      return Program(graph, inputs: [a, b], outputs: [result]).run(scalars: [0.3, 3])[0]
    }()
    #expect(folded.number == program)
  }

  @Test("functions of several numbers, and of a field")
  func several() {
    let (value, gradient) = valueAndGradient({ (x: [Value]) in x[0] * x[1] / x[2] }, [2, 3, 4])
    #expect(value == 1.5)
    #expect(gradient == [0.75, 0.5, -0.375])
    #expect(Autodiff.gradient({ (x: [Value]) in x[0] * x[1] / x[2] }, [2, 3, 4]) == gradient)
    let field = valueAndGradient(of: { sum($0 * square($0)) }, at: [1, -2, 3])
    #expect(field.value == 20)
    #expect(field.gradient == [3, 12, 27])
  }

  @Test("a function that ignores its argument")
  func constant() {
    #expect(valueAndGradient({ _ in 3 }, 2) == (3, 0))
    let field = valueAndGradient(of: { _ in Value(3) }, at: [1, 2])
    #expect(field.value == 3)
    #expect(field.gradient == [0, 0])
  }
}
