import BacksolveService
import JSON
import Testing

/// What answers tell of how far they can be trusted.
@Suite("Warnings and estimates")
struct TrustTests {
  private func codes(_ answer: Answer) -> [String] {
    guard let warnings = try? answer.node("warnings").array else { return [] }
    return warnings.compactMap { try? $0.object.required("code").string }
  }

  /// φ = cosh(x) cos(y) has no density and balanced fluxes, up to the scheme's error.
  @Test(
    "Neumann problems without a density are compatible as far as the scheme tells",
    arguments: [
      #"{"scheme": "spectral"}"#, #"{"scheme": "finite-difference", "order": 2}"#,
      #"{"scheme": "finite-difference", "order": 4}"#,
      #"{"scheme": "finite-difference", "order": 6}"#,
    ])
  func harmonic(_ solver: String) throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "0", "solver": \(solver),
       "domain": {
         "x": {"length": 1, "points": 17,
               "boundary": {"lower": {"neumann": 0}, "upper": {"neumann": "sinh(1)*cos(y)"}}},
         "y": {"length": 1, "points": 17,
               "boundary": {"lower": {"neumann": 0}, "upper": {"neumann": "-cosh(x)*sin(1)"}}}},
       "objective": "at(phi, x = 1, y = 0) - at(phi, x = 0, y = 0)"}
      """)
    #expect(answer.status == 200, "\(answer.text)")
    #expect(isClose(try answer.number("value"), 0.543080634815244, relative: 2e-3))
  }

  @Test("an imbalance of walls is told as one, not as a density's mean")
  func imbalance() throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "1", "domain": {"x": {"length": 1, "points": 17,
       "boundary": {"lower": {"neumann": 0.5}, "upper": {"neumann": 1.6}}}}}
      """)
    #expect(answer.status == 422)
    #expect(try answer.string("code") == "incompatible-source")
    // ∫ρ less the fluxes that come in, 0.5 + 1.6.
    #expect(isClose(try answer.number("mean"), -1.1, relative: 1e-12))
    #expect(isClose(try answer.number("magnitude"), 3.1, relative: 1e-12))
    #expect(try answer.string("detail").contains("fluxes through the walls do not balance"))
  }

  /// A coarse grid explains an imbalance of its own size, and not one of half the density.
  @Test(
    "a large mean is no discretisation error, however coarse the grid",
    arguments: [
      #"{"density": "cos(pi*x) + 0.5", "domain": {"x": {"length": 1, "points": 4, "boundary": "neumann"}}}"#,
      #"{"density": "cos(pi*x) + 0.1", "domain": {"x": {"length": 1, "points": 6, "boundary": "neumann"}}}"#,
      """
      {"density": "cos(2*pi*x) + 0.5", "domain":
       {"x": {"length": 1, "points": 256}, "y": {"length": 1, "points": 4, "boundary": "neumann"}}}
      """,
    ])
  func coarse(_ document: String) throws {
    let second = document.dropLast() + #", "solver": {"scheme": "finite-difference", "order": 2}}"#
    let answer = post("/evaluate", String(second))
    #expect(answer.status == 422)
    #expect(try answer.string("code") == "incompatible-source")
  }

  @Test("what is removed beyond round-off is warned of, unless it was asked for")
  func tolerated() throws {
    func document(_ compatibility: String) -> String {
      """
      {"density": "exp(x) - exp(1) + 1", "compatibility": "\(compatibility)",
       "domain": {"x": {"length": 1, "points": 33, "boundary": "neumann"}},
       "solver": {"scheme": "finite-difference", "order": 2}}
      """
    }
    let answer = post("/evaluate", document("error"))
    #expect(answer.status == 200)
    // h² / 12 times the difference of slopes.
    #expect(isClose(try answer.number("removedMean"), 1.398e-4, relative: 1e-2))
    #expect(codes(answer) == ["mean-removed"])
    #expect(codes(post("/evaluate", document("project"))).isEmpty)
    #expect(codes(post("/evaluate", "{}")).isEmpty)
  }

  @Test("a grid that does not resolve the density is named as the reason for its mean")
  func unresolvedMean() throws {
    let answer = post("/evaluate", #"{"domain": {"x": {"points": 12}}}"#)
    #expect(try answer.string("code") == "incompatible-source")
    #expect(try answer.string("detail").contains("hardly resolves the density"))
    #expect(isClose(try answer.number("unresolved"), 0.5544, relative: 1e-3))
    let resolved = post("/evaluate", #"{"parameters": {"n0": 1}}"#)
    #expect(try !resolved.string("detail").contains("resolves"))
    #expect(throws: (any Error).self) { try resolved.number("unresolved") }
  }

  @Test("a mean that is removed does not hide what is unresolved", arguments: [0, 1, 100, 1e6])
  func hiddenByMean(_ mean: Double) throws {
    let answer = post(
      "/evaluate",
      """
      {"parameters": {"n0": \(mean)}, "compatibility": "project", "domain": {"x": {"points": 12}}}
      """)
    #expect(isClose(try answer.number("unresolved"), 0.5544, relative: 1e-3))
    #expect(codes(answer) == ["under-resolved"])
  }

  @Test(
    "a uniform density that is removed has nothing unresolved", arguments: [1e-300, 0.3, 1e100])
  func uniform(_ mean: Double) throws {
    let answer = post(
      "/evaluate",
      #"{"density": "m + 0*x", "parameters": {"m": \#(mean)}, "compatibility": "project"}"#)
    #expect(answer.status == 200)
    #expect(try answer.number("unresolved") == 0)
  }

  /// Layers of φ at walls, of which the density shows nothing.
  @Test(
    "an unresolved potential is warned of",
    arguments: [
      #""operator": {"screening": 1e8}"#,
      #""operator": {"screening": 1e8}, "solver": {"scheme": "finite-difference"}"#,
      #""operator": {"reaction": "1e4*sinh(phi)"}, "solver": {"scheme": "finite-difference"}"#,
    ])
  func layers(_ statement: String) throws {
    let document = """
      {"density": "0", \(statement), "domain": {"x": {"length": 1, "points": 33,
       "boundary": {"lower": {"dirichlet": 1}, "upper": {"dirichlet": 0}}}}}
      """
    #expect(codes(post("/evaluate", document)) == ["under-resolved"])
    let smooth = document.replacing("1e8", with: "10").replacing("1e4*", with: "10*")
    #expect(codes(post("/evaluate", smooth)).isEmpty, "\(post("/evaluate", smooth).text)")
  }

  @Test("a coarser grid without an answer leaves the estimate out")
  func failedEstimate() throws {
    let document = """
      {"density": "cos(x) + cos(3*x)", "operator": {"screening": -8.742757560938594},
       "domain": {"x": {"points": 64}}, "solver": {"scheme": "finite-difference", "order": 2}
      """
    let plain = post("/evaluate", document + "}")
    let answer = post("/evaluate", document + #", "errorEstimate": true}"#)
    #expect(answer.status == 200)
    #expect(try answer.number("value") == plain.number("value"))
    #expect(codes(answer) == ["no-error-estimate"])
    #expect(throws: (any Error).self) { try answer.node("errorEstimate") }
  }

  /// ∫ x² over [−1, 1] by its length, whatever the points.
  @Test(
    "a mean is that over the volume",
    arguments: [#"{"scheme": "spectral"}"#, #"{"scheme": "finite-difference", "order": 4}"#])
  func mean(_ solver: String) throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "0", "solver": \(solver), "objective": "mean(x^2)",
       "domain": {"x": {"start": -1, "length": 2, "points": 33, "boundary": "dirichlet"}}}
      """)
    #expect(isClose(try answer.number("value"), 1.0 / 3, relative: 1e-5))
    let rule = post(
      "/evaluate", #"{"model": "density-gaussian", "t": 0, "objective": "mean(rho)"}"#)
    #expect(try rule.number("value") == 1)
  }

  @Test("the point of a gauge that lies outside is named")
  func gaugePoint() throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "12*x^2 - 4", "gauge": {"zero": {"x": 3}},
       "domain": {"x": {"start": -1, "length": 2, "points": 33, "boundary": "neumann"}}}
      """)
    #expect(try answer.string("code") == "outside-domain")
    #expect(try answer.string("pointer") == "/gauge/zero/x")
  }
}
