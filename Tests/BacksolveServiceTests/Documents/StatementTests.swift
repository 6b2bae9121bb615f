import Foundation
import JSON
import Testing

/// Documents that state a problem of their own.
@Suite("Problems of one's own")
struct StatementTests {
  @Test("the gradient of a formula in every parameter, against central differences")
  func gradient() throws {
    let point = ["a": 1.3, "w": 0.6, "c": 2.9, "k2": 1.7, "length": 6.5]
    func document(_ values: [String: Double]) -> String {
      let list = values.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
      return """
        {"density": "a*exp(-(x-c)^2/(2*w^2))*cos(x)", "operator": {"screening": "k2"},
         "domain": {"x": {"length": "length", "points": 64}},
         "objective": "integral(phi^2) + a*mean(phi)", "parameters": {\(list.joined(separator: ","))}}
        """
    }
    let start = post("/gradient", document(point))
    #expect(start.status == 200, "\(start.text)")
    for (name, value) in point {
      let step = 1e-4
      let ends = try [-2, -1, 1, 2].map { factor in
        var moved = point
        moved[name] = value + factor * step
        return try post("/evaluate", document(moved)).number("value")
      }
      // Fourth order.
      let difference = (ends[0] - 8 * ends[1] + 8 * ends[2] - ends[3]) / (12 * step)
      #expect(
        abs(try start.number("gradient", name) - difference) < 1e-9 * max(1, abs(difference)),
        "by \(name)")
    }
  }

  @Test("several objectives are those asked for one by one")
  func objectives() throws {
    let base = #""density": "a*sin(x)*exp(cos(x))", "parameters": {"a": 0.7}"#
    let formulas = ["I": "integral(phi^2)", "E": "integral(E^2)", "m": "max(phi) - min(phi)"]
    let list = formulas.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ",")
    let together = post("/gradient", "{\(base), \"objectives\": {\(list)}}")
    #expect(together.status == 200, "\(together.text)")
    for (name, formula) in formulas {
      let alone = post("/gradient", "{\(base), \"objective\": \"\(formula)\"}")
      #expect(
        isClose(
          try together.number("value", name), try alone.number("value"), relative: 1e-14))
      #expect(
        isClose(
          try together.number("gradient", name, "a"), try alone.number("gradient", "a"),
          relative: 1e-14))
      #expect(try together.string("objective", name) == formula)
    }
  }

  /// ∫|∇φ|² = −∫φ ρ on a periodic axis.
  @Test("the field's energy")
  func energy() throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "sin(3*x)*exp(sin(2*y))", "domain": {"x": {"points": 32}, "y": {"points": 32}},
       "compatibility": "project",
       "objectives": {"E": "integral(E^2)", "W": "-integral(phi*rho)", "x": "integral(Ex^2 + Ey^2)"}}
      """)
    let energy = try answer.number("value", "E")
    #expect(isClose(energy, try answer.number("value", "W"), relative: 1e-12))
    #expect(isClose(energy, try answer.number("value", "x"), relative: 1e-13))
  }

  @Test("an array over the grid is a density like another, and has a gradient")
  func fields() throws {
    let nodes = (0..<16).map { 2 * Double.pi * Double($0) / 16 }
    let values = nodes.map { "\(sin($0) + 0.3 * cos(3 * $0))" }.joined(separator: ",")
    let axis = #""domain": {"x": {"points": 16}}"#
    let given = post(
      "/gradient", #"{"density": "s", "fields": {"s": [\#(values)]}, "wrt": ["s"], \#(axis)}"#)
    #expect(given.status == 200, "\(given.text)")
    let stated = post("/evaluate", #"{"density": "sin(x) + 0.3*cos(3*x)", \#(axis)}"#)
    #expect(isClose(try given.number("value"), try stated.number("value"), relative: 1e-14))
    // ∂/∂ρ_i of h Σ φ² is 2 h S φ, S the solve: S S sin = sin, S S cos 3x = cos 3x / 81.
    let gradient = try given.column("gradient", "s")
    for (index, x) in nodes.enumerated() {
      let exact = 2 * (2 * Double.pi / 16) * (sin(x) + 0.3 * cos(3 * x) / 81)
      #expect(abs(gradient[index] - exact) < 1e-14)
    }
  }

  @Test("arrays on a plane are flat or nested, and gradients nested")
  func nested() throws {
    let rows = (0..<4).map { i in (0..<8).map { j in sin(Double(i) * .pi / 2) + cos(Double(j)) } }
    let flat = rows.flatMap { $0 }.map { "\($0)" }.joined(separator: ",")
    let lists = rows.map { "[\($0.map { "\($0)" }.joined(separator: ","))]" }
    let rest = """
      "density": "s", "wrt": ["s"], "compatibility": "project",
      "domain": {"x": {"points": 4}, "y": {"points": 8}}
      """
    let first = post("/gradient", #"{\#(rest), "fields": {"s": [\#(flat)]}}"#)
    let second = post(
      "/gradient", #"{\#(rest), "fields": {"s": [\#(lists.joined(separator: ","))]}}"#)
    #expect(first.status == 200 && first.text == second.text, "\(first.text)")
    let gradient = try first.node("gradient", "s").array.map { try $0.doubles() }
    #expect(gradient.map(\.count) == [8, 8, 8, 8])
    let wrong = post("/gradient", #"{\#(rest), "fields": {"s": [[1, 2], [3, 4]]}}"#)
    #expect(try wrong.string("pointer") == "/fields/s")
    #expect(try wrong.string("code") == "length-mismatch")
  }

  /// On φ = −sin x the misfit Σ w (φ(xᵢ) − dᵢ)² is known.
  @Test("measurements off the nodes")
  func misfit() throws {
    let answer = post(
      "/gradient",
      """
      {"density": "a*sin(x)", "parameters": {"a": 1}, "domain": {"x": {"points": 16}},
       "data": {"d": {"x": [0.3, 2.2], "values": [0.1, -0.5], "weights": [2, 3]}},
       "objectives": {"misfit": "misfit(d)", "sum": "sum(sample(phi, d) - d)", "at": "at(phi, x=0.3)"},
       "wrt": ["a", "d"]}
      """)
    #expect(answer.status == 200, "\(answer.text)")
    let rest = [-sin(0.3) - 0.1, -sin(2.2) + 0.5]
    let misfit = 2 * rest[0] * rest[0] + 3 * rest[1] * rest[1]
    #expect(isClose(try answer.number("value", "misfit"), misfit, relative: 1e-12))
    let slope = -4 * rest[0] * sin(0.3) - 6 * rest[1] * sin(2.2)
    #expect(isClose(try answer.number("gradient", "misfit", "a"), slope, relative: 1e-12))
    let byData = try answer.column("gradient", "misfit", "d")
    #expect(isClose(byData[0], -4 * rest[0], relative: 1e-12))
    #expect(isClose(byData[1], -6 * rest[1], relative: 1e-12))
    #expect(isClose(try answer.number("value", "sum"), rest[0] + rest[1], relative: 1e-12))
    #expect(isClose(try answer.number("value", "at"), -sin(0.3), relative: 1e-13))
  }

  /// φ = c x²y on a rectangle of the sides L and 1.
  @Test("fluxes through walls")
  func fluxes() throws {
    let answer = post(
      "/gradient",
      """
      {"density": "2*c*y", "parameters": {"c": 1.5, "L": 2}, "domain": {
         "x": {"length": "L", "points": 9,
           "boundary": {"lower": {"dirichlet": 0}, "upper": {"dirichlet": "c*L^2*y"}}},
         "y": {"length": 1, "points": 8,
           "boundary": {"lower": {"dirichlet": 0}, "upper": {"neumann": "c*x^2"}}}},
       "objectives": {"left": "lowerFlux(x)", "right": "upperFlux(x)", "below": "lowerFlux(y)",
         "above": "upperFlux(y)", "gauss": "lowerFlux(x) + upperFlux(x) + lowerFlux(y) + upperFlux(y) - integral(rho)"}}
      """)
    #expect(answer.status == 200, "\(answer.text)")
    for (name, value, byLength) in [
      ("left", 0.0, 0.0), ("right", 3, 1.5), ("below", -4, -6), ("above", 4, 6), ("gauss", 0, 0),
    ] {
      let found = [
        try answer.number("value", name), try answer.number("gradient", name, "c"),
        try answer.number("gradient", name, "L"),
      ]
      for (found, known) in zip(found, [value, value / 1.5, byLength]) {
        #expect((found - known).magnitude < 1e-11, "\(name): \(found), not \(known)")
      }
    }
  }

  /// (a φ′)′ = 0 with a = 1 + c x and φ rising by v: the flux is v c / log(1 + c).
  @Test("fluxes through walls are those of the coefficient")
  func coefficientFluxes() throws {
    let answer = post(
      "/gradient",
      """
      {"density": "0*x", "parameters": {"c": 1.5, "v": 2}, "domain": {
         "x": {"length": 1, "points": 401,
           "boundary": {"lower": {"dirichlet": 0}, "upper": {"dirichlet": "v"}}}},
       "solver": {"scheme": "finite-difference"}, "operator": {"coefficient": "1 + c*x"},
       "objectives": {"in": "lowerFlux(x)", "out": "upperFlux(x)"}}
      """)
    #expect(answer.status == 200, "\(answer.text)")
    let logarithm = log(2.5)
    let known = [
      3 / logarithm, 2 / logarithm - 2 * 1.5 / (2.5 * logarithm * logarithm), 1.5 / logarithm,
    ]
    for (name, sign) in [("in", -1.0), ("out", 1)] {
      let found = [
        try answer.number("value", name), try answer.number("gradient", name, "c"),
        try answer.number("gradient", name, "v"),
      ]
      for (found, known) in zip(found, known) {
        #expect((found - sign * known).magnitude < 3e-6, "\(name): \(found), not \(known)")
      }
    }
    let total = try answer.number("value", "in") + answer.number("value", "out")
    // φ's round-off over the spacing, added up along the axis.
    #expect(total.magnitude < 401 * 401 * 0x1p-50)
  }

  @Test("fluxes need a wall", arguments: ["lowerFlux(x)", "upperFlux(phi)"])
  func noFlux(_ objective: String) throws {
    let answer = post("/gradient", #"{"density": "sin(x)", "objective": "\#(objective)"}"#)
    #expect(
      try answer.string("code") == "invalid-argument" && answer.string("pointer") == "/objective")
  }

  @Test("measurements of what depends on no parameter")
  func constantMisfit() throws {
    for objective in [
      "misfit(m)", "sum(sample(phi, m))", "max(sample(rho, m))", "sum(sample(x, m))",
    ] {
      let answer = post(
        "/gradient",
        """
        {"density": "cos(x)", "data": {"m": {"x": [1.0], "values": [3.7]}},
         "objective": "\(objective) + 0*sum(m)"}
        """)
      #expect(answer.status == 200, "\(answer.text)")
      #expect(try answer.number("value").isFinite)
    }
  }

  /// At the corners of a grounded square E vanishes.
  @Test("the magnitude of E has a derivative where it vanishes")
  func magnitude() throws {
    let answer = post(
      "/gradient",
      """
      {"density": "-s", "parameters": {"s": 1}, "solver": {"scheme": "finite-difference"},
       "domain": {"x": {"length": 1, "points": 9, "boundary": "dirichlet"},
                  "y": {"length": 1, "points": 9, "boundary": "dirichlet"}},
       "objectives": {"a": "integral(E^2)", "b": "integral(Ex^2 + Ey^2)"}}
      """)
    #expect(answer.status == 200, "\(answer.text)")
    #expect(
      isClose(
        try answer.number("value", "a"), try answer.number("value", "b"), relative: 1e-13))
    #expect(
      isClose(
        try answer.number("gradient", "a", "s"), try answer.number("gradient", "b", "s"),
        relative: 1e-13))
  }

  @Test("a diagnostic that overflows is left out, not the answer")
  func overflow() throws {
    let answer = post("/gradient", #"{"density": "1e200*sin(x)", "objective": "max(phi)"}"#)
    #expect(answer.status == 200, "\(answer.text)")
    #expect(isClose(try answer.number("value"), 1e200, relative: 1e-12))
  }

  @Test("Greek letters and their names are the same")
  func greek() throws {
    let greek = post("/gradient", #"{"density": "σ*sin(x)", "parameters": {"sigma": 2}}"#)
    let latin = post("/gradient", #"{"density": "sigma*sin(x)", "parameters": {"σ": 2}}"#)
    #expect(
      post("/gradient", #"{"parameters": {"σ": 0.3, "μ": 3}}"#).text
        == post("/gradient", #"{"parameters": {"sigma": 0.3, "mu": 3}}"#).text)
    #expect(try greek.number("gradient", "sigma") == latin.number("gradient", "sigma"))
    #expect(isClose(try greek.number("value"), 4 * .pi, relative: 1e-13))
    let chosen = post(
      "/gradient", #"{"density": "σ*sin(x)", "parameters": {"sigma": 2}, "wrt": ["σ"]}"#)
    #expect(try chosen.number("gradient", "sigma") == greek.number("gradient", "sigma"))
  }

  /// With ρ = 0 between walls φ is a straight line, with every scheme.
  @Test(
    "data at walls, and the derivative by them",
    arguments: [
      #"{}"#, #"{"scheme": "finite-difference"}"#,
      #"{"scheme": "finite-difference", "order": 6}"#,
      #"{"scheme": "finite-difference", "order": "compact-4"}"#,
    ])
  func walls(_ solver: String) throws {
    let answer = post(
      "/gradient",
      """
      {"density": 0, "parameters": {"u": 3, "f": 0.5, "p": 0.25, "L": 2}, "solver": \(solver),
       "domain": {"x": {"start": 1, "length": "L", "points": 17,
         "boundary": {"lower": {"dirichlet": "u"}, "upper": {"neumann": "f"}}}},
       "objective": "at(phi, x=1 + p*L)"}
      """)
    #expect(answer.status == 200, "\(answer.text)")
    // φ = u + f (x − 1), read at x = 1 + p L.
    #expect(isClose(try answer.number("value"), 3 + 0.5 * 0.5, relative: 1e-12))
    let gradient = ["u": 1, "f": 0.5, "p": 1, "L": 0.125]
    for (name, slope) in gradient {
      #expect(isClose(try answer.number("gradient", name), slope, relative: 1e-11), "\(name)")
    }
    #expect(
      try answer.node("domain", "x", "boundary", "upper").object.required("neumann").string == "f")
  }

  @Test("which potential is meant")
  func gauges() throws {
    func value(_ gauge: String) throws -> Answer {
      post(
        "/gradient",
        """
        {"density": "sin(x)", "parameters": {"p": 0.5}, "gauge": \(gauge),
         "objective": "at(phi, x=2) + 0*p"}
        """)
    }
    let zero = try value(#"{"zero": {"x": "p"}}"#)
    #expect(zero.status == 200, "\(zero.text)")
    #expect(isClose(try zero.number("value"), sin(0.5) - sin(2.0), relative: 1e-12))
    #expect(isClose(try zero.number("gradient", "p"), cos(0.5), relative: 1e-12))
    let mean = try value(#"{"mean": "p"}"#)
    #expect(isClose(try mean.number("value"), 0.5 - sin(2.0), relative: 1e-12))
    #expect(isClose(try mean.number("gradient", "p"), 1, relative: 1e-12))
  }

  @Test("three dimensions, different lengths")
  func space() throws {
    let answer = post(
      "/gradient",
      """
      {"density": "a*sin(2*x)*cos(pi*y)*sin(z)", "parameters": {"a": 1},
       "domain": {"x": {"points": 8}, "y": {"length": 2, "points": 6}, "z": {"points": 7}},
       "objective": "integral(phi^2)"}
      """)
    #expect(answer.status == 200, "\(answer.text)")
    // φ = −ρ/(4 + π² + 1), and ∫ρ² = 2π · 2 · 2π / 8.
    let exact = Double.pi * .pi / pow(5 + .pi * .pi, 2)
    #expect(isClose(try answer.number("value"), exact, relative: 1e-12))
    #expect(isClose(try answer.number("gradient", "a"), 2 * exact, relative: 1e-12))
    #expect(try answer.string("equation") == "d2phi/dx2 + d2phi/dy2 + d2phi/dz2 = rho")
  }

  @Test("estimated errors are of the size of the errors", arguments: ["2", "4", "6"])
  func errorEstimate(_ order: String) throws {
    func answer(_ solver: String, _ points: Int) -> Answer {
      post(
        "/gradient",
        """
        {"domain": {"x": {"points": \(points)}}, "solver": \(solver), "errorEstimate": true,
         "wrt": ["sigma"]}
        """)
    }
    let exact = answer("{}", 128)
    let rough = answer(#"{"scheme": "finite-difference", "order": \#(order)}"#, 128)
    for path in [["value"], ["gradient", "sigma"]] {
      func read(_ answer: Answer, _ prefix: [String] = []) throws -> Double {
        try (prefix + path).reduce(try #require(answer.json)) { try $0.object.required($1) }.double
      }
      let error = abs(try read(rough) - read(exact))
      let estimate = try read(rough, ["errorEstimate"])
      #expect(estimate > 0.3 * error && estimate < 3 * error, "\(path) \(error) \(estimate)")
    }
    #expect(try exact.number("errorEstimate", "value") < 1e-10)
  }
}
