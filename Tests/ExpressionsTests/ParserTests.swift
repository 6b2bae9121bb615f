import Testing

@testable import Expressions

@Suite("Reading expressions")
struct ParserTests {
  @Test(
    "precedence and associativity, as fully evaluated numbers",
    arguments: [
      ("1+2*3", 7), ("(1+2)*3", 9), ("-2^2", -4), ("(-2)^2", 4), ("2^-1", 0.5), ("2^3^2", 512),
      ("2**3**2", 512), ("10-4-3", 3), ("100/10/5", 2), ("2*-3", -6), ("2--3", 5), ("--2", 2),
      ("+2", 2), ("-2*3", -6), ("2^-2^2", 1.0 / 16), ("0^0", 1), ("1.", 1), (".5", 0.5),
      ("1e3", 1000), ("1.5E-1", 0.15), ("007", 7), ("2²", 4), ("-2²", -4), ("2⁻¹", 0.5),
      ("2^3²", 512), ("6÷2·3×1", 9), ("3−1", 2), ("π", .pi), ("pi", .pi), ("e", 2.718281828459045),
      ("1 < 2", 1), ("2 <= 1", 0), ("2 ≥ 2", 1), ("1 == 1", 1), ("1 != 1", 0), ("1 ≠ 2", 1),
      ("1 < 2 && 2 < 3", 1), ("1 > 2 || 3 > 2", 1), ("1 + 1 == 2", 1), ("1 || 0 && 0", 1),
      ("where(1 > 0, 3, 1/0)", 3), ("min(3, 1, 2)", 1), ("max(3, 1, 2)", 3), ("ln(e)", 1),
      ("let a = 2; let b = a^2; a + b", 6), ("sum(i, 1, 4, i^2)", 30),
      ("sum(i, -1, 1, sum(j, 0, 1, i + 10*j))", 30), ("sum(i, 3, 3, i)", 3),
    ] as [(String, Double)])
  func values(text: String, expected: Double) throws {
    #expect(try Expression(parsing: text).evaluate([:]) == expected)
  }

  @Test(
    "canonical text, which reads as the same expression",
    arguments: [
      ("((x))", "x"), ("a-(b-c)", "a - (b - c)"), ("(a-b)-c", "a - b - c"), ("(-x)^2", "(-x)^2"),
      ("-(x^2)", "-x^2"), ("(a^b)^c", "(a^b)^c"), ("a^(b^c)", "a^b^c"), ("2^(-x)", "2^-x"),
      ("(a<b)==c", "(a < b) == c"), ("a<(b==c)", "a < (b == c)"), ("σ*µ", "sigma * mu"),
      ("ln(x)", "log(x)"), ("1.50e+2", "150"), ("at(phi,x=1.2)", "at(phi, x = 1.2)"),
      ("let r=x;r*r", "let r = x; r * r"), ("sum(i,1,3,i*x)", "sum(i, 1, 3, i * x)"),
      ("-(a*b)", "-(a * b)"), ("(-a)*b", "-a * b"), ("a/(b*c)", "a / (b * c)"),
      ("a*(b/c)", "a * (b / c)"), ("(a+b)^2", "(a + b)^2"), ("a - -b", "a - -b"),
      ("(-2)^-(-x)", "(-2)^--x"), ("(a||b)&&c", "(a || b) && c"),
    ])
  func canonical(text: String, expected: String) throws {
    let expression = try Expression(parsing: text)
    #expect(expression.description == expected)
    let again = try Expression(parsing: expression.description)
    #expect(again == expression)
    #expect(again.hashValue == expression.hashValue)
  }

  @Test("equal expressions have equal hashes, numbers that were never read too")
  func hashes() throws {
    for number in [0, 1, -1, 0.5, -0.0] {
      let made = Expression(number: number)
      let read = try Expression(parsing: made.text)
      #expect(made == Expression(number: number))
      if made == read { #expect(made.hashValue == read.hashValue) }
    }
    #expect(try Expression(parsing: "x + 1") != Expression(parsing: "y + 1"))
    #expect(try Expression(parsing: "x + 1") != Expression(parsing: "x + 2"))
  }
}
