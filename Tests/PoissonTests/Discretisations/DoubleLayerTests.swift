import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// Gouy and Chapman's double layer before a wall at the potential ζ: φ″ = κ² sinh φ with
/// tanh(φ/4) = tanh(ζ/4) e^{−κx}, and φ′ = −2κ sinh(φ/2) (Grahame's equation for the charge of the wall).
@Suite("Poisson and Boltzmann's double layer, with polynomials")
struct DoubleLayerTests {
  private struct Layer {
    let discretisation: Discretisation
    let length = 3.0

    init(_ points: Int, upper: Condition) throws {
      let axis = Axis(points: points, boundary: .walls(lower: .dirichlet, upper: upper))
      discretisation = try Discretisation(grid: Grid([axis]), scheme: .spectral)
    }

    /// The solution for values κ², ζ and the datum at the other end.
    func solution(
      _ graph: Graph, strength: Value, zeta: Value, end: Value
    ) throws -> FluxSolution {
      var walls = WallData()
      (walls[0, .lower], walls[0, .upper]) = (zeta, end)
      return try discretisation.solve(
        graph.constant([Double](repeating: 0, count: discretisation.grid.count)), coefficient: 1,
        lengths: [Value(length)], walls: walls,
        reaction: Reaction(of: [strength]) { $1[0] * sinh($0) })
    }

    func exact(_ kappa: Double, _ zeta: Double, _ x: Double) -> Double {
      4 * atanh(tanh(zeta / 4) * exp(-kappa * x))
    }
  }

  @Test("potential and charge", arguments: [Condition.dirichlet, .neumann, .robin])
  func closedForm(_ condition: Condition) throws {
    let (kappa, zeta) = (1.3, 4.0)
    let errors = try [16, 32, 64].map { points in
      let layer = try Layer(points, upper: condition)
      let far = layer.exact(kappa, zeta, layer.length)
      let slope = -2 * kappa * sinh(0.5 * far)
      let graph = Graph()
      // α and β are 1 where none are given.
      let end = [.dirichlet: far, .neumann: slope, .robin: far + slope][condition] ?? .nan
      let solution = try layer.solution(
        graph, strength: Value(kappa * kappa), zeta: Value(zeta), end: Value(end))
      let workspace = Program(
        graph, inputs: [],
        outputs: [
          solution.potential, solution.flux(axis: 0, side: .lower),
          solution.flux(axis: 0, side: .upper), solution.newtonSteps ?? 0, solution.iterations,
        ]
      ).makeWorkspace()
      workspace.run()
      let x = layer.discretisation.coordinates(0).map { layer.length * $0 }
      #expect(workspace.scalarOutput(3) <= 8)
      return [
        distance(workspace.output(0), x.map { layer.exact(kappa, zeta, $0) }),
        abs(workspace.scalarOutput(1) - 2 * kappa * sinh(0.5 * zeta)),
        abs(workspace.scalarOutput(2) - slope),
      ]
    }
    print("GC", errors)
    #expect(errors[1].largest < errors[0].largest / 100, "\(errors)")
    #expect(errors[2].largest < 1e-11, "\(errors)")
  }

  /// In closed form on a half line; what comes from the far wall is e^{−2κL} times as much.
  @Test("the charge's derivatives by the potential and by κ²")
  func derivatives() throws {
    let layer = try Layer(64, upper: .dirichlet)
    let graph = Graph()
    let (strength, zeta) = (graph.input(), graph.input())
    // So that the far wall is none.
    let kappa = sqrt(strength)
    let tangent = tanh(zeta / 4) * exp(-layer.length * kappa)
    let end = 2 * log((1 + tangent) / (1 - tangent))
    let solution = try layer.solution(graph, strength: strength, zeta: zeta, end: end)
    let charge = solution.flux(axis: 0, side: .lower)
    let total = solution.discretisation.average(solution.potential)
    let objective = charge + total
    let workspace = Program(
      graph, inputs: [strength, zeta],
      outputs: gradient(of: charge, withRespectTo: [strength, zeta])
        + gradient(of: objective, withRespectTo: [strength, zeta]) + [objective]
    ).makeWorkspace()
    func run(_ x: [Double]) -> [Double] {
      for (index, value) in x.enumerated() { workspace.setInput(index, to: value) }
      workspace.run()
      return (0..<5).map(workspace.scalarOutput)
    }
    let x = [1.69, 4.0]
    let values = run(x)
    #expect(isClose(values[0], sinh(2) / 1.3, relative: 1e-11), "\(values)")
    #expect(isClose(values[1], 1.3 * cosh(2), relative: 1e-11), "\(values)")
    var generator = SeededGenerator(seed: 8)
    let direction = generator.vector(2)
    let slope = dot(Array(values[2...3]), direction)
    let order = observedOrder(floor: 1e-11) { step in
      let there = run(zip(x, direction).map { $0 + step * $1 })
      return (there[4] - values[4] - step * slope).magnitude
    }
    #expect(order > 1.9, "order \(order)")
  }
}
