import Autodiff
import Expressions
import Poisson
import Testing

/// What objectives read of fields may not cost a table of the grid's size for each place.
@Suite("Many readings in one objective")
struct ReadingCostTests {
  private func compiled(_ objective: String, _ boundary: ProblemBoundary) throws -> CompiledProblem
  {
    try CompiledProblem(
      Problem(
        axes: [
          ProblemAxis(
            "x", start: Expression(number: 0), length: Expression(number: 1), points: 4097,
            boundary: boundary)
        ],
        parameters: ["a"], density: try Expression(parsing: "a*sin(2*pi*x)"),
        objectives: [ProblemObjective("value", try Expression(parsing: objective))],
        variables: [.parameter(0)]))
  }

  private static let dirichlet = ProblemBoundary.walls(
    lower: ProblemWall(.dirichlet, Expression(number: 0)),
    upper: ProblemWall(.dirichlet, Expression(number: 0)))

  @Test(
    "take the tables of one",
    arguments: [ProblemBoundary.periodic, dirichlet],
    ["at(phi, x = PLACE)", "at(rho, x = PLACE)", "at(Ex, x = a*PLACE)", "at(x*phi, x = PLACE)"])
  func tables(_ boundary: ProblemBoundary, _ reading: String) throws {
    func bytes(_ count: Int) throws -> Int {
      let terms = (0..<count).map { place in
        reading.replacing("PLACE", with: "\(Double(place) / Double(count))")
      }
      return try compiled(terms.joined(separator: " + "), boundary).constantByteCount
    }
    let one = try bytes(1)
    #expect(try bytes(60) < one + 20 * 4097 * 8)
  }

  @Test("a flux that occurs again is the same one")
  func fluxes() throws {
    let one = try compiled("upperFlux(x)", Self.dirichlet)
    let many = try compiled(
      Array(repeating: "upperFlux(x)", count: 60).joined(separator: " + "), Self.dirichlet)
    #expect(many.constantByteCount == one.constantByteCount)
    // Nothing but its additions to itself.
    #expect(many.program.instructionCount <= one.program.instructionCount + 59)
  }
}

extension CompiledProblem {
  /// The memory of its constants; a short problem keeps a workspace beside them.
  fileprivate var constantByteCount: Int { keptByteCount - workspaceByteCount }
}
