import Autodiff
import Glibc
import Poisson

/// A spectral line between walls with any conditions, in numbers.
struct ChebyshevLine {
  static let conditions: [Condition] = [.dirichlet, .neumann, .robin]

  /// Every pair of conditions.
  static let pairs: [[Condition]] = conditions.flatMap { lower in conditions.map { [lower, $0] } }

  let lower: Condition
  let upper: Condition
  var length = 1.4
  var screening: Double?
  /// α and β of Robin conditions, at the lower and the upper end.
  var robin = [(value: 2.0, derivative: 0.5), (value: 1.0, derivative: 0.3)]

  init(_ conditions: [Condition], screening: Double? = nil) {
    (lower, upper) = (conditions[0], conditions[1])
    self.screening = screening
  }

  /// α and β, whatever the condition.
  func coefficients(_ side: Side) -> (value: Double, derivative: Double) {
    switch side == .lower ? lower : upper {
    case .dirichlet: (1, 0)
    case .neumann: (0, 1)
    case .robin: robin[side.rawValue]
    }
  }

  /// Whether a constant is free.
  var isSingular: Bool { screening == nil && lower == .neumann && upper == .neumann }

  /// Solutions on n points.
  func discretisation(_ points: Int) throws -> Discretisation {
    let axis = Axis(points: points, boundary: .walls(lower: lower, upper: upper))
    return try Discretisation(grid: Grid([axis]), scheme: .spectral)
  }

  /// What is made of the solution for ρ at the nodes and g at both ends.
  func compute(
    _ density: [Double], data: [Double], _ outputs: (Solution, Discretisation) -> [Value]
  ) throws -> [[Double]] {
    let discretisation = try discretisation(density.count)
    let graph = Graph()
    let input = graph.input(.field(density.count))
    var walls = WallData()
    for side in Side.allCases {
      walls[0, side] = Value(data[side.rawValue])
      let (value, derivative) = coefficients(side)
      walls[robin: 0, side] = RobinCoefficients(
        value: Value(value), derivative: Value(derivative))
    }
    let solution = discretisation.solve(
      input, lengths: [Value(length)], screening: screening.map { Value($0) }, walls: walls)
    let program = Program(graph, inputs: [input], outputs: outputs(solution, discretisation))
    let workspace = program.makeWorkspace()
    workspace.setInput(0, to: density)
    workspace.run()
    return program.outputShapes.indices.map { workspace.output($0) }
  }

  /// φ = cos(ωx + 0.3) eˣ, and its first two derivatives.
  func known(_ x: Double, omega: Double = 2) -> [Double] {
    let (c, s, e) = (cos(omega * x + 0.3), sin(omega * x + 0.3), exp(x))
    return [
      c * e, (c - omega * s) * e, ((1 - omega * omega) * c - 2 * omega * s) * e,
    ]
  }

  /// ρ of the known solution at the nodes, φ and φ′ there, and the data at the walls.
  func manufactured(_ points: Int) throws -> (
    density: [Double], potential: [Double], slope: [Double], data: [Double]
  ) {
    let nodes = try discretisation(points).nodes(0).map { known(length * $0) }
    let data = Side.allCases.map { side in
      let end = known(side == .lower ? 0 : length)
      let (value, derivative) = coefficients(side)
      return value * end[0] + (side == .lower ? -1 : 1) * derivative * end[1]
    }
    return (
      nodes.map { $0[2] - (screening ?? 0) * $0[0] }, nodes.map { $0[0] }, nodes.map { $0[1] }, data
    )
  }
}
