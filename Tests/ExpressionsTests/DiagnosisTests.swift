import Testing

@testable import Expressions

@Suite("Where a value stops being finite")
struct DiagnosisTests {
  @Test(
    "the innermost part whose operands are finite",
    arguments: [
      ("log(x - 1) + 2", "log(x - 1)", ["x - 1": 0]),
      ("2 * (1/(x - 1))^2", "(1/(x - 1))", ["1": 1, "(x - 1)": 0]),
      ("sqrt(-x) * log(0)", "sqrt(-x)", ["-x": -1]),
      ("where(x > 2, log(-1), 1/(x - 1))", "1/(x - 1)", ["1": 1, "(x - 1)": 0]),
      ("where(1/0 - 1/0, x, 1/0)", "1/0", ["1": 1, "0": 0]),
      ("let a = sqrt(-x); 2*a", "sqrt(-x)", ["-x": -1]),
      ("sum(i, 0, 3, 1/(i - 2))", "1/(i - 2)", ["1": 1, "(i - 2)": 0]),
      ("sum(i, 1, 3, sum(j, 1, 3, log(2 - i*j)))", "log(2 - i*j)", ["2 - i*j": 0]),
      ("sum(i, 1, 2, 1e308)", "sum(i, 1, 2, 1e308)", ["1e308": 1e308]),
      ("exp(1000*x)", "exp(1000*x)", ["1000*x": 1000]),
      ("big", "big", [:]), ("max(1, 1/0, x)", "1/0", ["1": 1, "0": 0]),
    ] as [(String, String, [String: Double])])
  func cause(text: String, part: String, operands: [String: Double]) throws {
    let expression = try Expression(parsing: text)
    let found = try expression.firstNonFinite(["x": 1, "big": .infinity])
    let cause = try #require(found)
    #expect(cause.part.text == part)
    #expect(!cause.part.value.isFinite)
    #expect(
      Dictionary(cause.operands.map { ($0.text, $0.value) }, uniquingKeysWith: { $1 }) == operands)
    let scalars = Array(text.unicodeScalars)[cause.offset..<cause.offset + cause.length]
    #expect(scalars.elementsEqual(part.unicodeScalars))
    #expect(cause.rendering.hasSuffix(String(repeating: "^", count: cause.length)))
  }

  @Test(
    "what is infinite without effect is no cause",
    arguments: ["1/(1/0)", "where(1 > 0, x, log(-1))", "atan(1/0)", "min(1/0, x)", "(0/0)^0"])
  func harmless(text: String) throws {
    #expect(try Expression(parsing: text).firstNonFinite(["x": 1]) == nil)
  }
}
