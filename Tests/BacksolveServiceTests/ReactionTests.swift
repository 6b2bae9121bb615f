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
    #expect(try falling.string("detail").contains("or for an iterate of Newton's method"))
    for (reaction, guess) in [("k/phi", "0"), ("k*sinh(phi)", "800")] {
      let infinite = post(
        "/evaluate", document(reaction: reaction, more: #", "guess": "\#(guess)""#))
      #expect(try infinite.string("code") == "non-finite", "\(infinite.text)")
      #expect(try infinite.string("pointer") == "/operator/reaction")
      #expect(try infinite.string("detail").contains("or for the data at the walls"))
    }
    let alone = post(
      "/evaluate",
      #"{"operator": {"guess": 1}, "solver": {"scheme": "finite-difference", "order": 2}}"#)
    #expect(try alone.string("pointer") == "/operator/guess")
  }

  static let schemes = [
    #"{"scheme": "spectral"}"#, #"{"scheme": "finite-difference", "order": 2}"#,
    #"{"scheme": "finite-difference", "order": 4}"#,
    #"{"scheme": "finite-difference", "order": 6}"#,
  ]

  /// A document on a length of 1.
  private func line(
    _ density: String, _ equation: String, _ walls: (lower: String, upper: String),
    points: Int, _ scheme: String, parameters: String = "{}"
  ) -> String {
    """
    {"density": "\(density)", "parameters": \(parameters), "objective": "integral(phi)",
     "domain": {"x": {"length": 1, "points": \(points),
      "boundary": {"lower": {\(walls.lower)}, "upper": {\(walls.upper)}}}},
     "operator": {\(equation)}, "solver": \(scheme)}
    """
  }

  /// Only spectral schemes do without the reaction at the wall itself.
  @Test("a reaction that is infinitely steep at a wall", arguments: schemes)
  func steep(_ scheme: String) throws {
    let answer = post(
      "/evaluate",
      line(
        "0", #""reaction": "sqrt(phi)", "guess": "x""#, (#""dirichlet": 0"#, #""dirichlet": 1"#),
        points: 24, scheme))
    if scheme == Self.schemes[0] {
      // By a shooting method.
      #expect(isClose(try answer.number("value"), 0.44699816, relative: 1e-6))
    } else {
      #expect(try answer.string("code") == "non-finite", "\(answer.text)")
      #expect(try answer.string("detail").contains("which is x, or for the data at the walls"))
    }
  }

  /// What is left of φ, or of what makes it up, is round-off.
  @Test(
    "solutions that are the continued data at walls, or 0", arguments: schemes, [17, 33, 128])
  func cancellation(_ scheme: String, _ points: Int) throws {
    let (zero, one) = (#""dirichlet": 0"#, #""dirichlet": 1"#)
    let closed = #""neumann": 0"#
    for (density, equation, walls, value) in [
      ("0", #""reaction": "sinh(phi - c*x)""#, (zero, #""dirichlet": "c""#), 0.5),
      ("0", #""reaction": "(phi - c*x)^3""#, (zero, #""dirichlet": "c""#), 0.5),
      ("c*0", #""reaction": "phi - 1", "coefficient": "1 + x""#, (one, closed), 1),
      (
        "-sin(3*x)", #""reaction": "c*phi + sin(3*x)", "coefficient": "1 + x""#, (closed, closed), 0
      ),
    ] {
      let answer = post(
        "/evaluate",
        line(density, equation, walls, points: points, scheme, parameters: #"{"c": 1}"#))
      #expect(abs(try answer.number("value") - value) < 1e-13, "\(equation): \(answer.text)")
      #expect(try answer.number("newtonSteps") <= 5)
      #expect(try answer.number("solverResidual") < 1e-12)
    }
  }

  @Test("densities whose squares vanish", arguments: schemes)
  func tiny(_ scheme: String) throws {
    let closed = #""neumann": 0"#
    let answer = post(
      "/evaluate",
      line(
        "-1e-200", #""reaction": "1e-200*sinh(1e200*phi)""#, (closed, closed), points: 12, scheme))
    // asinh 1.
    #expect(isClose(try answer.number("value"), 0.881373587019543e-200, relative: 1e-11))
  }

  @Test("a reaction that vanishes at the guess or, without a solution, beyond", arguments: schemes)
  func vanishing(_ scheme: String) throws {
    let closed = (#""neumann": 0"#, #""neumann": 0"#)
    let cube = post(
      "/evaluate", line("cos(pi*x)", #""reaction": "phi^3""#, closed, points: 17, scheme))
    #expect(try cube.string("code") == "not-elliptic", "\(cube.text)")
    let bounded = post(
      "/evaluate", line("2", #""reaction": "tanh(phi)""#, closed, points: 17, scheme))
    if try bounded.string("code") == "not-elliptic" {
      #expect(try bounded.string("detail").contains("or for an iterate of Newton's method"))
    } else {
      #expect(try bounded.string("code") == "not-converged")
    }
    // The constant is hardly fixed.
    let weak = post(
      "/evaluate",
      line(
        "-sin(3*x)", #""reaction": "1e-14*phi", "coefficient": "1 + x""#, closed, points: 17, scheme
      ))
    if weak.status != 200 {
      #expect(try weak.string("code") == "not-converged")
      #expect(try weak.number("residual") <= 1, "\(weak.text)")
    }
  }
}
