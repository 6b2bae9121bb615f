import Testing

@testable import Expressions

@Suite("Errors in texts")
struct ErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let code: ExpressionError.Code
    let place: Range<Int>
    var suggestion: String?

    init(
      _ text: String, _ code: ExpressionError.Code, _ place: Range<Int>, _ suggestion: String? = nil
    ) {
      self.text = text
      self.code = code
      self.place = place
      self.suggestion = suggestion
    }

    var testDescription: String { text }
  }

  static let cases = [
    Case("", .empty, 0..<0),
    Case(" \n ", .empty, 3..<3),
    Case("2x", .implicitMultiplication, 0..<2, "2*x"),
    Case("2(x)", .implicitMultiplication, 0..<2, "2*(…)"),
    Case("(a)(b)", .implicitMultiplication, 2..<4, "(…)*(…)"),
    Case("x y", .implicitMultiplication, 0..<3, "x*y"),
    Case("x > 1 and y > 1", .unexpected, 6..<9, "&&"),
    Case("x or y", .unexpected, 2..<4, "||"),
    Case("2e", .implicitMultiplication, 0..<2, "2*e"),
    Case("1.5.", .malformedNumber, 0..<4),
    Case("1..2", .malformedNumber, 0..<4),
    Case("1 2", .implicitMultiplication, 0..<3, "1*2"),
    Case("π r²", .implicitMultiplication, 0..<3, "π*r"),
    Case("f(1 x)", .implicitMultiplication, 2..<5, "1*x"),
    Case("1 + sin x", .missingParentheses, 4..<7, "sin(x)"),
    Case("cos", .missingParentheses, 0..<3, "cos(…)"),
    Case("sin^2(x)", .missingParentheses, 0..<3, "sin(…)^2"),
    Case("sin²(x)", .missingParentheses, 0..<3, "sin(…)^2"),
    Case("(x", .unexpected, 2..<2),
    Case("x)", .unexpected, 1..<2),
    Case("f(x", .unexpected, 3..<3),
    Case("f(x,)", .unexpected, 4..<5),
    Case("* 2", .unexpected, 0..<1),
    Case("x +", .unexpected, 3..<3),
    Case("()", .unexpected, 1..<2),
    Case("x = 2", .unexpected, 2..<3, "=="),
    Case("1,5 * x", .unexpected, 1..<2, "1.5"),
    Case("x; y", .unexpected, 1..<2),
    Case("0 < x < 1", .chainedComparison, 6..<7, "0 < x && x < …"),
    Case("a == b != c", .chainedComparison, 7..<9, "a == b && b != …"),
    Case("|x|", .invalidCharacter, 0..<1, "abs(…)"),
    Case("x % 2", .invalidCharacter, 2..<3, "mod(…, …)"),
    Case("a & b", .invalidCharacter, 2..<3, "&&"),
    Case("[x]", .invalidCharacter, 0..<1, "("),
    Case("a – b", .invalidCharacter, 2..<3, "-"),
    Case("x₁", .invalidCharacter, 1..<2),
    Case("1 + \u{445}", .invalidCharacter, 4..<5),
    Case("x\u{200B}", .invalidCharacter, 1..<2),
    Case("1 + 1e400", .numberOutOfRange, 4..<9),
    Case("1e-400", .numberOutOfRange, 0..<6),
    Case("x²^3", .ambiguousPower, 0..<3),
    Case("x² ³", .ambiguousPower, 3..<4),
    Case("atan2(y)", .wrongArity, 0..<8),
    Case("1 + log(x, 2)", .wrongArity, 4..<13),
    Case("sin()", .wrongArity, 0..<5),
    Case("sum(+i, 2)", .wrongArity, 0..<10),
    Case("sin(x = 1)", .unexpectedKeyword, 4..<5),
    Case("sum(i, 1, 0, i)", .invalidBounds, 7..<11),
    Case("sum(i, 1, n, i)", .invalidBounds, 10..<11),
    Case("sum(i, 1.5, 2, i)", .invalidBounds, 7..<10),
    Case("sum(i, 1, 1e300, i)", .invalidBounds, 10..<15),
    Case("sum(i, 1, 2)", .unexpected, 11..<12),
    Case("sum(i, 1, 2, sum(i, 1, 2, i))", .nameTaken, 17..<18),
    Case("let x = 1; 2", .unusedName, 4..<5),
    Case("let pi = 3; pi", .nameTaken, 4..<6),
    Case("let sin = 3; 1", .nameTaken, 4..<7),
    Case("let a = 1; let a = 2; a", .nameTaken, 15..<16),
    Case("let a = b; let b = 2; a", .nameTaken, 15..<16),
    Case("let = 3; 1", .unexpected, 4..<5),
    Case("let a 3; a", .unexpected, 6..<7),
    Case("x + let", .misplacedBinding, 4..<7),
    Case("(let a = 1; a)", .misplacedBinding, 1..<4),
    Case("sin(let(a))", .misplacedBinding, 4..<7),
  ]

  @Test("code, place and suggestion", arguments: cases)
  func code(_ example: Case) {
    let error = #expect(throws: ExpressionError.self) { try Expression(parsing: example.text) }
    #expect(error?.code == example.code)
    #expect(error.map { $0.offset..<$0.offset + $0.length } == example.place)
    #expect(error?.suggestion == example.suggestion)
  }

  @Test("a description says code, line, column, what was expected, and shows the place")
  func description() {
    let error = #expect(throws: ExpressionError.self) {
      try Expression(parsing: "let σ = 2;\n\tσ + (x;")
    }
    #expect(error?.line == 2)
    #expect(error?.column == 8)
    #expect(
      error?.description == """
        unexpected-token (line 2, column 8): Expected an operator or ')', found ';'.
         σ + (x;
               ^
        """)
  }

  @Test("a long line is shown around the place", arguments: [0, 10, 300, 1990, 1999])
  func excerpt(place: Int) throws {
    var letters = [Character](repeating: " ", count: 2000)
    letters[place] = "$"
    let text = String(letters)
    let error = #expect(throws: ExpressionError.self) { try Expression(parsing: text) }
    let lines = try #require(error?.rendering.split(separator: "\n"))
    #expect(lines.count == 2)
    #expect(lines[0].count <= 78)
    let caret = try #require(lines[1].firstIndex(of: "^"))
    let column = lines[1].distance(from: lines[1].startIndex, to: caret)
    #expect(lines[0][lines[0].index(lines[0].startIndex, offsetBy: column)] == "$")
  }
}
