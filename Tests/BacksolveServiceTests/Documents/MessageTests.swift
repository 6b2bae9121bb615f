import BacksolveService
import HTTPCore
import JSON
import Testing

/// What is told of mistakes that people make.
@Suite("Messages")
struct MessageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let document: String
    let code: String
    let pointer: String
    let words: String

    init(_ document: String, _ code: String, _ pointer: String, _ words: String) {
      self.document = document
      self.code = code
      self.pointer = pointer
      self.words = words
    }

    var testDescription: String { document }
  }

  static let cases = [
    Case(
      #"{"density": "x*phi"}"#, "unknown-name", "/density",
      "There is no value named 'phi' here: it is the solution; what depends on it is stated as operator.reaction."
    ),
    Case(
      #"{"density": "sin(x)", "operator": {"coefficient": "1+E^2"}}"#, "unknown-name",
      "/operator/coefficient", "it is computed from the solution"),
    Case(#"{"density": "sin(x)*y"}"#, "unknown-name", "/density", "the domain has no axis 'y'"),
    Case(
      #"{"density": "sin(x) - integral(x)"}"#, "unknown-function", "/density",
      "There is no function named 'integral' here: it makes one number of a field, which is for objectives."
    ),
    Case(
      #"{"model": "density-gaussian", "objective": "misfit(d)"}"#, "unknown-function", "/objective",
      "no equation is solved"),
    Case(
      #"{"density": "sin(x)", "objective": "integral(Ey^2)"}"#, "unknown-name", "/objective",
      "the domain has no axis 'y'"),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"length": "x"}}}"#, "unknown-name",
      "/domain/x/length", "it differs from point to point, and this is a single number"),
    Case(
      #"{"model": "density-gaussian", "objective": "integral(phi)"}"#, "unknown-name",
      "/objective", "no equation is solved"),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"boundary": {"lower": {"dirichlet": "x"}, "upper": {"neumann": 0}}}}}"#,
      "unknown-name", "/domain/x/boundary/lower", "the wall is at one x"),
    Case(
      #"{"density": "(let a = 1; a)"}"#, "misplaced-let", "/density",
      "Bindings stand before everything else"),
    Case(
      #"{"density": "pi*x", "parameters": {"π": 3}}"#, "reserved-name", "/parameters/π",
      "found 'pi'"),
    Case(
      #"{"density": "sin(x)", "parameters": {"sin": 3}}"#, "reserved-name", "/parameters/sin",
      "a name that has no meaning of its own"),
    Case(
      #"{"model": "density-gaussian", "errorEstimate": true}"#, "not-applicable",
      "/errorEstimate", "where no equation is solved"),
    Case(
      #"{"density": "s", "fields": {"s": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}, "domain": {"x": {"points": 16}}, "errorEstimate": true}"#,
      "not-applicable", "/errorEstimate", "with 's', which is given on this grid"),
    Case(
      #"{"errorEstimate": true, "domain": {"x": {"points": 10}}}"#, "not-applicable",
      "/errorEstimate", "with 10 points along x"),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"boundary": {"lower": {"dirichlet": 0}, "upper": "neumann"}}}}"#,
      "wrong-type", "/domain/x/boundary/upper", #"such as {"neumann": 0}, found 'neumann'"#),
    Case(
      #"{"density": "sin(x)", "domain": {"x": {"boundary": 0}}}"#, "wrong-type",
      "/domain/x/boundary", #"Expected "periodic", "dirichlet""#),
    Case(
      #"{"density": "s", "fields": {"s": 5}}"#, "wrong-type", "/fields/s",
      "an array with a number per point, or a list of such arrays, found a number"),
    Case(
      #"{"density": "sin(x)", "data": {"d": [1]}, "objective": "misfit(d)"}"#, "wrong-type",
      "/data/d", #"measurements, {"x": […], "values": […]}, found an array"#),
    Case(#"{"t": {"start": 0, "stop": 1}}"#, "missing-field", "/t/step", "expected step or count"),
    Case(#"{"wrt": "t"}"#, "wrong-type", "/wrt", #"an array of names, such as ["t"]"#),
    Case(
      #"{"density": "sin(x)", "gauge": 0}"#, "wrong-type", "/gauge", #"{"zero": {"x": 0}}"#),
  ]

  @Test("say what is wrong", arguments: cases)
  func message(_ mistake: Case) throws {
    let answer = post("/gradient", mistake.document)
    #expect(answer.status == 422, "\(answer.text)")
    #expect(try answer.string("code") == mistake.code, "\(answer.text)")
    #expect(try answer.string("pointer") == mistake.pointer, "\(answer.text)")
    #expect(try answer.string("detail").contains(mistake.words), "\(answer.text)")
  }

  /// The codes of all errors, with their places.
  private func errors(_ document: String) throws -> [String] {
    let answer = post("/gradient", document)
    guard answer.text.contains(#""errors""#) else {
      return [try answer.string("code") + " " + answer.string("pointer")]
    }
    return try answer.node("errors").array.map { error in
      let object = try error.object
      return try object.required("code").string + " " + object.required("pointer").string
    }.sorted()
  }

  @Test("unknown and unused names are told together, and with what is wrong elsewhere")
  func together() throws {
    let both = try errors(
      """
      {"density": "a*cos(x) + q", "parameters": {"b": 1, "pi": 3}, "objective": "integral(psi)",
       "gauge": {"mean": "g"}, "wrt": ["c"]}
      """)
    #expect(
      both == [
        "reserved-name /parameters/pi", "unknown-name /density", "unknown-name /density",
        "unknown-name /gauge", "unknown-name /objective", "unknown-name /wrt/0",
        "unused-parameter /parameters/b",
      ])
    // A parameter without a value is no unknown name, and what cannot be read uses no parameter.
    let others = try errors(
      #"{"density": "a*cos(x) + b", "parameters": {"a": "x", "c": 1}, "objective": "sin("}"#)
    #expect(
      others == [
        "unexpected-token /objective", "unknown-name /density", "wrong-type /parameters/a",
      ])
    // What is wrong with the domain may hide axes.
    let domain = try errors(
      #"{"density": "cos(y)", "parameters": {"c": 1}, "domain": {"y": {"boundary": 3}}}"#)
    #expect(domain == ["wrong-type /domain/y/boundary"])
  }

  @Test("a parameter that only the gauge uses is used")
  func gauge() throws {
    let answer = post(
      "/gradient",
      #"{"density": "cos(x)", "parameters": {"m": 2}, "gauge": {"mean": "m"}, "objective": "mean(phi)"}"#
    )
    #expect(answer.status == 200, "\(answer.text)")
    #expect(abs(try answer.number("gradient", "m") - 1) < 1e-14)
  }

  @Test("capabilities name what readers know")
  func capabilities() throws {
    let answer = Answer(service.respond(to: .init(.get, "/capabilities")))
    for (list, names) in [
      ("operators", ["screening", "coefficient", "reaction", "guess"]),
      ("boundaries", ["periodic", "dirichlet", "neumann", "robin"]),
      ("gauges", ["zero-mean", "mean", "zero"]), ("sweeps", ["zip", "grid"]),
    ] {
      #expect(try answer.node(list).array.map { try $0.string } == names)
    }
    #expect(try answer.number("limits", "fieldValues") == Double(1 << 24))
  }

  @Test(
    "an axis with too many points for matrices, also the longest beside Robin conditions",
    arguments: [
      (#""dirichlet""#, 1_100),
      (#"{"lower": {"robin": {"alpha": 1, "beta": 1, "value": 0}}, "upper": {"neumann": 0}}"#, 16),
    ])
  func tooManyPoints(_ boundary: String, _ points: Int) throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "-s", "parameters": {"s": 1}, "domain": {
         "x": {"points": \(points), "boundary": \(boundary)},
         "y": {"points": 1100, "boundary": "dirichlet"}}}
      """)
    #expect(try answer.string("code") == "limit-exceeded")
    #expect(try answer.string("pointer") == "/domain/y/points")
    #expect(
      try answer.string("detail") == """
        Expected at most 1024 points with this scheme, found 1100: where several axes have walls only one may have \
        more, the one with Robin conditions or else the longest, and none if several have Robin conditions.
        """)
  }

  @Test("an axis with too many points for a coefficient")
  func tooManyPointsWithCoefficient() throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "-1", "operator": {"coefficient": "1 + x"},
       "domain": {"x": {"length": 1, "points": 1025, "boundary": "dirichlet"}}}
      """)
    #expect(try answer.string("pointer") == "/domain/x/points")
    #expect(
      try answer.string("detail") == """
        Expected at most 1024 points with this scheme, found 1025: with a coefficient or a reaction no axis with walls \
        may have more.
        """)
  }
}
