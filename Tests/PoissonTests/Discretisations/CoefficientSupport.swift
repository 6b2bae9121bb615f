import Autodiff
import Glibc
import Poisson

/// A problem with a coefficient whose solution is known: φ = Π sin(k_i x_i + δ_i), a = e^s with
/// s = Σ α_i sin(m_i x_i + β_i).
struct KnownFlow {
  let discretisation: Discretisation
  let lengths: [Double]
  let screening: Double?
  /// The reaction is this times sinh φ.
  let strength: Double?

  init(
    _ axes: [Axis], lengths: [Double], screening: Double?, strength: Double? = nil,
    _ scheme: DiscreteScheme = .finiteDifference(.second)
  ) throws {
    self.strength = strength
    discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
    self.lengths = lengths
    self.screening = screening
  }

  private var grid: Grid { discretisation.grid }

  private func wave(_ axis: Int) -> Double {
    let turn = 2 * Double.pi / lengths[axis]
    return grid.axes[axis].isPeriodic ? turn : 0.6 * turn
  }

  private static let phases = [0.3, -0.5, 0.8]

  private func potential(_ x: [Double]) -> Double {
    x.enumerated().reduce(1) { $0 * sin(wave($1.offset) * $1.element + Self.phases[$1.offset]) }
  }

  private func slope(_ x: [Double], _ axis: Int) -> Double {
    x.enumerated().reduce(1) { product, next in
      let (k, phase) = (wave(next.offset), Self.phases[next.offset])
      let angle = k * next.element + phase
      return product * (next.offset == axis ? k * cos(angle) : sin(angle))
    }
  }

  func coefficient(_ x: [Double]) -> Double {
    exp(x.enumerated().reduce(0) { $0 + 0.6 * sin(wave($1.offset) * $1.element + 0.2) })
  }

  /// ∇·(a ∇φ) − κ²φ − f = a (∇²φ + ∇s · ∇φ) − κ²φ.
  private func density(_ x: [Double]) -> Double {
    let sum = x.indices.reduce(0.0) { sum, axis in
      let k = wave(axis)
      return sum - k * k * potential(x) + 0.6 * k * cos(k * x[axis] + 0.2) * slope(x, axis)
    }
    let phi = potential(x)
    return coefficient(x) * sum - (screening ?? 0) * phi - (strength ?? 0) * sinh(phi)
  }

  func field(_ function: ([Double]) -> Double) -> [Double] {
    let coordinates = lengths.indices.map { axis in
      discretisation.coordinates(axis).map { $0 * lengths[axis] }
    }
    return (0..<grid.count).map { point in function(coordinates.map { $0[point] }) }
  }

  /// The data of the known φ at a wall.
  private func data(_ axis: Int, _ side: Side) -> [Double] {
    let others = lengths.indices.filter { $0 != axis }
    var points: [[Double]] = [[]]
    for other in others {
      points = points.flatMap { point in
        discretisation.nodes(other).map { point + [$0 * lengths[other]] }
      }
    }
    return points.map { point in
      var x = point
      x.insert(side == .lower ? 0 : lengths[axis], at: axis)
      let normal = side == .lower ? -slope(x, axis) : slope(x, axis)
      return switch grid.axes[axis].boundary.condition(side) {
      case .dirichlet: potential(x)
      case .robin:
        RobinNumbers.value(axis, side) * potential(x)
          + RobinNumbers.derivative(axis, side) * normal
      default: normal
      }
    }
  }

  /// The outward flux ∫ a ∂φ/∂n of the known φ, by Simpson's rule.
  func flux(_ axis: Int, _ side: Side) -> Double {
    func density(_ others: [Double]) -> Double {
      var x = others
      x.insert(side == .lower ? 0 : lengths[axis], at: axis)
      return (side == .lower ? -1 : 1) * coefficient(x) * slope(x, axis)
    }
    guard let other = lengths.indices.first(where: { $0 != axis }) else { return density([]) }
    let intervals = 6000
    let step = lengths[other] / Double(intervals)
    return (0...intervals).reduce(into: 0.0) { sum, point in
      let weight = point % intervals == 0 ? 1.0 : point % 2 == 0 ? 2 : 4
      sum += weight * step / 3 * density([step * Double(point)])
    }
  }

  /// The discrete solution and its ρ.
  func solution(in graph: Graph) throws -> (solution: FluxSolution, density: Value) {
    var walls = WallData()
    for axis in lengths.indices {
      for side in Side.allCases where grid.axes[axis].boundary.condition(side) != nil {
        let data = data(axis, side)
        walls[axis, side] = data.count == 1 ? Value(data[0]) : graph.constant(data)
        walls.setRobinNumbers(axis, side)
      }
    }
    let density = graph.constant(field(density))
    let solution = try discretisation.solve(
      density, coefficient: graph.constant(field(coefficient)),
      lengths: lengths.map { Value($0) }, screening: screening.map { Value($0) }, walls: walls,
      reaction: strength.map { strength in
        Reaction(of: []) { potential, _ in strength * sinh(potential) }
      })
    return (solution, density)
  }

  /// The largest error of φ, the number of steps, and the residual of the equations.
  func solve() throws -> (error: Double, iterations: Double, residual: Double) {
    let graph = Graph()
    let solution = try solution(in: graph).solution
    let program = Program(
      graph, inputs: [],
      outputs: [solution.potential, solution.iterations, solution.solverResidual])
    let workspace = program.makeWorkspace()
    workspace.run()
    let exact = field(potential)
    var difference = workspace.output(0) - exact
    if discretisation.isSingular, screening == nil, strength == nil {
      let weights = lengths.indices.reduce([1.0]) { weights, axis in
        weights.flatMap { weight in discretisation.weights(axis).map { weight * $0 } }
      }
      let mean = dot(weights, exact)
      difference = difference.map { $0 + mean }
    }
    return (difference.largest, workspace.scalarOutput(1), workspace.scalarOutput(2))
  }
}
