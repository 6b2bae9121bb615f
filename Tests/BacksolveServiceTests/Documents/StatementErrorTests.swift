import BacksolveService
import HTTPCore
import JSON
import Testing

/// What is wrong with expressions and the names in them: codes, places, suggestions.
@Suite("Errors of statements")
struct StatementErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let document: String
    let code: String
    let pointer: String
    var testDescription: String { document }

    init(_ document: String, _ code: String, _ pointer: String) {
      self.document = document
      self.code = code
      self.pointer = pointer
    }
  }

  static let cases = [
    Case(#"{"density": "2x"}"#, "implicit-multiplication", "/density"),
    Case(#"{"density": ""}"#, "empty-expression", "/density"),
    Case(#"{"density": "sin(x"}"#, "unexpected-token", "/density"),
    Case(#"{"density": true}"#, "wrong-type", "/density"),
    Case(#"{"density": "sin(x) + foo"}"#, "unknown-name", "/density"),
    Case(#"{"density": "sine(x)"}"#, "unknown-function", "/density"),
    Case(#"{"density": "sin(x)*y"}"#, "unknown-name", "/density"),
    Case(#"{"density": "sin(x)", "parameters": {"a": 1}}"#, "unused-parameter", "/parameters/a"),
    Case(#"{"density": "x*phi", "parameters": {"phi": 1}}"#, "reserved-name", "/parameters/phi"),
    Case(#"{"density": "x*pi", "parameters": {"pi": 3}}"#, "reserved-name", "/parameters/pi"),
    Case(
      #"{"density": "0", "domain": {"x": {"boundary": {"lower": {"dirichlet": "1/0"}, "upper": {"dirichlet": 0}}}}, "objective": "1"}"#,
      "non-finite", "/domain/x/boundary/lower"),
    Case(
      #"{"density": "sin(x)", "operator": {"screening": 0}}"#, "resonance", "/operator/screening"),
    Case(
      #"{"density": "sin(x)", "gauge": {"mean": 1, "zero": {"x": 1}}}"#, "conflict", "/gauge/zero"),
    Case(
      #"{"density": "sin(x)", "operator": {"screening": 1}, "gauge": {"mean": 1}}"#,
      "not-applicable",
      "/gauge"),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"boundary": "dirichlet"}}, "gauge": {"zero": {"x": 1}}}"#,
      "not-applicable", "/gauge"),
    Case(#"{"density": "sin(x)", "objective": "1/integral(0)"}"#, "non-finite", "/objective"),
    Case(
      #"{"model": "density-gaussian", "domain": {"x": {"boundary": "periodic"}}}"#,
      "not-applicable",
      "/domain/x/boundary"),
    Case(
      #"{"density": "0", "operator": {"coefficient": "1/x"}, "solver": {"scheme": "finite-difference"}, "objective": "1"}"#,
      "invalid-coefficient", "/operator/coefficient"),
    Case(#"{"density": "let x = 2; sin(x)"}"#, "name-taken", "/density"),
    Case(#"{"density": "sum(x, 1, 3, sin(x))"}"#, "name-taken", "/density"),
    Case(#"{"density": "sin(x)", "objective": "phi^2"}"#, "wrong-type", "/objective"),
    Case(
      #"{"density": "sin(x)", "objective": "integrate(phi)"}"#, "unknown-function", "/objective"),
    Case(
      #"{"density": "sin(x)", "objectives": {"a": "sum(psi)"}}"#, "unknown-name", "/objectives/a"),
    Case(#"{"density": "sin(x)", "objectives": {}}"#, "limit-exceeded", "/objectives"),
    Case(
      #"{"density": "sin(x)", "objective": "at(phi, y=1)"}"#, "unexpected-keyword", "/objective"),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"length": "x"}}}"#, "unknown-name",
      "/domain/x/length"),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"length": "1 - 2"}}}"#, "invalid-value",
      "/domain/x/length"),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"boundary": {"lower": {"dirichlet": "x"}, "upper": {"neumann": 0}}}}}"#,
      "unknown-name", "/domain/x/boundary/lower"),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"boundary": {"lower": {"dirichlet": 0}}}}}"#,
      "missing-field", "/domain/x/boundary/upper"),
    Case(
      #"{"density": "sin(x)", "operator": {"screening": "x"}}"#, "unknown-name",
      "/operator/screening"),
    Case(
      #"{"density": "sin(x)", "operator": {"screening": -9}}"#, "resonance", "/operator/screening"),
    Case(
      #"{"density": "sin(x)", "parameters": {"a": 0}, "domain": {"x": {"boundary": {"lower": {"robin": {"alpha": "a", "beta": 1, "value": 0}}, "upper": {"neumann": 0}}}}, "solver": {"scheme": "finite-difference"}}"#,
      "resonance", "/domain"),
    Case(#"{"density": "s", "fields": {"s": [1, 2]}}"#, "length-mismatch", "/fields/s"),
    Case(
      #"{"density": "sin(x)", "data": {"d": {"x": [1], "values": [1]}}}"#, "unused-parameter",
      "/data/d"),
    Case(
      #"{"density": "sin(x)", "data": {"d": {"x": [1, 2], "values": [1]}}, "objective": "misfit(d)"}"#,
      "length-mismatch", "/data/d/x"),
    Case(
      #"{"density": "sin(x)", "objective": "misfit(rho)"}"#, "invalid-argument", "/objective"),
    Case(
      #"{"density": "sin(x)", "solver": {"scheme": "pinned"}, "domain": {"x": {"points": 16}, "y": {"points": 16}}}"#,
      "not-applicable", "/solver"),
    Case(
      #"{"errorEstimate": true, "domain": {"x": {"points": 10}}}"#, "not-applicable",
      "/errorEstimate"),
  ]

  @Test("codes and places", arguments: cases)
  func refused(_ refused: Case) throws {
    let answer = post("/gradient", refused.document)
    #expect(answer.status == 422, "\(answer.text)")
    #expect(try answer.string("code") == refused.code, "\(answer.text)")
    #expect(try answer.string("pointer") == refused.pointer, "\(answer.text)")
  }

  @Test("an error in an expression has its place in the text")
  func place() throws {
    let answer = post("/gradient", #"{"density": "1 +\n σ*sni(x)", "parameters": {"sigma": 1}}"#)
    #expect(try answer.string("code") == "unknown-function")
    #expect(try answer.number("offset") == 7)
    #expect(try answer.number("length") == 6)
    #expect(try answer.number("line") == 2)
    #expect(try answer.number("column") == 4)
    #expect(try answer.string("suggestion") == "sin")
    #expect(try answer.string("excerpt") == " σ*sni(x)\n   ^^^^^^")
  }

  @Test("errors of several expressions are told together")
  func together() throws {
    let answer = post(
      "/gradient",
      """
      {"density": "foo + bar", "objective": "integral(baz)", "operator": {"screening": "qux"}}
      """)
    let pointers = try answer.node("errors").array.map {
      try $0.object.required("pointer").string
    }
    #expect(pointers.sorted() == ["/density", "/density", "/objective", "/operator/screening"])
  }

  @Test("a density that is not finite is traced to a node and a part of the expression")
  func nonFinite() throws {
    let answer = post(
      "/gradient",
      #"{"density": "a + 1/(x - 1)", "parameters": {"a": [1, 2]}, "domain": {"x": {"length": 4, "points": 4}}}"#
    )
    #expect(try answer.string("code") == "non-finite")
    #expect(try answer.number("x") == 1)
    #expect(try answer.string("excerpt") == "a + 1/(x - 1)\n    ^^^^^^^^^")
    #expect(try answer.string("pointer") == "/parameters/a/0")
    #expect(try answer.string("detail").contains("1/(x - 1) is inf because 1 = 1.0, (x - 1) = 0.0"))
  }

  @Test("limits on expressions and parameters")
  func limits() throws {
    let long = String(repeating: "x+", count: 2500) + "x"
    #expect(
      try post("/gradient", #"{"density": "\#(long)"}"#).string("code") == "expression-too-long")
    let deep = String(repeating: "(", count: 100) + "x" + String(repeating: ")", count: 100)
    #expect(
      try post("/gradient", #"{"density": "\#(deep)"}"#).string("code") == "expression-too-deep")
    let many = (0..<65).map { "\"p\($0)\": 1" }.joined(separator: ",")
    let answer = post("/gradient", #"{"parameters": {\#(many)}}"#)
    #expect(try answer.string("code") == "limit-exceeded")
    #expect(try answer.string("pointer") == "/parameters")
  }

  @Test("computations beyond the limits are refused before they begin")
  func cost() throws {
    let sum = "sum(i, 1, 90, sin(i*x)*cos(t*i))"
    let answer = post(
      "/gradient",
      """
      {"density": "\(sum)", "t": {"start": 0, "stop": 1, "count": 2000},
       "domain": {"x": {"points": 131072}}, "objective": "integral(phi^2)"}
      """)
    #expect(answer.status == 422, "\(answer.text)")
    #expect(try answer.string("code") == "limit-exceeded")
    #expect(try answer.string("detail").contains("operations"))
  }

  @Test("what there is, is told")
  func capabilities() throws {
    let answer = Answer(service.respond(to: .init(.get, "/capabilities")))
    #expect(answer.status == 200)
    let functions = try answer.node("expressions", "functions").array.map { try $0.string }
    #expect(functions.contains("sin(x)") && functions.contains("atan2(y, x)"))
    let models = try answer.node("models").array.map { try $0.object.required("model").string }
    #expect(models == ["poisson-gaussian", "density-gaussian"])
    // What is offered as a model's document is one.
    for model in try answer.node("models").array {
      let document = try model.object.required("document").string
      #expect(post("/gradient", document).status == 200)
    }
    #expect(try answer.number("limits", "parameters") == 64)
  }
}
