import Testing

@Suite("Documents with Robin conditions")
struct RobinTests {
  private func document(_ wall: String, more: String = "") -> String {
    """
    {"density": "-1", "parameters": {"h": 2}, "objective": "integral(phi)",
     "domain": {"x": {"length": 1, "points": 17,
       "boundary": {"lower": {"dirichlet": 0}, "upper": {"robin": \(wall)}}}\(more)}}
    """
  }

  /// φ″ = −1, φ(0) = 0, h φ(1) + φ′(1) = 0: φ = q x − x²/2 with q = (1 + h/2)/(1 + h).
  @Test("alpha may be a parameter")
  func parameter() throws {
    let answer = post("/gradient", document(#"{"alpha": "h", "beta": 1}"#))
    #expect(answer.status == 200)
    #expect(isClose(try answer.number("value"), 0.5 * 2.0 / 3 - 1.0 / 6, relative: 1e-12))
    // dq/dh = −1/(2 (1 + h)²).
    #expect(isClose(try answer.number("gradient", "h"), -1.0 / 36, relative: 1e-11))
    #expect(try answer.string("domain", "x", "boundary", "upper", "robin", "alpha") == "h")
  }

  @Test("where beta is the number 0 the condition is Dirichlet's")
  func dirichlet() throws {
    let answer = post("/gradient", document(#"{"alpha": "h", "beta": 0, "value": "h^2"}"#))
    #expect(isClose(try answer.number("value"), 0.5 * 2.5 - 1.0 / 6, relative: 1e-12))
    #expect(isClose(try answer.number("gradient", "h"), 0.5, relative: 1e-11))
  }

  @Test("on two axes, with how the iteration went")
  func plane() throws {
    let answer = post(
      "/gradient",
      document(
        #"{"alpha": "h", "beta": "1 + y"}"#,
        more: """
          , "y": {"length": 1, "points": 17, "boundary": {"lower": {"neumann": 0},
            "upper": {"robin": {"alpha": 1, "beta": 2}}}}
          """))
    #expect(answer.status == 200)
    #expect((2...40).contains(try answer.number("iterations")))
    #expect(try answer.number("solverResidual") < 1e-11)
  }

  @Test("what is wrong is found where it stands")
  func errors() throws {
    let unknown = post("/gradient", document(#"{"alpha": "k", "beta": "h"}"#))
    #expect(try unknown.string("pointer") == "/domain/x/boundary/upper/robin/alpha")
    let infinite = post("/gradient", document(#"{"alpha": "1/(h - 2)", "beta": "h"}"#))
    #expect(infinite.status == 422)
    #expect(try infinite.string("pointer") == "/domain/x/boundary/upper/robin/alpha")
    let zeros = post("/gradient", document(#"{"alpha": "h - 2", "beta": "2*(h - 2)"}"#))
    #expect(zeros.status == 422)
    #expect(try zeros.string("code") == "invalid-value")
    #expect(try zeros.string("pointer") == "/domain/x/boundary/upper/robin")
    let void = post("/gradient", document(#"{"alpha": 0, "beta": 0}"#))
    #expect(try void.string("pointer") == "/domain/x/boundary/upper/robin")
  }

  @Test("where alpha and beta are 0 at one point of a wall, the wall is named")
  func point() throws {
    let answer = post(
      "/gradient",
      document(
        #"{"alpha": "y", "beta": "h*y", "value": "y"}"#,
        more: #", "y": {"length": 1, "points": 17, "boundary": "neumann"}"#))
    #expect(answer.status == 422)
    #expect(try answer.string("code") == "invalid-value")
    #expect(try answer.string("pointer") == "/domain/x/boundary/upper/robin")
  }

  @Test("a beta that is 0 for some value of a parameter", arguments: ["2", "4", "6"])
  func zero(_ order: String) throws {
    let more = """
      , "y": {"length": 1, "points": 17, "boundary": {"lower": {"dirichlet": 0},
        "upper": {"robin": {"alpha": 1, "beta": "h - 2", "value": 1}}}}
      """
    func value(_ wall: String) throws -> (Double, Double) {
      let document = document(wall, more: more).dropLast()
      let solver = #", "solver": {"scheme": "finite-difference", "order": \#(order)}}"#
      let answer = post("/gradient", document + solver)
      return (try answer.number("value"), try answer.number("gradient", "h"))
    }
    let found = try value(#"{"alpha": "h", "beta": "h - 2", "value": "h*y"}"#)
    #expect(
      isClose(found.0, try value(#"{"alpha": 1, "beta": 0, "value": "y"}"#).0, relative: 1e-3))
    #expect(found.1.magnitude < 1)
  }

  @Test("with a coefficient, fluxes are divided by beta")
  func coefficient() throws {
    let answer = post(
      "/gradient",
      document(
        #"{"alpha": "h", "beta": "y"}"#,
        more: #", "y": {"length": 1, "points": 17, "boundary": "neumann"}"#
      ).dropLast()
        + #", "operator": {"coefficient": "1 + x"}, "solver": {"scheme": "finite-difference", "order": 2}}"#
    )
    #expect(answer.status == 422)
    #expect(try answer.string("code") == "invalid-value")
    #expect(try answer.string("pointer") == "/domain/x/boundary/upper/robin/beta")
  }
}
