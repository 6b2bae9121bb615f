import Testing

@Suite("Documents with a coefficient")
struct CoefficientTests {
  private func document(
    _ parameters: String = #"{"b": 0.8}"#, coefficient: String = "exp(b*x)",
    more: String = "", solver: String = #"{"scheme": "finite-difference", "order": 2}"#
  ) -> String {
    """
    {"density": "-1", "parameters": \(parameters), "objective": "integral(phi)",
     "domain": {"x": {"length": 1, "points": 129, "boundary": "dirichlet"}},
     "operator": {"coefficient": "\(coefficient)"\(more)}, "solver": \(solver)}
    """
  }

  @Test("value and gradient, against the closed form")
  func value() throws {
    let answer = post("/gradient", document())
    #expect(answer.status == 200)
    // (a φ')' = −1 with a = e^{bx} and φ(0) = φ(1) = 0: ∫φ for b = 0.8 and its derivative, by quadrature of
    // φ' = (q − x) e^{−bx}, q = ∫ x e^{−bx} / ∫ e^{−bx}.
    #expect(isClose(try answer.number("value"), Self.integral(0.8), relative: 1e-4))
    let slope = (Self.integral(0.8 + 1e-5) - Self.integral(0.8 - 1e-5)) / 2e-5
    #expect(isClose(try answer.number("gradient", "b"), slope, relative: 2e-4))
    #expect(try answer.string("equation") == "d/dx((exp(b*x)) dphi/dx) = rho")
    #expect((2...40).contains(try answer.number("iterations")))
    #expect(try answer.number("solverResidual") < 1e-11)
    #expect(try answer.number("residual") < 1e-8)
    let sweep = post("/evaluate", document(#"{"b": [0.799, 0.801]}"#))
    let (values, iterations) = (try sweep.column("value"), try sweep.column("iterations"))
    #expect(iterations.count == 2)
    #expect(
      isClose(
        (values[1] - values[0]) / 0.002, try answer.number("gradient", "b"), relative: 1e-5))
  }

  /// ∫φ by Simpson's rule: φ(1) = 0 gives q, and ∫φ = −∫ x φ'.
  private static func integral(_ b: Double) -> Double {
    func simpson(_ f: (Double) -> Double) -> Double {
      (0...1000).reduce(0.0) { sum, i in
        let weight = i % 1000 == 0 ? 1.0 : (i % 2 == 0 ? 2.0 : 4.0)
        return sum + weight * f(Double(i) / 1000) / 3000
      }
    }
    func decay(_ x: Double) -> Double {
      // e^{−bx} by halving and squaring of its series.
      let y = -b * x / 1024
      var value = 1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4)))
      for _ in 0..<10 { value *= value }
      return value
    }
    let q = simpson { $0 * decay($0) } / simpson(decay)
    return -simpson { $0 * (q - $0) * decay($0) }
  }

  @Test("a coefficient that is not above 0, and an equation that is not elliptic")
  func refusals() throws {
    let negative = post("/evaluate", document(coefficient: "1 - b*x", more: ""))
    #expect(negative.status == 200)
    let zero = post("/evaluate", document(#"{"b": 2}"#, coefficient: "1 - b*x"))
    #expect(zero.status == 422)
    #expect(try zero.string("code") == "invalid-coefficient")
    #expect(try zero.string("pointer") == "/operator/coefficient")
    #expect(try zero.string("detail").contains("at node 64"))
    let swept = post("/evaluate", document(#"{"b": [0.5, 3]}"#, coefficient: "1 - b*x"))
    #expect(try swept.string("pointer") == "/parameters/b/1")
    let oscillating = post("/evaluate", document(more: #", "screening": -500"#))
    #expect(try oscillating.string("code") == "not-elliptic")
  }

  /// a φ′ = sin x + c with a = 2 + sin x, and φ′ has no mean: c = 2 − √3.
  @Test("Fourier series, against the closed form")
  func series() throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "cos(x)", "operator": {"coefficient": "2 + sin(x)"},
       "domain": {"x": {"points": 64}}, "objective": "at(Ex, x=0)"}
      """)
    #expect(isClose(try answer.number("value"), 0.5 * (3.0.squareRoot() - 2), relative: 1e-12))
    #expect(try answer.string("scheme") == "spectral")
    #expect(try answer.number("solverResidual") < 1e-11)
  }

  /// The same as by differences, and right to round-off: ∫φ, and the flux a φ′ = q − x at both walls.
  @Test("polynomials between walls, against the closed form")
  func polynomials() throws {
    let document = document(solver: #"{"scheme": "spectral"}"#)
      .replacing(#""points": 129"#, with: #""points": 24"#)
    let answer = post("/gradient", document)
    #expect(isClose(try answer.number("value"), Self.integral(0.8), relative: 1e-11))
    let slope = (Self.integral(0.8 + 1e-4) - Self.integral(0.8 - 1e-4)) / 2e-4
    #expect(isClose(try answer.number("gradient", "b"), slope, relative: 1e-7))
    #expect(try answer.number("iterations") <= 24)
    #expect(try answer.number("solverResidual") < 1e-12)
    let fluxes = post(
      "/evaluate",
      document.replacing(
        #""objective": "integral(phi)""#,
        with: #""objectives": {"lower": "lowerFlux(x)", "upper": "upperFlux(x)"}"#))
    let lower = try fluxes.number("value", "lower")
    #expect(isClose(lower + (try fluxes.number("value", "upper")), -1, relative: 1e-12))
    let estimated = post(
      "/evaluate", document.replacing(#"{"density""#, with: #"{"errorEstimate": true, "density""#))
    #expect(estimated.status == 200)
    #expect(try estimated.number("errorEstimate", "value") < 1e-11)
  }

  @Test("a plane between walls, with a coefficient that varies along both axes")
  func plane() throws {
    // φ = sin(πx) sin(πy), a = 1 + x y.
    let answer = post(
      "/evaluate",
      """
      {"density": "pi*cos(pi*x)*sin(pi*y)*y + pi*sin(pi*x)*cos(pi*y)*x\
      - (1 + x*y)*2*pi^2*sin(pi*x)*sin(pi*y)",
       "domain": {"x": {"length": 1, "points": 24, "boundary": "dirichlet"},
        "y": {"length": 1, "points": 25, "boundary": "dirichlet"}},
       "operator": {"coefficient": "1 + x*y"},
       "objectives": {"mean": "integral(phi)", "middle": "at(phi, x=0.5, y=0.5)",
        "slope": "at(Ex, x=0, y=0.5)"}}
      """)
    #expect(isClose(try answer.number("value", "mean"), 4 / (Double.pi * .pi), relative: 1e-12))
    #expect(isClose(try answer.number("value", "middle"), 1, relative: 1e-12))
    #expect(isClose(try answer.number("value", "slope"), -.pi, relative: 1e-9))
  }

  @Test("differences of order 4 and 6 on a ring", arguments: [(4, 1e-4), (6, 1e-6)])
  func ring(_ order: Int, _ tolerance: Double) throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "cos(x)", "operator": {"coefficient": "2 + sin(x)"},
       "domain": {"x": {"points": 64}}, "objective": "at(Ex, x=0)",
       "solver": {"scheme": "finite-difference", "order": \(order)}}
      """)
    let exact = 0.5 * (3.0.squareRoot() - 2)
    #expect(isClose(try answer.number("value"), exact, relative: tolerance))
    #expect(!isClose(try answer.number("value"), exact, relative: 1e-2 * tolerance))
  }

  @Test("differences of order 4 and 6 between walls, against the closed form", arguments: [4, 6])
  func higherOrder(_ order: Int) throws {
    let answer = post(
      "/gradient",
      document(solver: #"{"scheme": "finite-difference", "order": \#(order)}"#)
        .replacing(#""points": 129"#, with: #""points": 33"#))
    let tolerance = order == 4 ? 1e-6 : 1e-9
    #expect(isClose(try answer.number("value"), Self.integral(0.8), relative: tolerance))
    let slope = (Self.integral(0.8 + 1e-4) - Self.integral(0.8 - 1e-4)) / 2e-4
    #expect(
      isClose(
        try answer.number("gradient", "b"), slope, relative: max(10 * tolerance, 1e-7)))
    #expect((2...30).contains(try answer.number("iterations")))
    #expect(try answer.number("solverResidual") < 1e-12)
  }

  /// Nothing but powers of 2 changes.
  @Test("units do not matter where nothing fixes a constant", arguments: [4, 6])
  func units(_ order: Int) throws {
    func solve(length: Double, scale: Double) throws -> [Double] {
      let answer = post(
        "/gradient",
        """
        {"density": "c*cos(pi*x/l)", "parameters": {"a": \(scale), "c": 1, "l": \(length)},
         "domain": {"x": {"length": "l", "points": 33, "boundary": "neumann"}},
         "operator": {"coefficient": "a*(2 + sin(x/l))"}, "compatibility": "project",
         "objective": "at(phi, x=0)", "solver": {"scheme": "finite-difference", "order": \(order)}}
        """)
      #expect(answer.status == 200, "\(answer.text)")
      let unit = length * length / scale
      return [
        try answer.number("value") / unit, try answer.number("gradient", "c") / unit,
        try answer.number("gradient", "l") * length / unit,
        try answer.number("gradient", "a") * scale / unit,
      ]
    }
    let expected = try solve(length: 1, scale: 1)
    for (length, scale) in [
      (0x1p-20, 1), (0x1p20, 1), (1, 0x1p20), (1, 0x1p-37), (0x1p-30, 0x1p-37),
    ] {
      #expect(try solve(length: length, scale: scale) == expected)
    }
  }

  @Test("schemes that have no coefficient")
  func schemes() throws {
    let walls = #", "domain": {"x": {"boundary": "dirichlet", "length": 1}}"#
    for (scheme, more) in [
      (#""finite-difference", "order": "compact-4""#, ""),
      (#""finite-difference", "order": "compact-4""#, walls), (#""pinned""#, ""),
    ] {
      let answer = post(
        "/evaluate",
        """
        {"density": "cos(x)", "operator": {"coefficient": "2 + sin(x)"},
         "solver": {"scheme": \(scheme)}\(more)}
        """)
      #expect(answer.status == 422)
      #expect(try answer.string("code") == "not-applicable")
      #expect(try answer.string("pointer") == "/solver")
    }
  }
}
