import Autodiff
import Poisson

/// A problem in numbers, for tests that want numbers back.
struct NumericProblem {
  let discretisation: Discretisation
  var lengths: [Double]
  var screening: Double?

  init(
    _ axes: [Axis], _ scheme: DiscreteScheme, lengths: [Double], screening: Double? = nil
  ) throws {
    discretisation = try Discretisation(grid: Grid(axes), scheme: scheme)
    self.lengths = lengths
    self.screening = screening
  }

  var grid: Grid { discretisation.grid }

  /// A function of the coordinates, at every point of the grid.
  func field(_ function: ([Double]) -> Double) -> [Double] {
    let coordinates = grid.axes.indices.map { axis in
      discretisation.coordinates(axis).map { $0 * lengths[axis] }
    }
    return (0..<grid.count).map { point in function(coordinates.map { $0[point] }) }
  }

  /// What a function makes of a density's solution, as numbers.
  func compute(
    _ density: [Double], gauge: Gauge = .zeroMean,
    _ outputs: (Solution) -> [Value]
  ) -> [[Double]] {
    let graph = Graph()
    let input = graph.input(.field(grid.count))
    let solution = discretisation.solve(
      input, lengths: lengths.map { Value($0) }, screening: screening.map { Value($0) },
      gauge: gauge)
    let program = Program(graph, inputs: [input], outputs: outputs(solution))
    let workspace = program.makeWorkspace()
    workspace.setInput(0, to: density)
    workspace.run()
    return program.outputShapes.indices.map { workspace.output($0) }
  }

  /// φ at the grid's points.
  func potential(_ density: [Double]) -> [Double] { compute(density) { [$0.potential] }[0] }
}

extension DiscreteScheme {
  /// Those that work in any dimension.
  static let general: [DiscreteScheme] = [
    .spectral, .finiteDifference(.second), .finiteDifference(.fourth), .finiteDifference(.sixth),
    .compact4,
  ]

  /// Those that work between walls.
  static let walled = general

  /// The coefficients of the explicit second difference for offsets 0, 1, 2, …, times h².
  var stencil: [Double] {
    switch self {
    case .finiteDifference(.fourth): [-5 / 2, 4 / 3, -1 / 12]
    case .finiteDifference(.sixth): [-49 / 18, 3 / 2, -3 / 20, 1 / 90]
    default: [-2, 1]
    }
  }

  /// The second derivative on a ring of length 1 as a dense matrix, from its definition.
  func ring(_ points: Int) -> DenseMatrix {
    if self == .spectral { return .secondDerivative(points) }
    let difference = DenseMatrix(count: points) { row, column in
      stencil.indices.reduce(into: 0.0) { sum, offset in
        for shift in offset == 0 ? [0] : [offset, -offset]
        where (row + shift + points) % points == column {
          sum += stencil[offset] * Double(points * points)
        }
      }
    }
    guard self == .compact4 else { return difference }
    let weights = DenseMatrix(count: points) { row, column in
      (row == column ? 1 : 0) + difference.rows[row][column] / Double(12 * points * points)
    }
    let columns = (0..<points).map { column in
      weights.solve(difference.rows.map { $0[column] })
    }
    return DenseMatrix(count: points) { columns[$1][$0] }
  }
}

/// A matrix along one axis of a field of some extents.
func apply(_ matrix: DenseMatrix, _ field: [Double], axis: Int, extents: [Int]) -> [Double] {
  let stride = extents[(axis + 1)...].reduce(1, *)
  return field.indices.map { index in
    let row = index / stride % extents[axis]
    let first = index - row * stride
    return (0..<extents[axis]).reduce(0.0) {
      $0 + matrix.rows[row][$1] * field[first + $1 * stride]
    }
  }
}

extension Array where Element == Double {
  static func - (a: [Double], b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
  static func * (s: Double, a: [Double]) -> [Double] { a.map { s * $0 } }
  func adding(_ b: [Double]) -> [Double] { zip(self, b).map { $0 + $1 } }
  var largest: Double { reduce(0) { Swift.max($0, $1.magnitude) } }
}
