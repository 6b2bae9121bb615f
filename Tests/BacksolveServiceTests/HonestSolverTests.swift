import JSON
import Testing

/// What solvers can't do is told, and not answered with a number.
@Suite("Answers that would be wrong")
struct HonestSolverTests {
  private static let fourth = #"{"scheme": "finite-difference", "order": 4}"#
  private static let sixth = #"{"scheme": "finite-difference", "order": 6}"#
  private static let second = #"{"scheme": "finite-difference", "order": 2}"#
  private static let spectral = #"{"scheme": "spectral"}"#

  private func codes(_ answer: Answer) -> [String] {
    guard let warnings = try? answer.node("warnings").array else { return [] }
    return warnings.compactMap { try? $0.object.required("code").string }
  }

  /// Nothing fixes the constant, which only the value of a parameter tells.
  @Test("a nullspace is not elliptic", arguments: [spectral, second, fourth, sixth])
  func nullspace(_ solver: String) throws {
    let screened = post(
      "/evaluate",
      """
      {"density": "x - 0.5", "parameters": {"c": 0}, "solver": \(solver),
       "operator": {"coefficient": "1", "screening": "c"}, "objective": "at(phi, x = 0.25)",
       "domain": {"x": {"length": 1, "points": 33, "boundary": "neumann"}}}
      """)
    #expect(screened.status == 422)
    #expect(try screened.string("code") == "not-elliptic")
  }

  @Test("a multiple of a condition is the same one", arguments: [spectral, second, fourth])
  func multiples(_ solver: String) throws {
    func answer(_ scale: String) -> Answer {
      post(
        "/gradient",
        """
        {"density": "1", "parameters": {"c": 1}, "solver": \(solver), "objective": "integral(phi)",
         "domain": {
           "x": {"length": 1, "points": 17,
                 "boundary": {"lower": {"robin": {"alpha": 1, "beta": 1, "value": 1}},
                              "upper": {"robin": {"alpha": 2, "beta": 1, "value": 0}}}},
           "y": {"length": 1, "points": 17,
                 "boundary": {"lower": {"robin": {"alpha": "\(scale)*c", "beta": "\(scale)", "value": "\(scale)"}},
                              "upper": {"dirichlet": 0}}}}}
        """)
    }
    let one = answer("1")
    for scale in ["1e12", "1e-12", "1e150"] {
      let other = answer(scale)
      #expect(isClose(try other.number("value"), try one.number("value"), relative: 1e-12))
      let slope = try one.number("gradient", "c")
      #expect(isClose(try other.number("gradient", "c"), slope, relative: 1e-10), "\(scale)")
    }
    // By Chebyshev and Legendre polynomials on 33 points.
    #expect(isClose(try one.number("value"), 0.14547622, relative: 1e-2))
  }

  @Test(
    "a coefficient has to be above 0 where the equations have it, too",
    arguments: [
      (fourth, #""x": {"length": 1, "points": 64, "boundary": "dirichlet"}"#, "where(x<0.5,1,20)"),
      (sixth, #""x": {"length": 1, "points": 64, "boundary": "dirichlet"}"#, "where(x<0.5,1,20)"),
      (fourth, #""x": {"length": 1, "points": 64}"#, "where(x<0.5,1,20)"),
      (spectral, #""x": {"points": 16}"#, "1 + 100*exp(-((x-3)/0.3)^2)"),
    ])
  func between(_ solver: String, _ domain: String, _ coefficient: String) throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "cos(x)", "compatibility": "project", "solver": \(solver), "domain": {\(domain)},
       "operator": {"coefficient": "\(coefficient)"}}
      """)
    #expect(answer.status == 422)
    #expect(try answer.string("code") == "invalid-coefficient", "\(answer.text)")
    #expect(try answer.string("detail").contains("between the points"))
  }

  @Test(
    "what flows through walls is weighed with the coefficient there",
    arguments: [spectral, second, fourth, sixth], ["1e-8", "8.854e-12*(1 + x)", "1e6"])
  func balance(_ solver: String, _ coefficient: String) throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "0", "solver": \(solver), "operator": {"coefficient": "\(coefficient)"},
       "domain": {"x": {"length": 1, "points": 33,
                        "boundary": {"lower": {"neumann": 1}, "upper": {"neumann": 1}}}}}
      """)
    #expect(answer.status == 422)
    #expect(try answer.string("code") == "incompatible-source", "\(answer.text)")
    #expect(try answer.number("mean").magnitude > 0.9 * answer.number("magnitude"))
  }

  @Test("β = 0 is told where it divides, at cell centres too", arguments: ["nodes", "centres"])
  func divisor(_ placement: String) throws {
    let answer = post(
      "/evaluate",
      """
      {"density": "1", "parameters": {"k": 0}, "solver": \(Self.fourth),
       "operator": {"coefficient": "2"},
       "domain": {"x": {"length": 1, "points": 17, "placement": "\(placement)",
                        "boundary": {"lower": {"robin": {"alpha": 1, "beta": "k"}},
                                     "upper": {"dirichlet": 0}}}}}
      """)
    #expect(answer.status == 422)
    #expect(try answer.string("pointer") == "/domain/x/boundary/lower/robin/beta")
  }

  @Test("a coefficient that the grid does not resolve is warned of")
  func coefficients() throws {
    func answer(_ wavenumber: Int) -> Answer {
      post(
        "/evaluate",
        """
        {"density": "-1", "operator": {"coefficient": "1 + 0.9*sin(\(wavenumber)*x)"},
         "domain": {"x": {"length": 1, "points": 65, "boundary": "dirichlet"}},
         "solver": \(Self.second), "objective": "integral(phi)"}
        """)
    }
    #expect(codes(answer(200)) == ["under-resolved"])
    #expect(codes(answer(5)).isEmpty)
  }

  /// Solutions that differences have exactly, with slopes at walls that no series has.
  @Test("what is exact is not warned of", arguments: [second, fourth, sixth], [9, 13, 25])
  func exact(_ solver: String, _ points: Int) throws {
    for density in [0, 1] {
      let answer = post(
        "/evaluate",
        """
        {"density": "\(density)", "solver": \(solver), "objective": "integral(phi)",
         "domain": {"x": {"length": 1, "points": \(points),
                          "boundary": {"lower": {"dirichlet": 0}, "upper": {"dirichlet": 1}}}}}
        """)
      #expect(answer.status == 200)
      #expect(codes(answer).isEmpty, "\(answer.text)")
    }
  }
}
