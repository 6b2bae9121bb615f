import BacksolveService
import Glibc
import JSON
import Testing

/// Many measurements, and what is wrong with one of them.
@Suite("Measurements")
struct MeasurementTests {
  private func list(_ values: [Double]) -> String {
    "[" + values.map { "\($0)" }.joined(separator: ",") + "]"
  }

  @Test(
    "thousands of sensors, with the gradient by parameters and by what was measured",
    arguments: [#""scheme": "spectral""#, #""scheme": "finite-difference", "order": 6"#])
  func thousands(_ scheme: String) throws {
    let places = (0..<5000).map { 2 * Double.pi * (Double($0) + 0.37) / 5000 }
    let values = places.map { -1.5 * cos($0) + 0.25 }
    let answer = post(
      "/gradient",
      """
      {"density": "a*cos(x)", "parameters": {"a": [2, 3]}, "objective": "misfit(d)",
       "data": {"d": {"x": \(list(places)), "values": \(list(values))}}, "wrt": ["a", "d"],
       "solver": {\(scheme)}}
      """)
    #expect(answer.status == 200, "\(answer.text.prefix(300))")
    let slopes = try answer.column("gradient", "a")
    let byValue = try answer.node("gradient", "d").array.map { try $0.doubles() }
    for (index, a) in [2.0, 3].enumerated() {
      // φ = −a cos x.
      let rests = zip(places, values).map { -a * cos($0) - $1 }
      let sum = rests.reduce(0) { $0 + $1 * $1 }
      let slope = zip(places, rests).reduce(0) { $0 - 2 * cos($1.0) * $1.1 }
      let tolerance = scheme.contains("spectral") ? 1e-10 : 1e-7
      #expect(isClose(try answer.column("value")[index], sum, relative: tolerance))
      #expect(isClose(slopes[index], slope, relative: tolerance))
      for (found, rest) in zip(byValue[index], rests) { #expect(abs(found + 2 * rest) < 1e-6) }
    }
  }

  @Test("places move with the domain")
  func movingDomain() throws {
    func misfit(_ length: Double) throws -> Answer {
      post(
        "/gradient",
        """
        {"density": "1", "parameters": {"L": \(length)}, "objective": "misfit(d)",
         "domain": {"x": {"length": "L", "boundary": "dirichlet", "points": 24}},
         "data": {"d": {"x": [0.2, 0.9], "values": [0.1, -0.3], "weights": [1, 2]}}}
        """)
    }
    // φ = x (x − L)/2, and ∂φ/∂L = −x/2 where x stays.
    let answer = try misfit(1.25)
    let rests = [(0.2, 0.1), (0.9, -0.3)].map { x, value in 0.5 * x * (x - 1.25) - value }
    #expect(
      isClose(
        try answer.number("value"), rests[0] * rests[0] + 2 * rests[1] * rests[1], relative: 1e-12))
    let slope = -rests[0] * 0.2 - 2 * rests[1] * 0.9
    #expect(isClose(try answer.number("gradient", "L"), slope, relative: 1e-11))
    let outside = try misfit(0.75)
    #expect(try outside.string("code") == "outside-domain")
    #expect(try outside.string("pointer") == "/data/d/x/1")
    #expect(try outside.string("detail").contains("measurement 1 of 'd'"), "\(outside.text)")
  }

  @Test("a measurement too large to be squared is named")
  func tooLarge() throws {
    let one = post(
      "/evaluate",
      #"{"density": "sin(x)", "objective": "misfit(d)", "data": {"d": {"x": [1, 2], "values": [0, 1e200]}}}"#
    )
    #expect(try one.string("code") == "non-finite")
    #expect(try one.string("pointer") == "/data/d/values/1", "\(one.text)")
    let swept = post(
      "/evaluate",
      #"{"density": "sin(x)", "objective": "misfit(d)", "data": {"d": {"x": [1], "values": [[0], [1], [-1e160]]}}}"#
    )
    #expect(try swept.string("pointer") == "/data/d/values/2/0", "\(swept.text)")
  }

  @Test("hundreds of places in expressions")
  func places() throws {
    let answer = post(
      "/gradient",
      #"{"density": "a*cos(x)", "parameters": {"a": 2, "s": 0.1}, "objective": "sum(i, 1, 200, at(phi, x = i/200 + s)^2)"}"#
    )
    let places = (1...200).map { Double($0) / 200 + 0.1 }
    let sum = places.reduce(0) { $0 + 4 * cos($1) * cos($1) }
    let slope = places.reduce(0) { $0 - 8 * cos($1) * sin($1) }
    #expect(isClose(try answer.number("value"), sum, relative: 1e-12), "\(answer.text)")
    #expect(isClose(try answer.number("gradient", "s"), slope, relative: 1e-11))
    #expect(isClose(try answer.number("gradient", "a"), sum, relative: 1e-11))
  }

  @Test("what reading costs is counted, and how many there are is limited")
  func limits() throws {
    var limits = ServiceLimits()
    limits.operations = 100_000
    let document = """
      {"density": "sin(x)", "objective": "misfit(d)",
       "data": {"d": {"x": \(list([Double](repeating: 1, count: 500))),
        "values": \(list([Double](repeating: 0, count: 500)))}}}
      """
    let dear = post("/evaluate", document, to: Service(ServiceCore(limits: limits)))
    #expect(try dear.string("code") == "limit-exceeded")
    #expect(dear.text.contains("to read fields"), "\(dear.text)")
    limits = ServiceLimits()
    limits.sensors = 499
    let many = post("/evaluate", document, to: Service(ServiceCore(limits: limits)))
    #expect(try many.string("pointer") == "/data/d/values", "\(many.text)")
  }
}
