import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// The matrix of the weak form against its definition.
@Suite("The weak form on polynomials")
struct PolynomialMatrixTests {
  private static let boundaries: [[Boundary]] = [
    [CoefficientTests.dirichlet], [CoefficientTests.neumann], [CoefficientTests.mixed],
    [CoefficientTests.dirichlet, CoefficientTests.neumann],
    [CoefficientTests.mixed, CoefficientTests.mixed],
    [CoefficientTests.neumann, CoefficientTests.neumann],
  ]
  private static let lengths = [1.3, 0.8]

  private static func discretisation(_ boundaries: [Boundary]) throws -> Discretisation {
    let axes = zip([6, 5], boundaries).map { Axis(points: $0, boundary: $1) }
    return try Discretisation(grid: Grid(axes), scheme: .spectral)
  }

  /// Bilinear, so that the rule of n points is exact.
  private func coefficient(_ x: [Double]) -> Double {
    x.enumerated().reduce(1) { $0 * (1 + (0.5 + Double($1.offset)) * $1.element) }
  }

  /// Along an axis: points and weights of a rule that is exact for all products, and the nodes' Lagrange polynomials and
  /// their derivatives there, by products of differences.
  private struct Line {
    let points: [Double]
    let weights: [Double]
    let values: [[Double]]
    let slopes: [[Double]]

    init(_ nodes: [Double]) {
      let fine = ChebyshevAxis(points: 4 * nodes.count)
      (points, weights) = (fine.nodes, fine.weights)
      func product(_ x: Double, _ node: Int, without: Int? = nil) -> Double {
        nodes.indices.reduce(1) { product, other in
          if other == node { return product }
          let scale = nodes[node] - nodes[other]
          return product * (other == without ? 1 : x - nodes[other]) / scale
        }
      }
      values = points.map { x in nodes.indices.map { product(x, $0) } }
      slopes = points.map { x in
        nodes.indices.map { node in
          nodes.indices.filter { $0 != node }.reduce(0) { $0 + product(x, node, without: $1) }
        }
      }
    }
  }

  /// Σ_i ∫ a ∂_iφ ∂_iχ/L_i² + s ∫ φχ, φ and χ the products of the nodes' polynomials, over axes of length 1.
  private func dense(_ discretisation: Discretisation, _ s: Double?) -> DenseMatrix {
    let extents = discretisation.grid.extents
    let lines = extents.indices.map { Line(discretisation.nodes($0)) }
    var rows = [[Double]](
      repeating: [Double](repeating: 0, count: discretisation.grid.count),
      count: discretisation.grid.count)
    let places = ModeTable(along: lines.map { Array($0.points.indices) })
    let nodes = ModeTable(along: extents.map { Array(0..<$0) })
    let along = extents.indices.map { nodes.field($0) { Double($0) }.map { Int($0) } }
    let points = extents.indices.map { places.field($0) { Double($0) }.map { Int($0) } }
    for place in 0..<places.count {
      let x = lines.indices.map { lines[$0].points[points[$0][place]] }
      let weight = lines.indices.reduce(1.0) { $0 * lines[$1].weights[points[$1][place]] }
      func function(_ node: Int, slope: Int?) -> Double {
        lines.indices.reduce(1.0) { product, axis in
          let table = axis == slope ? lines[axis].slopes : lines[axis].values
          return product * table[points[axis][place]][along[axis][node]]
        }
      }
      for axis in lines.indices {
        let factor = weight * coefficient(x) / (Self.lengths[axis] * Self.lengths[axis])
        let functions = rows.indices.map { function($0, slope: axis) }
        for row in rows.indices {
          for column in rows.indices {
            rows[row][column] += factor * functions[row] * functions[column]
          }
        }
      }
      guard let s else { continue }
      let functions = rows.indices.map { function($0, slope: nil) }
      for row in rows.indices {
        for column in rows.indices {
          rows[row][column] += weight * s * functions[row] * functions[column]
        }
      }
    }
    return DenseMatrix(count: rows.count) { rows[$0][$1] }
  }

  /// A's diagonals for the coefficient and s, as numbers.
  private func diagonals(_ matrix: FluxMatrix, _ s: Double?) -> [[Double]] {
    let graph = Graph()
    let discretisation = matrix.discretisation
    let x = matrix.axes.indices.map { discretisation.coordinates($0) }
    let field = (0..<matrix.count).map { point in coefficient(x.map { $0[point] }) }
    let a = graph.constant(field)
    let outputs = matrix.axes.indices.map { axis in
      matrix.mean(axis, of: a).weighted(by: matrix.conductances[axis])
    }
    let workspace = Program(graph, inputs: [], outputs: outputs).makeWorkspace()
    workspace.run()
    let fluxes = matrix.axes.indices.map { axis in
      workspace.output(axis).map { $0 / (Self.lengths[axis] * Self.lengths[axis]) }
    }
    return fluxes + (s.map { s in [matrix.volumes.map { s * $0 }] } ?? [])
  }

  /// A u and M⁻¹ r as functions of numbers.
  private func functions(
    _ matrix: FluxMatrix, _ diagonals: [[Double]], hasReaction: Bool
  ) -> (image: ([Double]) -> [Double], precondition: ([Double]) -> [Double]) {
    func function(_ body: (Value, FluxCoefficients) -> Value) -> ([Double]) -> [Double] {
      let graph = Graph()
      let u = graph.input(.field(matrix.count))
      let coefficients = matrix.coefficients(
        diagonals.map { graph.constant($0) }, hasReaction: hasReaction)
      let workspace = Program(graph, inputs: [u], outputs: [body(u, coefficients)]).makeWorkspace()
      return { field in
        workspace.setInput(0, to: field)
        workspace.run()
        return workspace.output(0)
      }
    }
    return (
      function { matrix.fullImage(of: $0, $1) },
      function { u, coefficients in
        guard let graph = u.graph else { return u }
        return matrix.precondition(u, matrix.preconditioner(coefficients, in: graph))
      }
    )
  }

  @Test("the matrix and the solver against elimination", arguments: boundaries, [nil, 0.7])
  func elimination(_ boundaries: [Boundary], _ s: Double?) throws {
    let discretisation = try Self.discretisation(boundaries)
    let matrix = try FluxMatrix(discretisation)
    let seed: UInt64 = 19
    var generator = SeededGenerator(seed: seed)
    let diagonals = diagonals(matrix, s)
    let dense = dense(discretisation, s)
    let u = generator.vector(matrix.count)
    let image = functions(matrix, diagonals, hasReaction: s != nil).image(u)
    #expect(distance(image, dense(u)) < 1e-12 * image.largest, "seed \(seed)")

    let solver = FluxSolver(matrix, hasReaction: s != nil)
    let right = generator.vector(matrix.count)
    let operands = diagonals + [right]
    let result = solver(operands)
    let unknowns = matrix.isUnknown.indices.filter { matrix.isUnknown[$0] == 1 }
    let reduced = DenseMatrix(count: unknowns.count) { dense.rows[unknowns[$0]][unknowns[$1]] }
    let restricted = unknowns.map { right[$0] }
    let expected =
      matrix.isSingular && s == nil
      ? reduced.solveWithoutMean(restricted) : reduced.solve(restricted)
    #expect(
      distance(unknowns.map { result[$0] }, expected) < 1e-11 * expected.largest, "seed \(seed)")
    #expect(result[matrix.count + FluxSolver.Report.status] == 0)

    let direction = operands.map { generator.vector($0.count) }
    let cotangent = generator.vector(matrix.count) + [0, 0, 0]
    #expect(
      solver.dotProductDefect(at: operands, along: direction, cotangent: cotangent) < 1e-12,
      "seed \(seed)")
  }

  @Test(
    "matrix and preconditioner are symmetric and positive",
    arguments: boundaries + [
      [.periodic, CoefficientTests.mixed], [WalledGridTests.robin[0], CoefficientTests.dirichlet],
    ], [nil, 0.7])
  func symmetry(_ boundaries: [Boundary], _ s: Double?) throws {
    let matrix = try FluxMatrix(Self.discretisation(boundaries))
    let seed: UInt64 = 20
    var generator = SeededGenerator(seed: seed)
    var diagonals = diagonals(matrix, s)
    for wall in matrix.robinWalls { diagonals.append(wall.areas.map { 0.4 * $0 }) }
    let (image, precondition) = functions(matrix, diagonals, hasReaction: s != nil)
    func unknown() -> [Double] {
      zip(generator.vector(matrix.count), matrix.isUnknown).map { $0 * $1 }
    }
    for map in [image, precondition] {
      let (u, v) = (unknown(), unknown())
      let (mapU, mapV) = (map(u), map(v))
      #expect((dot(v, mapU) - dot(u, mapV)).magnitude < 1e-13 * norm(mapU) * norm(v))
      #expect(dot(u, mapU) > 0 && dot(v, mapV) > 0, "seed \(seed)")
    }
    // Of a constant coefficient it is the inverse.
    guard matrix.robinWalls.isEmpty, !matrix.isSingular || s != nil else { return }
    let constant =
      matrix.conductances.map { $0.map { 1.7 * $0 } }
      + (s.map { s in [matrix.volumes.map { s * $0 }] } ?? [])
    let (plain, inverse) = functions(matrix, constant, hasReaction: s != nil)
    let u = unknown()
    let rows = zip(plain(u), matrix.isUnknown).map { $0 * $1 }
    #expect(distance(inverse(rows), u) < 1e-12, "seed \(seed)")
  }

  @Test("Gauss points", arguments: [4, 5, 16, 63, 256])
  func gauss(_ count: Int) {
    let gauss = GaussPoints(count)
    let nodes = ChebyshevAxis(points: count).nodes
    let x = gauss.interpolation.map { dot($0, nodes) }
    // ∫ x^d = 1/(d+1) up to degree 2n − 1.
    for degree in [0, 1, 2, count - 1, 2 * count - 2, 2 * count - 1] {
      let sum = dot(gauss.weights, x.map { pow($0, Double(degree)) })
      #expect(isClose(sum, 1 / Double(degree + 1), relative: 1e-13 * Double(count)))
    }
    #expect(gauss.weights.allSatisfy { $0 > 0 } && isClose(x[0], 1 - x[count - 1], relative: 1e-10))
    let wave = nodes.map { sin(3 * $0 + 0.2) }
    let values = gauss.interpolation.map { dot($0, wave) }
    let slopes = gauss.derivative.map { dot($0, values) }
    // Next to the ends neighbours are some 1/n² apart.
    let tolerance = count < 16 ? 0.05 : 1e-14
    #expect(distance(values, x.map { sin(3 * $0 + 0.2) }) < tolerance)
    let roundOff = 1e-15 * Double(count * count)
    #expect(distance(slopes, x.map { 3 * cos(3 * $0 + 0.2) }) < max(10 * tolerance, roundOff))
  }
}
