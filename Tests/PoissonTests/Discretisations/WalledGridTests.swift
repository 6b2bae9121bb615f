import Autodiff
import Glibc
import Poisson
import Testing

/// A known φ on a grid: a product of functions of one coordinate, of which two derivatives are known too.
struct KnownPotential {
  /// f, f′ and f″ of the physical coordinate along an axis.
  typealias Factor = (_ x: Double) -> [Double]

  let factors: [Factor]

  /// A derivative along one axis at all points of a tensor grid.
  func values(_ coordinates: [[Double]], derivative: Int = 0, axis: Int = 0) -> [Double] {
    coordinates.enumerated().reduce([1.0]) { field, item in
      let order = item.offset == axis ? derivative : 0
      let along = item.element.map { factors[item.offset]($0)[order] }
      return field.flatMap { value in along.map { value * $0 } }
    }
  }

  /// ∇²φ at all points of a tensor grid.
  func laplacian(_ coordinates: [[Double]]) -> [Double] {
    coordinates.indices.dropFirst().reduce(values(coordinates, derivative: 2)) {
      $0.adding(values(coordinates, derivative: 2, axis: $1))
    }
  }

  /// The data of a condition over the wall at one end of an axis.
  func data(
    _ condition: Condition, axis: Int, side: Side, length: Double, _ coordinates: [[Double]]
  ) -> [Double] {
    var coordinates = coordinates
    coordinates[axis] = [side == .lower ? 0 : length]
    let value = values(coordinates)
    let sign: Double = side == .lower ? -1 : 1
    let normal = sign * values(coordinates, derivative: 1, axis: axis)
    return switch condition {
    case .dirichlet: value
    case .neumann: normal
    case .robin:
      (RobinNumbers.value(axis, side) * value)
        .adding(RobinNumbers.derivative(axis, side) * normal)
    }
  }
}

/// α and β of the Robin conditions in tests, another pair at each wall.
enum RobinNumbers {
  static func value(_ axis: Int, _ side: Side) -> Double {
    [[2, 1], [0.7, 1.5], [1.2, 3]][axis][side.rawValue]
  }

  static func derivative(_ axis: Int, _ side: Side) -> Double {
    [[0.5, 0.3], [1, 0.2], [0.4, 2]][axis][side.rawValue]
  }
}

extension WallData {
  /// Sets α and β of a wall to the tests' numbers.
  mutating func setRobinNumbers(_ axis: Int, _ side: Side) {
    self[robin: axis, side] = RobinCoefficients(
      value: Value(RobinNumbers.value(axis, side)),
      derivative: Value(RobinNumbers.derivative(axis, side)))
  }
}

extension NumericProblem {
  /// The physical coordinates along each axis.
  var coordinates: [[Double]] {
    grid.axes.indices.map { axis in lengths[axis] * discretisation.nodes(axis) }
  }

  /// φ, the residual and, if there is one, the removed mean, with everything taken from a known φ.
  func solve(_ known: KnownPotential) -> (potential: [Double], residual: Double, removed: Double?) {
    let density = known.laplacian(coordinates) - (screening ?? 0) * known.values(coordinates)
    let graph = Graph()
    let input = graph.input(.field(grid.count))
    var walls = WallData()
    for (axis, boundary) in grid.axes.map(\.boundary).enumerated() {
      for side in Side.allCases {
        guard let condition = boundary.condition(side) else { continue }
        walls[axis, side] = graph.constant(
          known.data(condition, axis: axis, side: side, length: lengths[axis], coordinates))
        walls.setRobinNumbers(axis, side)
      }
    }
    let solution = discretisation.solve(
      input, lengths: lengths.map { Value($0) }, screening: screening.map { Value($0) },
      walls: walls)
    let outputs =
      [solution.potential, solution.residual] + (solution.removedMean.map { [$0] } ?? [])
    let workspace = Program(graph, inputs: [input], outputs: outputs).makeWorkspace()
    workspace.setInput(0, to: density)
    workspace.run()
    return (
      workspace.output(0), workspace.output(1)[0],
      outputs.count == 3 ? workspace.output(2)[0] : nil
    )
  }

  /// The root mean square of the error, after a shift where the constant is free.
  func error(_ known: KnownPotential) -> Double {
    let solution = solve(known)
    let difference = solution.potential - known.values(coordinates)
    let shift = solution.removed == nil ? 0 : mean(difference)
    return rootMeanSquare(difference.map { $0 - shift })
  }
}

/// Finite differences between walls, in one to three dimensions, mixed with periodic axes.
@Suite("Grids with walls")
struct WalledGridTests {
  static let schemes = Array(DiscreteScheme.walled.dropFirst())
  static let lengths = [1.4, 0.8, 2.1]

  static let kinds: [Boundary] = [
    .walls(lower: .dirichlet, upper: .dirichlet), .walls(lower: .dirichlet, upper: .neumann),
    .walls(lower: .neumann, upper: .dirichlet), .walls(lower: .neumann, upper: .neumann),
  ]

  /// Every boundary at least once in each dimension.
  static let boundaries: [[Boundary]] =
    kinds.map { [$0] } + [
      [kinds[0], kinds[3]], [kinds[1], kinds[2]], [kinds[3], kinds[3]], [.periodic, kinds[0]],
      [kinds[2], .periodic], [.periodic, kinds[3]], [kinds[0], kinds[0]],
      [kinds[1], kinds[0], kinds[3]], [kinds[0], .periodic, kinds[2]],
    ]

  static let robin: [Boundary] = [
    .walls(lower: .robin, upper: .robin), .walls(lower: .neumann, upper: .robin),
    .walls(lower: .robin, upper: .dirichlet),
  ]

  /// Robin conditions alone, beside periodic axes, beside other walls and on several axes.
  static let robinBoundaries: [[Boundary]] =
    robin.map { [$0] } + [
      [robin[0], .periodic], [.periodic, robin[1]], [robin[0], kinds[0]], [kinds[1], robin[1]],
      [robin[0], robin[0]], [robin[1], robin[2]], [kinds[3], .periodic, robin[2]],
      [robin[0], robin[1], kinds[3]],
    ]

  private func problem(
    _ extents: [Int], _ boundaries: [Boundary], _ placement: Placement, _ scheme: DiscreteScheme,
    screening: Double? = nil
  ) throws -> NumericProblem {
    try NumericProblem(
      zip(extents, boundaries).map { Axis(points: $0, boundary: $1, placement: placement) },
      scheme, lengths: Array(Self.lengths[..<extents.count]), screening: screening)
  }

  /// Any polynomial that the basis has is exact with polynomials.
  @Test("polynomials on polynomials", arguments: boundaries + robinBoundaries)
  func spectralPolynomials(_ boundaries: [Boundary]) throws {
    try checkPolynomials(.spectral, boundaries, degree: 5, .nodes)
  }

  /// A polynomial of a degree below the scheme's order satisfies stencils and closures exactly, in
  /// every row: a wrong weight anywhere is an error of the order of 1. Along periodic axes φ is constant.
  @Test(
    "exact on polynomials", arguments: schemes, boundaries + robinBoundaries)
  func polynomials(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    for placement in Placement.allCases {
      try checkPolynomials(scheme, boundaries, degree: (scheme.order ?? 0) - 1, placement)
    }
  }

  private func checkPolynomials(
    _ scheme: DiscreteScheme, _ boundaries: [Boundary], degree: Int, _ placement: Placement
  ) throws {
    let known = KnownPotential(
      factors: boundaries.enumerated().map { axis, boundary in
        { x in
          guard boundary != .periodic else { return [1, 0, 0] }
          let coefficients = (0...degree).map { cos(Double($0 + 2 * axis)) }
          func derivative(_ order: Int) -> Double {
            (order...degree).reduce(into: 0.0) { sum, k in
              let factor = (0..<order).reduce(1.0) { $0 * Double(k - $1) }
              sum += coefficients[k] * factor * pow(x, Double(k - order))
            }
          }
          return [derivative(0), degree < 1 ? 0 : derivative(1), degree < 2 ? 0 : derivative(2)]
        }
      })
    for screening in [nil, 3.0] {
      let extents = Array([9, 10, 8].prefix(boundaries.count))
      let problem = try problem(extents, boundaries, placement, scheme, screening: screening)
      let solution = problem.solve(known)
      let difference = solution.potential - known.values(problem.coordinates)
      let shift = solution.removed == nil ? 0 : mean(difference)
      #expect(
        difference.map { $0 - shift }.largest < 1e-10,
        "\(placement) \(String(describing: screening))")
      #expect(solution.residual < 1e-9)
      #expect((solution.removed ?? 0).magnitude < 1e-9)
    }
  }

  /// A smooth φ without symmetry, periodic where the axis is.
  static func smooth(_ boundaries: [Boundary]) -> KnownPotential {
    KnownPotential(
      factors: boundaries.enumerated().map { axis, boundary in
        let length = lengths[axis]
        if boundary == .periodic {
          let k = 2 * Double.pi / length
          return { x in
            let (s, c) = (sin(k * x + 1), cos(k * x + 1))
            return [
              exp(0.1 * s), 0.1 * k * c * exp(0.1 * s),
              k * k * (0.01 * c * c - 0.1 * s) * exp(0.1 * s),
            ]
          }
        }
        let k = (3.5 + 0.2 * Double(axis)) / length
        return { x in
          let (s, c) = (sin(k * x + 0.6), cos(k * x + 0.6))
          return [s + 0.3 + 0.4 * x, k * c + 0.4, -k * k * s]
        }
      })
  }

  @Test("differences converge at their order", arguments: schemes, boundaries + robinBoundaries)
  func order(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    let expected = Double(scheme.order ?? 0)
    let known = Self.smooth(boundaries)
    let hasRobin = boundaries.contains { boundary in
      Side.allCases.contains { boundary.condition($0) == .robin }
    }
    let isBesideWalls = hasRobin && boundaries.filter { $0 != .periodic }.count > 1
    // In three dimensions one of the two, for time.
    let isOnNodes = boundaries[1...].contains(.periodic) || isBesideWalls
    for placement in Placement.allCases
    where boundaries.count < 3 || isOnNodes == (placement == .nodes) {
      // Here the error is round-off before the spacing is small enough for an order to be seen.
      if isBesideWalls, placement == .cellCentres, expected == 6 { continue }
      for screening in boundaries.count == 1 ? [nil, 2.0] : [nil] {
        func error(_ intervals: Int) throws -> Double {
          let extents = boundaries.map { boundary in
            boundary == .periodic || placement == .cellCentres ? intervals : intervals + 1
          }
          return try problem(extents, boundaries, placement, scheme, screening: screening)
            .error(known)
        }
        let (coarse, fine) =
          hasRobin && boundaries.count == 2
          ? (80, 112) : [(96, 144), (60, 80), (26, 32)][boundaries.count - 1]
        let order = try log(error(coarse) / error(fine)) / log(Double(fine) / Double(coarse))
        #expect(
          (order - expected).magnitude < 0.1,
          "\(placement) \(String(describing: screening)): observed order \(order)")
      }
    }
  }
}
