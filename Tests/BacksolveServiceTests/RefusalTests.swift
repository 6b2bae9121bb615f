import BacksolveService
import HTTPCore
import JSON
import Testing
import Workers

@Suite("What is refused, and how")
struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let document: String
    let status: Int
    let code: String
    let pointer: String?

    init(_ document: String, _ status: Int, _ code: String, _ pointer: String?) {
      self.document = document
      self.status = status
      self.code = code
      self.pointer = pointer
    }

    var testDescription: String { String(document.prefix(80)) }
  }

  static let unreadable = [
    Case("", 400, "empty-document", ""),
    Case(" ", 400, "empty-document", ""),
    Case("{", 400, "malformed-json", ""),
    Case(#"{"t": }"#, 400, "malformed-json", "/t"),
    Case(#"{"t": NaN}"#, 400, "malformed-json", "/t"),
    Case(#"{"t": Infinity}"#, 400, "malformed-json", "/t"),
    Case(#"{"t": 1,}"#, 400, "malformed-json", nil),
    Case(#"{"t": 01}"#, 400, "malformed-json", "/t"),
    Case(#"{"t": 1} x"#, 400, "malformed-json", ""),
    Case(#"{'t': 1}"#, 400, "malformed-json", ""),
    Case(#"{"t": 1e400}"#, 400, "number-out-of-range", "/t"),
    Case(#"{"t": 1, "t": 2}"#, 400, "duplicate-key", "/t"),
    Case("t=1.0", 400, "malformed-json", ""),
    Case(String(repeating: "[", count: 100_000), 400, "too-deep", nil),
  ]

  static let meaningless = [
    Case("[]", 422, "wrong-type", ""),
    Case("null", 422, "wrong-type", ""),
    Case("1.0", 422, "wrong-type", ""),
    Case(#"{"t": "1"}"#, 422, "wrong-type", "/t"),
    Case(#"{"t": null}"#, 422, "wrong-type", "/t"),
    Case(#"{"t": true}"#, 422, "wrong-type", "/t"),
    Case(#"{"t": [1, "2"]}"#, 422, "wrong-type", "/t/1"),
    Case(#"{"t": [[1]]}"#, 422, "wrong-type", "/t/0"),
    Case(#"{"t": []}"#, 422, "empty-sweep", "/t"),
    Case(#"{"t": {"start": 0, "stop": 1}}"#, 422, "missing-field", "/t/step"),
    Case(#"{"t": {"start": 0, "stop": 1, "step": 0}}"#, 422, "empty-sweep", "/t/step"),
    Case(#"{"t": {"start": 0, "stop": 1, "step": -1}}"#, 422, "empty-sweep", "/t/step"),
    Case(#"{"t": {"start": 0, "stop": 1, "count": 0}}"#, 422, "empty-sweep", "/t/count"),
    Case(#"{"t": {"start": 0, "stop": 1, "step": 1e-12}}"#, 422, "limit-exceeded", "/t"),
    Case(
      #"{"t": {"start": -1e308, "stop": 1e308, "step": 1e-300}}"#, 422, "limit-exceeded", "/t"),
    Case(#"{"t": {"start": 0, "stop": 1, "count": 1e15}}"#, 422, "limit-exceeded", "/t/count"),
    Case(
      #"{"t": {"start": 0, "stop": 1, "count": 2, "step": 1}}"#, 422, "conflict", "/t/count"),
    Case(#"{"t": 1, "parameters": {"t": 1}}"#, 422, "conflict", "/parameters/t"),
    Case(#"{"T": 1}"#, 422, "unknown-field", "/T"),
    Case(#"{"parameters": {"sigm": 1}}"#, 422, "unused-parameter", "/parameters/sigm"),
    Case(#"{"parameters": [1]}"#, 422, "wrong-type", "/parameters"),
    Case(#"{"parameters": {"1": 0}}"#, 422, "invalid-value", "/parameters/1"),
    Case(#"{"parameters": {"σ": 1, "sigma": 1}}"#, 422, "conflict", "/parameters/sigma"),
    Case(#"{"domain": {"x": {"length": 0}}}"#, 422, "invalid-value", "/domain/x/length"),
    Case(
      #"{"domain": {"x": {"length": 1}}, "parameters": {"length": 1}}"#, 422, "conflict",
      "/domain/x/length"),
    Case(#"{"domain": {"w": {}}}"#, 422, "unknown-field", "/domain/w"),
    Case(#"{"domain": {"x": {"points": 0}}}"#, 422, "too-few-points", "/domain/x/points"),
    Case(#"{"domain": {"x": {"points": 1}}}"#, 422, "too-few-points", "/domain/x/points"),
    Case(#"{"domain": {"x": {"points": 2}}}"#, 422, "too-few-points", "/domain/x/points"),
    Case(#"{"domain": {"x": {"points": -5}}}"#, 422, "too-few-points", "/domain/x/points"),
    Case(#"{"domain": {"x": {"points": 12.5}}}"#, 422, "wrong-type", "/domain/x/points"),
    Case(#"{"domain": {"x": {"points": 1e9}}}"#, 422, "limit-exceeded", "/domain/x/points"),
    Case(#"{"domain": {"x": {"points": 1e19}}}"#, 422, "number-out-of-range", "/domain/x/points"),
    Case(
      #"{"domain": {"x": {"boundary": "diriclet"}}}"#, 422, "unknown-name", "/domain/x/boundary"),
    Case(#"{"model": "poisson"}"#, 422, "unknown-name", "/model"),
    Case(#"{"solver": {"scheme": "fft"}}"#, 422, "unknown-name", "/solver/scheme"),
    Case(
      #"{"solver": {"scheme": "finite-difference", "order": 3}}"#, 422, "invalid-value",
      "/solver/order"),
    Case(
      #"{"solver": {"scheme": "spectral", "order": 2}}"#, 422, "not-applicable", "/solver/order"),
    Case(#"{"compatibility": "ignore"}"#, 422, "unknown-name", "/compatibility"),
    Case(#"{"gauge": "pinned"}"#, 422, "unknown-name", "/gauge"),
    Case(#"{"objective": "integral(n)"}"#, 422, "unknown-name", "/objective"),
    Case(#"{"wrt": "t"}"#, 422, "wrong-type", "/wrt"),
    Case(#"{"wrt": ["t", "points"]}"#, 422, "unknown-name", "/wrt/1"),
    Case(#"{"wrt": ["t", "t"]}"#, 422, "conflict", "/wrt/1"),
    Case(#"{"sweep": "all"}"#, 422, "unknown-name", "/sweep"),
    Case(
      #"{"t": [1, 2], "parameters": {"mu": [1, 2, 3]}}"#, 422, "length-mismatch",
      "/parameters/mu"),
    Case(
      #"{"model": "density-gaussian", "operator": {}}"#, 422, "not-applicable", "/operator"),
    Case(
      #"{"model": "density-gaussian", "gauge": "zero-mean"}"#, 422, "not-applicable", "/gauge"),
    Case(
      #"{"t": {"start": 0, "stop": 1, "count": 1000000}, "domain": {"x": {"points": 2000000}}}"#,
      422, "limit-exceeded", ""),
  ]

  static let unanswerable = [
    Case(#"{"parameters": {"n0": 1e-7}}"#, 422, "incompatible-source", "/compatibility"),
    Case(#"{"parameters": {"n0": [0, 0.5]}}"#, 422, "incompatible-source", "/parameters/n0/1"),
    Case(
      #"{"parameters": {"n0": {"start": 0, "stop": 0.5, "count": 2}}}"#, 422,
      "incompatible-source", "/parameters/n0"),
    Case(#"{"domain": {"x": {"points": 12}}}"#, 422, "incompatible-source", "/compatibility"),
    Case(#"{"domain": {"x": {"start": "0/0"}}}"#, 422, "non-finite", "/domain/x/start"),
    Case(#"{"gauge": {"zero": {"x": "sigma/0"}}}"#, 422, "non-finite", "/gauge"),
    Case(#"{"parameters": {"sigma": 1e-200}}"#, 422, "non-finite", "/parameters/sigma"),
    Case(#"{"parameters": {"sigma": 0}}"#, 422, "non-finite", "/parameters/sigma"),
    Case(#"{"parameters": {"sigma": [0.2, 0]}}"#, 422, "non-finite", "/parameters/sigma/1"),
    Case(#"{"density": "log(x - 1)", "compatibility": "project"}"#, 422, "non-finite", "/density"),
    Case(
      #"{"parameters": {"length": 1e200}, "compatibility": "project"}"#, 422, "non-finite",
      "/parameters/length"),
    Case(
      #"{"parameters": {"mu": [3, 1e200], "sigma": 1e-100}, "compatibility": "project"}"#, 422,
      "non-finite", nil),
  ]

  @Test(
    "a body that is no document, an unknown word, a problem without an answer",
    arguments: unreadable + meaningless + unanswerable, ["/evaluate", "/gradient"])
  func refusals(_ refused: Case, _ path: String) throws {
    let answer = post(path, refused.document)
    #expect(answer.status == refused.status, "\(answer.text)")
    #expect(answer.headers["Content-Type"] == "application/problem+json")
    #expect(try answer.string("code") == refused.code, "\(answer.text)")
    if let pointer = refused.pointer { #expect(try answer.string("pointer") == pointer) }
    #expect(try !answer.string("detail").isEmpty)
    #expect(try answer.number("status") == Double(refused.status))
  }

  @Test("all errors of a document are told at once")
  func together() throws {
    let answer = post(
      "/gradient", #"{"tt": 1, "parameters": {"sigma": null, "mew": 2}, "gauge": 1}"#)
    let errors = try answer.node("errors").array.map { try $0.object.required("pointer").string }
    #expect(Set(errors) == ["/tt", "/parameters/mew", "/parameters/sigma", "/gauge"])
  }

  @Test("a document is not searched for more errors than are told", .timeLimit(.minutes(1)))
  func manyErrors() throws {
    let key = String(repeating: "k", count: 10_000)
    let names = Array(repeating: "0", count: 500_000).joined(separator: ",")
    let answer = post("/gradient", #"{"\#(key)": 0, "wrt": [\#(names)]}"#)
    #expect(try answer.string("code") == "unknown-field")
  }

  @Test("the mean is named")
  func mean() throws {
    let answer = post("/gradient", #"{"parameters": {"n0": 0.25}}"#)
    #expect(isClose(try answer.number("mean"), 0.25, relative: 1e-14))
    #expect(try answer.string("detail").contains("the mean 0.25"))
  }

  @Test("a name that is nearly right is suggested")
  func suggestion() throws {
    #expect(
      try post("/gradient", #"{"solver": {"scheme": "spectal"}}"#).string("detail")
        .contains("'spectral'"))
  }

  @Test("limits are the server's to set")
  func limits() throws {
    var limits = ServiceLimits()
    limits.points = 100
    limits.sweep = 10
    let strict = Service(ServiceCore(limits: limits, workers: WorkerPool(workerCount: 1)))
    let tooMany = post("/evaluate", #"{"domain": {"x": {"points": 101}}}"#, to: strict)
    #expect(try tooMany.string("pointer") == "/domain/x/points")
    #expect(try tooMany.string("detail").contains("at most 100 points"))
    let range = post("/evaluate", #"{"t": {"start": 0, "stop": 1, "count": 11}}"#, to: strict)
    #expect(try range.string("code") == "limit-exceeded")
  }

  @Test("what compiling tells of a cost refuses a problem that is compiled already, too")
  func costOfKnown() throws {
    var limits = ServiceLimits()
    limits.results = 4
    let strict = Service(ServiceCore(limits: limits, workers: WorkerPool(workerCount: 1)))
    for _ in 0..<2 {
      let answer = post("/gradient", "{}", to: strict)
      #expect(try answer.string("code") == "limit-exceeded")
      #expect(try answer.string("detail").contains("at most 4 numbers in an answer"))
    }
  }

  @Test("an iteration that takes too many operations is refused before it is compiled")
  func costOfIteration() throws {
    var limits = ServiceLimits()
    limits.operations = 100_000
    let strict = Service(ServiceCore(limits: limits, workers: WorkerPool(workerCount: 1)))
    let answer = post(
      "/gradient",
      #"""
      {"density": "cos(x)", "operator": {"coefficient": "2 + cos(x)"},
       "solver": {"scheme": "finite-difference"}}
      """#, to: strict)
    #expect(try answer.string("code") == "limit-exceeded")
    #expect(try answer.string("detail").contains("at most 100000 operations"))
    #expect(strict.core.cache.statistics.misses == 0)
  }

  @Test("errors quote the density as this request writes it, whoever had it compiled")
  func wording() throws {
    for density in ["cos(x) + 1/(x-x)", "cos( x )  +  1 / ( x - x )"] {
      let answer = post("/gradient", #"{"density": "\#(density)"}"#)
      #expect(try answer.string("excerpt").hasPrefix(density + "\n"))
      let start = try #require(density.firstIndex(of: "1"))
      #expect(
        try answer.number("offset") == Double(density.distance(from: density.startIndex, to: start))
      )
    }
  }
}
