import Testing

@Suite("Documents with a reaction")
struct ReactionTests {
  private func document(
    _ parameters: String = #"{"k": 2, "q": 3, "w": 0.4}"#, reaction: String = "k*sinh(phi)",
    more: String = ""
  ) -> String {
    """
    {"density": "-q*exp(-((x - 1)/w)^2)", "parameters": \(parameters), "objective": "integral(phi^2)",
     "domain": {"x": {"length": 2, "points": 65, "boundary": {"lower": {"dirichlet": 0.5}, "upper": {"neumann": 0.1}}}},
     "operator": {"reaction": "\(reaction)"\(more)}, "solver": {"scheme": "finite-difference", "order": 2}}
    """
  }

  @Test("the gradient of Poisson and Boltzmann's equation against differences of values")
  func gradient() throws {
    let answer = post("/gradient", document())
    #expect(answer.status == 200, "\(answer.text)")
    #expect(try answer.string("equation") == "d2phi/dx2 = rho + (k*sinh(phi))")
    #expect((2...10).contains(try answer.number("newtonSteps")))
    #expect(try answer.number("solverResidual") < 1e-11)
    #expect(try answer.number("residual") < 1e-9)
    for (name, values) in [
      ("k", [1.999, 2.001]), ("q", [2.999, 3.001]), ("w", [0.3999, 0.4001]),
    ] {
      var parameters = ["k": "2", "q": "3", "w": "0.4"]
      parameters[name] = "\(values)"
      let members = parameters.map { #""\#($0)": \#($1)"# }.joined(separator: ", ")
      let column = try post("/evaluate", document("{\(members)}")).column("value")
      let slope = (column[1] - column[0]) / (values[1] - values[0])
      #expect(isClose(try answer.number("gradient", name), slope, relative: 1e-5), "\(name)")
    }
  }

  /// Coordinates, ρ, a field on the grid and parameters, some of them in the length, the walls and ρ too.
  @Test(
    "a reaction of all that it may read",
    arguments: [
      #""finite-difference", "order": 2"#, #""finite-difference", "order": 4"#, #""spectral""#,
    ])
  func everything(_ scheme: String) throws {
    let field = (0..<16).map { 0.3 + 0.02 * Double($0) }
    func document(_ values: [String: String]) -> String {
      let parameters = ["k": "0.7", "l": "1.5", "w": "0.4"].merging(values) { $1 }
      let members = parameters.map { #""\#($0)": \#($1)"# }.joined(separator: ", ")
      return """
        {"density": "w*x - c", "parameters": {\(members)}, "fields": {"c": \(field)},
         "objective": "integral(phi^2)", "wrt": ["k", "l", "w", "c"],
         "domain": {"x": {"length": "l", "points": 16, "boundary": {"lower": {"dirichlet": "w"},
          "upper": {"robin": {"alpha": "k", "beta": 2, "value": 1}}}}},
         "operator": {"coefficient": "1 + k*x/l", "screening": "w^2",
          "reaction": "(k + c)*sinh(phi + x*w) + 0.2*rho*phi^3 + where(x > 9, 1, k*phi)"},
         "solver": {"scheme": \(scheme)}}
        """
    }
    let answer = post("/gradient", document([:]))
    #expect(answer.status == 200, "\(answer.text)")
    for (name, value) in [("k", 0.7), ("l", 1.5), ("w", 0.4)] {
      let values = [value - 1e-4, value + 1e-4]
      let column = try post("/evaluate", document([name: "\(values)"])).column("value")
      let slope = (column[1] - column[0]) / 2e-4
      #expect(isClose(try answer.number("gradient", name), slope, relative: 1e-6), "\(name)")
    }
  }

  /// tanh(φ/4) = tanh(ζ/4) e^{−κx}, and the wall's charge 2κ sinh(ζ/2).
  @Test("a double layer between spectral walls, against the closed form")
  func doubleLayer() throws {
    let answer = post(
      "/gradient",
      """
      {"density": "0", "parameters": {"k": 1.3, "zeta": 4}, "wrt": ["zeta"],
       "domain": {"x": {"length": 3, "points": 64, "boundary": {"lower": {"dirichlet": "zeta"},
        "upper": {"dirichlet": "4*atanh(tanh(zeta/4)*exp(-3*k))"}}}},
       "operator": {"reaction": "k^2*sinh(phi)"},
       "objectives": {"charge": "lowerFlux(x)", "middle": "at(phi, x=1)"}}
      """)
    // sinh 2 and cosh 2.
    #expect(
      isClose(try answer.number("value", "charge"), 2.6 * 3.626860407847019, relative: 1e-11))
    #expect(
      isClose(
        try answer.number("gradient", "charge", "zeta"), 1.3 * 3.7621956910836314,
        relative: 1e-10))
    // 4 artanh(tanh(1) e^{−1.3}).
    #expect(
      isClose(try answer.number("value", "middle"), 0.8424747964488152, relative: 1e-11))
  }

  @Test("a guess finds the same solution")
  func guess() throws {
    let value = try post("/evaluate", document()).number("value")
    let guessed = post("/evaluate", document(more: #", "guess": "1 + x""#))
    #expect(isClose(try guessed.number("value"), value, relative: 1e-12))
    let far = post("/evaluate", document(more: #", "guess": "-40*x""#))
    #expect(isClose(try far.number("value"), value, relative: 1e-12))
    let walled = post("/evaluate", document(more: #", "coefficient": "1 + 0*x""#))
    #expect(isClose(try walled.number("value"), value, relative: 1e-12))
  }

  @Test("what is wrong is said where it stands")
  func refusals() throws {
    let unknown = post("/evaluate", document(reaction: "k*sinh(psi)"))
    #expect(try unknown.string("pointer") == "/operator/reaction")
    let falling = post("/evaluate", document(reaction: "-20*k*phi"))
    #expect(try falling.string("code") == "not-elliptic")
    #expect(try falling.string("detail").contains("for the guess either, which is 0"))
    for (reaction, guess) in [("k/phi", "0"), ("k*sinh(phi)", "800")] {
      let infinite = post(
        "/evaluate", document(reaction: reaction, more: #", "guess": "\#(guess)""#))
      #expect(try infinite.string("code") == "non-finite", "\(infinite.text)")
      #expect(try infinite.string("pointer") == "/operator/reaction")
    }
    let alone = post(
      "/evaluate",
      #"{"operator": {"guess": 1}, "solver": {"scheme": "finite-difference", "order": 2}}"#)
    #expect(try alone.string("pointer") == "/operator/guess")
  }
}
