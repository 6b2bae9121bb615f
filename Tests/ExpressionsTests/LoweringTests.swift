import Autodiff
import Testing

@testable import Expressions

@Suite("Expressions as computations")
struct LoweringTests {
  private typealias Function = Expression.EnvironmentFunction

  /// Fields x and phi of 4 points, data of 3, a scalar t, and an objective's functions.
  private static func environment(_ graph: Graph) -> Expression.Environment {
    let x = graph.constant([0, 1, 2, 3])
    return Expression.Environment(
      values: [
        "x": x, "phi": x * 2, "data": graph.constant([1, 2, 3]), "t": graph.input(), "sigma": 2,
      ],
      functions: [
        "sum": Function([.positional("field", .field)]) { sum($0[0]) },
        "max": Function([.positional("field", .field)]) { $0[0][3] },
        "at": Function([
          .positional("field", .field), .keyword("x", .scalar), .keyword("y", .scalar),
        ]) { operands throws(Function.Refusal) in
          if (operands[2].number ?? 0) < 0 {
            throw Function.Refusal(operand: 2, reason: "y is outside")
          }
          return operands[0][1] + 10 * operands[1] + 100 * operands[2]
        },
      ])
  }

  private static func value(_ text: String) throws -> Double {
    let graph = Graph()
    let environment = environment(graph)
    let value = try Expression(parsing: text).lowerScalar(in: environment)
    let t = try #require(environment.values["t"])
    let program = Program(graph, inputs: [t], outputs: [value])
    return try #require(program.sweep([.values([3])], count: 1)?[0][0])
  }

  @Test(
    "names, fields and functions of the environment",
    arguments: [
      ("sum(x*t)", 18), ("sum(phi^2) / 4", 14), ("sum(x) + sum(i, 1, 3, i*t)", 24),
      ("at(phi, x=1, y=t)", 312), ("at(phi, y=t, x=1)", 312),
      ("at(phi,x=2,y=0) + at(x,x=0,y=0)", 23),
      ("max(phi)", 6), ("sum(max(phi, 3))", 16), ("sum(sum(i, 0, 2, x^i))", 24),
      ("let r = sum(x); r*t + r", 24), ("sum(where(x > 1, phi, 0))", 10), ("σ + t", 5),
    ] as [(String, Double)])
  func values(text: String, expected: Double) throws {
    #expect(try Self.value(text) == expected)
  }

  @Test(
    "errors in the meaning",
    arguments: [
      ("sigm + 2*tt", [(.unknownName, 0..<4, "sigma"), (.unknownName, 9..<11, "t*t")]),
      (
        "pix + xt + zz",
        [(.unknownName, 0..<3, "pi*x"), (.unknownName, 6..<8, "x*t"), (.unknownName, 11..<13, nil)]
      ),
      (
        "Sin(q) + tt",
        [
          (.unknownFunction, 0..<6, "sin"), (.unknownName, 4..<5, nil),
          (.unknownName, 9..<11, "t*t"),
        ]
      ),
      ("arctan(x)", [(.unknownFunction, 0..<9, "atan")]),
      ("if(x, 1, 2)", [(.unknownFunction, 0..<11, "where")]),
      ("integral(x)", [(.unknownFunction, 0..<11, nil)]),
      ("t(2)", [(.notAFunction, 0..<4, "t*(…)")]), ("pi (x)", [(.notAFunction, 0..<6, "pi*(…)")]),
      ("min(phi)", [(.wrongArity, 0..<8, nil)]), ("at(phi, x=1)", [(.wrongArity, 0..<12, nil)]),
      ("at(phi, 1, 2)", [(.wrongArity, 0..<13, nil)]),
      ("at(phi, x=1, Y=2)", [(.unexpectedKeyword, 15..<16, "y")]),
      ("at(phi, x=1, x=2)", [(.unexpectedKeyword, 15..<16, nil)]),
      ("at(t, x=phi, y=1)", [(.wrongType, 3..<4, nil), (.wrongType, 8..<11, nil)]),
      ("1 + at(phi, x=1, y=-1)", [(.invalidArgument, 19..<21, nil)]),
      ("sum(t)", [(.wrongType, 4..<5, nil)]), ("x + data", [(.wrongType, 0..<8, nil)]),
      ("sum(i, 1, 3, i*q + x*data)", [(.unknownName, 15..<16, nil), (.wrongType, 19..<25, nil)]),
      ("hypot(x, (data))", [(.wrongType, 0..<16, nil)]), ("1 + x", [(.wrongType, 0..<5, nil)]),
    ] as [(String, [(ExpressionError.Code, Range<Int>, String?)])])
  func errors(text: String, expected: [(ExpressionError.Code, Range<Int>, String?)]) throws {
    let expression = try Expression(parsing: text)
    let errors = #expect(throws: ExpressionErrors.self) {
      try expression.lowerScalar(in: Self.environment(Graph()))
    }?.all
    #expect(errors?.map(\.code) == expected.map(\.0))
    #expect(errors?.map { $0.offset..<$0.offset + $0.length } == expected.map(\.1))
    #expect(errors?.map(\.suggestion) == expected.map(\.2))
  }

  @Test("a density is a field; a number fills it, and another shape is an error")
  func fields() throws {
    let graph = Graph()
    let environment = Self.environment(graph)
    let cases: [(String, [Double])] = [
      ("3", [3, 3, 3, 3]), ("x", [0, 1, 2, 3]), ("t*sigma", [6, 6, 6, 6]),
    ]
    for (text, expected) in cases {
      let field = try Expression(parsing: text)
        .lowerField(in: environment, shape: .field(4), of: graph)
      let t = try #require(environment.values["t"])
      let program = Program(graph, inputs: [t], outputs: (0..<4).map { field[$0] })
      #expect(program.sweep([.values([3])], count: 1)?.map { $0[0] } == expected)
    }
    let errors = #expect(throws: ExpressionErrors.self) {
      try Expression(parsing: "2*data").lowerField(in: environment, shape: .field(4), of: graph)
    }
    #expect(errors?.first.code == .wrongType)
  }

  @Test("no more errors than the limit are kept, in the order of the text")
  func manyErrors() throws {
    let expression = try Expression(parsing: (0..<100).map { "q\($0)" }.joined(separator: "+"))
    let errors = #expect(throws: ExpressionErrors.self) { try expression.evaluate([:]) }
    #expect(errors?.all.map(\.found) == (0..<ExpressionErrors.limit).map { "q\($0)" })
  }

  @Test("what is wrong with names, without their values")
  func nameErrors() throws {
    let expression = try Expression(
      parsing: "let a = σ*x; sum(i, 1, 2, a*i + sigma) + pi + f(y = z) + sin(w)")
    #expect(expression.freeNames == ["sigma", "x", "z", "w"])
    let all = expression.nameErrors(known: [])
    #expect(all.map(\.found) == ["sigma", "x", "sigma", "f", "z", "w"])
    #expect(all.map(\.offset) == [8, 10, 32, 46, 52, 61])
    #expect(all.map(\.length) == [1, 1, 5, 8, 1, 1])
    let names: Set = ["sigma", "x", "z", "w"]
    #expect(expression.nameErrors(known: names, functions: ["f"]).isEmpty)
    let hidden = expression.nameErrors(known: names.union(["a", "i", "f"]))
    #expect(hidden.map(\.code) == [.nameTaken, .nameTaken, .notAFunction])
    #expect(hidden.map(\.found) == ["a", "i", "f"])
    let values = Dictionary(
      uniqueKeysWithValues: names.union(["a", "i", "f"]).map { ($0, Value(1)) })
    #expect(throws: ExpressionErrors.self) { try expression.lower(in: .init(values: values)) }
    do throws(ExpressionErrors) {
      _ = try expression.lower(in: .init(values: values))
    } catch {
      #expect(error.all == hidden)
    }
  }

  @Test("names")
  func names() {
    #expect(Expression.canonicalName("σ_0") == "sigma_0")
    #expect(Expression.canonicalName("ΔΦ") == "DeltaPhi")
    #expect(Expression.canonicalName("\u{B5}") == "mu")
    #expect(Expression.canonicalName("ϕ") == Expression.canonicalName("φ"))
    for text in ["", "2x", "a b", "a-b", "\u{445}", "x₁", "é", "ά"] {
      #expect(Expression.canonicalName(text) == nil, "\(text)")
    }
    for name in ["pi", "e", "sin", "ln", "let", "sum", "where"] {
      #expect(Expression.isReserved(name), "\(name)")
    }
    #expect(!Expression.isReserved("sigma"))
  }
}
