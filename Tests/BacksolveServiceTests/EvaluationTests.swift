import Glibc
import HTTPCore
import JSON
import Testing

@Suite("Answers to /evaluate and /gradient")
struct EvaluationTests {
  @Test("the posts' figures, by scheme and objective")
  func figures() throws {
    let spectral = post("/gradient", #"{"t": 1.0}"#)
    #expect(spectral.status == 200)
    #expect(isClose(try spectral.number("value"), 0.190827397512072, relative: 5e-15))
    #expect(isClose(try spectral.number("gradient", "t"), 0.490115451441866, relative: 5e-15))
    let sum = post("/gradient", #"{"t": 1.0, "objective": "sum"}"#)
    #expect(isClose(try sum.number("value"), 3.88750381970026, relative: 5e-15))
    #expect(isClose(try sum.number("gradient", "t"), 9.98454998818417, relative: 5e-15))
    for solver in [#"{"scheme": "finite-difference", "order": 2}"#, #"{"scheme": "pinned"}"#] {
      let answer = post("/gradient", #"{"t": 1.0, "solver": \#(solver)}"#)
      #expect(isClose(try answer.number("value"), 0.191544962303812, relative: 5e-15))
      #expect(isClose(try answer.number("gradient", "t"), 0.491958423658790, relative: 5e-15))
    }
  }

  @Test("the sweep of the second post: 629 values of t in one request")
  func sweep() throws {
    let range = #"{"start": 0, "stop": 6.283185307179586, "step": 0.01}"#
    let answer = post("/gradient", #"{"t": \#(range), "wrt": ["t", "sigma"]}"#)
    let t = try answer.column("t")
    let value = try answer.column("value")
    #expect(t.count == 629 && value.count == 629)
    #expect(t[0] == 0 && t[100] == 1 && isClose(t[628], 6.28, relative: 1e-15))
    #expect(isClose(value[100], 0.190827397512072, relative: 5e-15))
    #expect(try answer.column("gradient", "t").count == 629)
    #expect(try answer.column("gradient", "sigma").count == 629)
    #expect(try answer.column("removedMean").count == 629)
    #expect(try answer.node("gradient").object.count == 2)
    let alone = try post("/gradient", #"{"t": \#(t[200])}"#).number("value")
    #expect(value[200] == alone, "a sweep and a single request give the same bits")
  }

  @Test("scalar in, scalar out; an array of one is an array")
  func shapes() throws {
    #expect(try post("/evaluate", #"{"t": 2}"#).node("value").kind == .number)
    #expect(try post("/evaluate", #"{"t": [2]}"#).column("value").count == 1)
    #expect(try post("/evaluate", #"{"parameters": {"mu": [3, 3.1]}}"#).column("value").count == 2)
    #expect(try post("/evaluate", "{}").number("t") == 1)
  }

  @Test("lists go together; a grid takes every combination, the last parameter fastest")
  func combinations() throws {
    let parameters = #""t": [0.5, 1.0], "parameters": {"sigma": [0.2, 0.3]}"#
    let zip = post("/gradient", "{\(parameters)}")
    #expect(try zip.column("t") == [0.5, 1.0])
    let grid = post("/gradient", #"{\#(parameters), "sweep": "grid"}"#)
    #expect(try grid.column("t") == [0.5, 0.5, 1.0, 1.0])
    #expect(try grid.column("parameters", "sigma") == [0.2, 0.3, 0.2, 0.3])
    let values = try grid.column("value")
    #expect(try zip.column("value") == [values[0], values[3]])
    let single = post("/gradient", #"{"t": 1.0, "parameters": {"sigma": 0.2}}"#)
    #expect(try single.number("value") == values[2])
  }

  @Test("answers state equation, scheme, gauge and removed mean")
  func conventions() throws {
    let answer = post(
      "/evaluate", #"{"parameters": {"n0": 0.5}, "compatibility": "project"}"#)
    #expect(try answer.string("equation") == "d2phi/dx2 = rho")
    #expect(try answer.string("scheme") == "spectral")
    #expect(try answer.string("gauge") == "zero-mean")
    #expect(try answer.string("objective") == "integral(phi^2)")
    #expect(isClose(try answer.number("removedMean"), 0.5, relative: 1e-15))
    #expect(isClose(try answer.number("value"), 0.190827397512072, relative: 5e-15))
    #expect(answer.headers["Server-Timing"]?.contains("compute;dur=") == true)
  }

  @Test("the first post: the rectangle rule with both ends")
  func density() throws {
    let answer = post("/gradient", #"{"model": "density-gaussian", "t": 1.0}"#)
    // 2 n0 + sin²t √(2π) σ erf(1/(√2 σ)), and n0 Δz for the end counted too much. The rule's error
    // is that of the posts' figure, at most 3.6e-8.
    #expect(abs(try answer.number("value") - (2.3549751666433356 + 0.01)) < 4e-8)
    #expect(abs(try answer.number("gradient", "t") - 0.45585386668348876) < 4e-8)
    #expect(isClose(try answer.number("gradient", "n0"), 2.01, relative: 1e-14))
    #expect(answer.json.flatMap { try? $0.object["equation"] } == nil)
  }

  @Test("the length is a parameter, wherever it is given")
  func length() throws {
    let domain = post("/gradient", #"{"domain": {"x": {"length": 7}}, "compatibility": "project"}"#)
    let parameter = post(
      "/gradient", #"{"parameters": {"length": 7}, "compatibility": "project"}"#)
    #expect(domain.text == parameter.text)
    #expect(try domain.number("parameters", "length") == 7)
  }

  @Test("small and odd grids, and a million points", arguments: [3, 4, 5, 7, 127, 1_000_000])
  func points(_ count: Int) throws {
    let answer = post(
      "/gradient",
      #"{"domain": {"x": {"points": \#(count)}}, "compatibility": "project", "wrt": ["sigma"]}"#)
    #expect(answer.status == 200)
    if count >= 127 {
      #expect(isClose(try answer.number("value"), 0.190827397512072, relative: 1e-11))
      #expect(isClose(try answer.number("gradient", "sigma"), 0.637967598631882, relative: 1e-9))
    }
  }

  /// d²φ/dx² − φ = 0 with ∂φ/∂n + a φ = 1 at both ends of a length of 2: φ = c cosh(x − 1), and ∫φ = 2 c sinh 1 with
  /// c = 1/(sinh 1 + a cosh 1).
  @Test(
    "spectral lines between walls have as many points as any", arguments: [5, 513, 2000, 65_536])
  func walls(_ count: Int) throws {
    let answer = post(
      "/gradient",
      #"""
      {"density": "0", "parameters": {"a": 0.7, "k2": 1}, "objective": "integral(phi)",
       "domain": {"x": {"start": -1, "length": 2, "points": \#(count), "boundary":
         {"lower": {"robin": {"alpha": "a", "beta": 1, "value": 1}},
          "upper": {"robin": {"alpha": "a", "beta": 1, "value": 1}}}}},
       "operator": {"screening": "k2"}, "solver": {"scheme": "spectral"}, "errorEstimate": \#(count > 100)}
      """#)
    #expect(answer.status == 200, "\(answer.text)")
    let (s, c) = (sinh(1.0), cosh(1.0))
    let exact = 2 * s / (s + 0.7 * c)
    let tolerance = count == 5 ? 1e-3 : 1e-13
    #expect(isClose(try answer.number("value"), exact, relative: tolerance))
    #expect(
      isClose(try answer.number("gradient", "a"), -exact * c / (s + 0.7 * c), relative: tolerance))
    #expect(try answer.number("residual") < 1e-13)
    #expect(answer.json.flatMap { try? $0.object["iterations"] } == nil)
    if count > 100 { #expect(try answer.number("errorEstimate", "value") < 1e-13) }
  }

  /// 1/L⁴ and L⁴ are no numbers there, and the residual is in units of ρ.
  @Test(
    "the residual is told whatever the length is",
    arguments: [1e-150, 1e-100, 1e-80, 1, 1e80, 1e100, 1e150],
    [
      #""periodic""#, #""dirichlet""#,
      #"{"lower": {"robin": {"alpha": "1/L", "beta": 1, "value": 0}}, "upper": {"dirichlet": 0}}"#,
    ])
  func residual(_ length: Double, _ boundary: String) throws {
    let solvers = [
      #"{"scheme": "spectral"}"#, #"{"scheme": "finite-difference", "order": 2}"#,
      #"{"scheme": "finite-difference", "order": 4}"#,
    ]
    for solver in solvers {
      let axis = #"{"length": "L", "points": 16, "boundary": \#(boundary)}"#
      for axes in [#"{"x": \#(axis)}"#, #"{"x": {"length": "L", "points": 12}, "y": \#(axis)}"#] {
        let answer = post(
          "/gradient",
          """
          {"density": "cos(2*pi*x/L)", "parameters": {"L": \(length)}, "domain": \(axes),
           "solver": \(solver), "objective": "max(phi)/L^2", "compatibility": "project", "wrt": []}
          """)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try answer.number("residual") > 0, "\(solver), \(axes)")
        #expect(try answer.number("residual") < 1e-12, "\(solver), \(axes)")
      }
    }
  }

  /// The square of such a density is infinite, and nothing is told of its share rather than 0.
  @Test("Nothing is said of the resolution of a density whose square is no number")
  func unresolvedShareBeyondNumbers() throws {
    for boundary in ["periodic", "dirichlet"] {
      func answer(_ amplitude: String) throws -> (text: String, share: Double?) {
        let answer = post(
          "/evaluate",
          """
          {"density": "a*where(x > 0.51, 1, -1)*sin(50*x)", "parameters": {"a": \(amplitude)},
           "domain": {"x": {"length": 1, "points": 37, "boundary": "\(boundary)"}},
           "objective": "max(phi)", "compatibility": "project"}
          """)
        #expect(answer.status == 200, "\(answer.text)")
        return (answer.text, try? answer.number("unresolved"))
      }
      #expect(try #require(answer("1").share) > 0.01)
      let large = try answer("1e200")
      #expect(!large.text.contains("unresolved"), "\(large.text)")
    }
  }
}
