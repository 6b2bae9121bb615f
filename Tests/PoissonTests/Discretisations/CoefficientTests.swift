import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

@Suite("Coefficients that vary")
struct CoefficientTests {
  static let dirichlet = Boundary.walls(lower: .dirichlet, upper: .dirichlet)
  static let neumann = Boundary.walls(lower: .neumann, upper: .neumann)
  static let mixed = Boundary.walls(lower: .neumann, upper: .dirichlet)
  static let boundaries =
    fluxBoundaries + [
      [WalledGridTests.robin[0]], [WalledGridTests.robin[1], WalledGridTests.robin[2]],
    ]
  /// Those without Robin conditions, which add to the diagonal of the equations.
  static let fluxBoundaries: [[Boundary]] = [
    [.periodic], [dirichlet], [neumann], [mixed], [.periodic, mixed], [dirichlet, neumann],
  ]

  static func axes(_ boundaries: [Boundary], intervals: [Int], _ placement: Placement) -> [Axis] {
    zip(boundaries, intervals).map { boundary, intervals in
      let shared = boundary != .periodic && placement == .nodes
      return Axis(points: intervals + (shared ? 1 : 0), boundary: boundary, placement: placement)
    }
  }

  @Test("errors fall with the square of the spacing", arguments: boundaries, Placement.allCases)
  func order(_ boundaries: [Boundary], _ placement: Placement) throws {
    let intervals = boundaries.count == 1 ? [64] : [32, 24]
    for screening in [nil, 1.5] {
      let errors = try [1, 2].map { factor in
        let axes = Self.axes(boundaries, intervals: intervals.map { $0 * factor }, placement)
        let outcome = try KnownFlow(
          axes, lengths: Array([1.7, 2.3][..<axes.count]), screening: screening
        ).solve()
        #expect(outcome.residual < 1e-11)
        return outcome.error
      }
      let order = log2(errors[0] / errors[1])
      #expect(
        abs(order - 2) < 0.1,
        "\(placement), \(String(describing: screening)): \(errors), order \(order)")
    }
  }

  @Test(
    "Fourier series: errors fall faster than any power", arguments: [1, 2, 3],
    [(nil, nil), (1.5, nil), (nil, 3), (1.5, 3)] as [(Double?, Double?)])
  func series(_ dimension: Int, _ operators: (screening: Double?, strength: Double?)) throws {
    let (screening, strength) = operators
    // Of odd numbers of points too.
    let sizes = dimension == 3 ? [[10, 11, 9], [16, 15, 14]] : [[12, 11], [19, 20], [36, 37]]
    let errors = try sizes.map { points in
      let axes = points.prefix(dimension).map { Axis(points: $0) }
      let outcome = try KnownFlow(
        axes, lengths: Array([1.7, 2.3, 1.1][..<dimension]), screening: screening,
        strength: strength, .spectral
      ).solve()
      #expect(outcome.residual < 1e-11)
      return outcome.error
    }
    #expect(errors[1] < errors[0] / 25, "\(errors)")
    if errors.count == 3 { #expect(errors[2] < 1e-11, "\(errors)") }
  }

  @Test("the number of steps does not depend on the number of points")
  func iterations() throws {
    for boundary in [Boundary.periodic, Self.dirichlet, Self.neumann] {
      let counts = try [16, 64, 256, 1024].map { intervals in
        let axes = Self.axes([boundary], intervals: [intervals], .nodes)
        return try KnownFlow(axes, lengths: [1.7], screening: nil).solve().iterations
      }
      // a varies by a factor of e^1.2: 2 ((√κ − 1)/(√κ + 1))^m = 1e-13 for m = 32.
      #expect(counts.allSatisfy { $0 <= 32 }, "\(boundary): \(counts)")
      #expect(abs(counts[3] - counts[2]) <= 2, "\(boundary): \(counts)")
    }
  }

  @Test("a constant coefficient is what the fast solver has", arguments: boundaries)
  func constant(_ boundaries: [Boundary]) throws {
    try constant(boundaries, .finiteDifference(.second))
  }

  /// The Nyquist mode of an even number of points too.
  @Test("the same for Fourier series", arguments: [1, 2])
  func constantSeries(_ dimension: Int) throws {
    try constant([Boundary](repeating: .periodic, count: dimension), .spectral)
  }

  private func constant(_ boundaries: [Boundary], _ scheme: DiscreteScheme) throws {
    let axes = Self.axes(boundaries, intervals: [12, 9], .nodes)
    let discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
    let seed: UInt64 = 41
    for screening in [nil, 0.7] {
      var generator = SeededGenerator(seed: seed)
      let graph = Graph()
      let lengths: [Value] = Array([1.3, 0.8][..<axes.count])
      let density = graph.constant(generator.vector(discretisation.grid.count))
      var walls = WallData()
      for axis in axes.indices where !axes[axis].isPeriodic {
        for side in Side.allCases {
          let data = generator.vector(discretisation.grid.wallCount(axis))
          walls[axis, side] = data.count == 1 ? Value(data[0]) : graph.constant(data)
          walls.setRobinNumbers(axis, side)
        }
      }
      let fast = discretisation.solve(
        density, lengths: lengths, screening: screening.map { Value($0) }, walls: walls)
      // ∇·(2.5 ∇φ) − 2.5 κ²φ = 2.5 ρ.
      let general = try discretisation.solve(
        2.5 * density, coefficient: 2.5, lengths: lengths,
        screening: screening.map { Value(2.5 * $0) }, walls: walls)
      let workspace = Program(
        graph, inputs: [],
        outputs: [
          fast.potential, general.potential, general.iterations, fast.removedMean ?? 0,
          general.removedMean ?? 0, general.residual, general.status,
        ]
      ).makeWorkspace()
      workspace.run()
      let scale = workspace.output(0).largest
      #expect(distance(workspace.output(0), workspace.output(1)) < 1e-12 * scale, "seed \(seed)")
      let isRobin = axes.contains { axis in
        Side.allCases.contains { axis.boundary.condition($0) == .robin }
      }
      #expect(isRobin || workspace.scalarOutput(2) == 1, "one step")
      #expect(abs(2.5 * workspace.scalarOutput(3) - workspace.scalarOutput(4)) < 1e-12)
      #expect(workspace.scalarOutput(5) < 1e-9 && workspace.scalarOutput(6) == 0)
    }
  }

  @Test(
    "the solver against elimination, and its laws", arguments: fluxBoundaries, Placement.allCases)
  func laws(_ boundaries: [Boundary], _ placement: Placement) throws {
    let axes = Self.axes(boundaries, intervals: [6, 5], placement)
    let discretisation = try Discretisation(grid: Grid(axes), scheme: .finiteDifference(.second))
    let matrix = try FluxMatrix(discretisation)
    let seed: UInt64 = 7
    var generator = SeededGenerator(seed: seed)
    for hasReaction in [false, true] {
      let solver = FluxSolver(matrix, hasReaction: hasReaction)
      let coefficients = matrix.conductances.map { weights in
        weights.map { $0 * Double.random(in: 0.5...2, using: &generator) }
      }
      let reaction = matrix.volumes.map { $0 * Double.random(in: 0.5...2, using: &generator) }
      let right = generator.vector(matrix.count)
      let operands = coefficients + (hasReaction ? [reaction] : []) + [right]
      let result = solver(operands)

      let unknowns = matrix.isUnknown.indices.filter { matrix.isUnknown[$0] == 1 }
      let dense = dense(matrix, coefficients, hasReaction ? reaction : nil)
      let reduced = DenseMatrix(count: unknowns.count) {
        dense.rows[unknowns[$0]][unknowns[$1]]
      }
      let restricted = unknowns.map { right[$0] }
      let expected =
        matrix.isSingular && !hasReaction
        ? reduced.solveWithoutMean(restricted) : reduced.solve(restricted)
      #expect(
        distance(unknowns.map { result[$0] }, expected) < 1e-11 * expected.largest, "seed \(seed)")
      #expect(result[matrix.count + 2] == 0)

      let direction = operands.map { generator.vector($0.count) }
      let cotangent = generator.vector(matrix.count) + [0, 0, 0]
      #expect(
        solver.dotProductDefect(at: operands, along: direction, cotangent: cotangent) < 1e-12,
        "seed \(seed)")
    }
  }

  /// A by its definition: cells, faces and what flows through them.
  private func dense(
    _ matrix: FluxMatrix, _ coefficients: [[Double]], _ reaction: [Double]?
  ) -> DenseMatrix {
    let grid = matrix.discretisation.grid
    var rows = [[Double]](
      repeating: [Double](repeating: 0, count: grid.count), count: grid.count)
    for (index, axis) in grid.axes.enumerated() {
      let (stride, points) = (grid.stride(index), axis.points)
      let faces = coefficients[index].count / (grid.count / points)
      let hasLowerFace =
        axis.placement == .cellCentres && axis.boundary.condition(.lower) == .dirichlet
      for place in 0..<grid.count {
        let (outer, along, inner) = (
          place / (stride * points), place / stride % points, place % stride
        )
        func c(_ face: Int) -> Double {
          coefficients[index][(outer * faces + face) * stride + inner]
        }
        let upper = along + (hasLowerFace ? 1 : 0)
        if hasLowerFace, along == 0 { rows[place][place] += c(0) }
        guard upper < faces else { continue }
        rows[place][place] += c(upper)
        guard axis.isPeriodic || along + 1 < points else { continue }
        let next = (outer * points + (along + 1) % points) * stride + inner
        rows[next][next] += c(upper)
        rows[place][next] -= c(upper)
        rows[next][place] -= c(upper)
      }
    }
    if let reaction { for place in 0..<grid.count { rows[place][place] += reaction[place] } }
    return DenseMatrix(count: grid.count) { rows[$0][$1] }
  }

  @Test("what is not elliptic has no solution")
  func indefinite() throws {
    let axes = Self.axes([Self.dirichlet], intervals: [16], .nodes)
    let discretisation = try Discretisation(grid: Grid(axes), scheme: .finiteDifference(.second))
    let graph = Graph()
    let (coefficient, density) = (graph.input(.field(17)), graph.input(.field(17)))
    let solution = try discretisation.solve(
      density, coefficient: coefficient, lengths: [1], screening: -50)
    let workspace = Program(
      graph, inputs: [coefficient, density],
      outputs: [solution.potential, solution.status, solution.leastCoefficient]
    ).makeWorkspace()
    var generator = SeededGenerator(seed: 3)
    workspace.setInput(0, to: (0..<17).map { 1 + 0.1 * Double($0 % 3) })
    workspace.setInput(1, to: generator.vector(17))
    workspace.run()
    #expect(workspace.output(0).contains { $0.isNaN })
    #expect(
      workspace.scalarOutput(1) == IterationStatus.notDefinite.rawValue
        && workspace.scalarOutput(2) == 1)
  }

  @Test("schemes that don't go with a coefficient are refused")
  func refusals() throws {
    func refuse(_ scheme: DiscreteScheme, _ axes: [Axis]) throws {
      let discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
      #expect(throws: GridError.self) { try FluxMatrix(discretisation) }
    }
    let ring = Axis(points: 16)
    try refuse(.compact4, [ring])
    try refuse(.compact4, [Axis(points: 16, boundary: Self.dirichlet)])
    try refuse(.pinned, [ring])
    // One such axis is no matter of matrices but for a coefficient.
    try refuse(.spectral, [Axis(points: 1025, boundary: Self.dirichlet)])
  }
}
