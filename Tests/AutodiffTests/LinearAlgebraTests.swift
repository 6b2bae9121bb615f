import Randomness
import Testing

@testable import Autodiff

/// Products and solutions against plain arithmetic; that their derivatives are right is among the laws
/// of operations.
@Suite("Dense and tridiagonal matrices")
struct LinearAlgebraTests {
  /// The outputs of a function of traced fields.
  private func run(_ inputs: [[Double]], _ f: ([Value]) -> [Value]) -> [[Double]] {
    let graph = Graph()
    let values = inputs.map { graph.input(.field($0.count)) }
    return Program(graph, inputs: values, outputs: f(values)).run(inputs)
  }

  @Test(
    "products of rectangular matrices",
    arguments: [(3, 5), (5, 3), (1, 9), (9, 1), (0, 3), (3, 0), (8, 8)])
  func products(_ rows: Int, _ columns: Int) {
    var generator = SeededGenerator(seed: 1)
    let (a, x, y) = (
      generator.vector(rows * columns), generator.vector(columns), generator.vector(rows)
    )
    let outputs = run([a, x, y]) { values in
      let matrix = DenseMatrix(values[0], rows: rows, columns: columns)
      return [
        matrix * values[1], matrix.transposed * values[2], matrix.transposed.entries,
        outer(values[2], values[1]).entries, matrix.transposed.transposed.entries,
      ]
    }
    func entry(_ row: Int, _ column: Int) -> Double { a[row * columns + column] }
    let image = (0..<rows).map { row in dot((0..<columns).map { entry(row, $0) }, x) }
    let preimage = (0..<columns).map { column in dot((0..<rows).map { entry($0, column) }, y) }
    #expect(distance(outputs[0], image) < 1e-14, "seed 1")
    #expect(distance(outputs[1], preimage) < 1e-14, "seed 1")
    #expect(outputs[2] == (0..<columns).flatMap { j in (0..<rows).map { entry($0, j) } }, "seed 1")
    #expect(outputs[3] == y.flatMap { y in x.map { y * $0 } }, "seed 1")
    #expect(outputs[4] == a, "seed 1")
  }

  @Test("solutions satisfy their equations", arguments: [0, 1, 2, 3, 16, 33])
  func solutions(_ count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let (a, b) = (generator.vector(count * count), generator.vector(count))
    let outputs = run([a, b]) { values in
      let matrix = DenseMatrix(values[0], rows: count, columns: count)
      let x = matrix.solve(values[1])
      let y = matrix.transposed.solve(values[1])
      return [x, matrix * x, y, matrix.transposed * y]
    }
    // Backward stable: the residual is of the order of |A| |x| ε whatever the condition is.
    for (x, image) in [(outputs[0], outputs[1]), (outputs[2], outputs[3])] {
      let scale = Double(max(1, count)) * max(1, largest(x))
      #expect(distance(image, b) <= 1e-15 * scale, "seed \(count)")
    }
  }

  @Test("a tridiagonal solution is the dense one", arguments: [0, 1, 2, 3, 16, 33])
  func tridiagonal(_ count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let pairs = max(0, count - 1)
    // Nothing on the diagonal is larger than beside it: without pivoting this fails.
    let diagonals = [
      generator.vector(pairs), generator.vector(count, in: -0.1...0.1), generator.vector(pairs),
    ]
    let b = generator.vector(count)
    var a = [Double](repeating: 0, count: count * count)
    for row in 0..<count { a[row * count + row] = diagonals[1][row] }
    for row in 0..<pairs {
      a[(row + 1) * count + row] = diagonals[0][row]
      a[row * count + row + 1] = diagonals[2][row]
    }
    let outputs = run([a, b] + diagonals) { values in
      let matrix = DenseMatrix(values[0], rows: count, columns: count)
      let x = solveTridiagonal(
        lower: values[2], diagonal: values[3], upper: values[4], values[1])
      return [matrix.solve(values[1]), x, matrix * x]
    }
    let scale = max(1, largest(outputs[0]))
    #expect(distance(outputs[2], b) <= 1e-15 * scale, "seed \(count)")
    #expect(distance(outputs[0], outputs[1]) <= 1e-11 * scale * scale, "seed \(count)")
  }

  @Test("interleaved tridiagonal systems are solved each by itself", arguments: [2, 3, 5])
  func interleaved(_ stride: Int) {
    var generator = SeededGenerator(seed: UInt64(stride))
    let count = 4 * stride + 1
    let pairs = count - stride
    let diagonals = [
      generator.vector(pairs), generator.vector(count, in: -0.1...0.1), generator.vector(pairs),
    ]
    let b = generator.vector(count)
    func every(_ first: Int, _ field: [Double]) -> [Double] {
      Swift.stride(from: first, to: field.count, by: stride).map { field[$0] }
    }
    let solution = run(diagonals + [b]) {
      [solveTridiagonal(lower: $0[0], diagonal: $0[1], upper: $0[2], $0[3], stride: stride)]
    }[0]
    for first in 0..<stride {
      let alone = run((diagonals + [b]).map { every(first, $0) }) {
        [solveTridiagonal(lower: $0[0], diagonal: $0[1], upper: $0[2], $0[3])]
      }[0]
      #expect(every(first, solution) == alone, "seed \(stride)")
    }
  }

  @Test("a singular matrix, and one with a NaN, has NaN for a solution and for its derivatives")
  func singular() {
    for (a, diagonals) in [
      ([1.0, 2, 2, 4], [[2.0], [1, 4], [2.0]]), ([0, 0, 0, 0], [[0], [0, 0], [0]]),
      ([.nan, 2, 2, 4], [[2], [.nan, 4], [2]]), ([1, 2, .nan, 4], [[.nan], [1, 4], [2]]),
      ([1, 2, 2, .nan], [[2], [1, .nan], [2]]),
    ] {
      let outputs = run([a, [1, 1]] + diagonals) { values in
        let x = DenseMatrix(values[0], rows: 2, columns: 2).solve(values[1])
        let y = solveTridiagonal(
          lower: values[2], diagonal: values[3], upper: values[4], values[1])
        let slopes = gradient(of: sum(x) + sum(y), withRespectTo: values)
        return [x, y] + slopes
      }
      let areNaN = outputs.joined().allSatisfy(\.isNaN)
      #expect(areNaN)
    }
  }

  @Test("solutions and derivatives of any order share one factorisation")
  func sharedFactors() {
    let graph = Graph()
    let (a, b) = (graph.input(.field(9)), graph.input(.field(3)))
    let matrix = DenseMatrix(a, rows: 3, columns: 3)
    let value = sum(square(matrix.solve(b))) + sum(matrix.transposed.solve(b))
    let slopes = gradient(of: value, withRespectTo: [a, b])
    let curvature = pushforward([(a, 1), (b, 1)], to: slopes)
    let program = Program(graph, inputs: [a, b], outputs: [value] + slopes + curvature)
    let factorisations = program.code.calls.filter { $0.map is Factorisation }
    #expect(factorisations.count == 1)
  }

  @Test("what is not chosen may be singular")
  func masked() {
    let outputs = run([[0, 0, 0, 0], [1, 2]]) { values in
      let x = DenseMatrix(values[0], rows: 2, columns: 2).solve(values[1])
      return gradient(of: sum(`where`(-1, x, 3 * values[1])), withRespectTo: values)
    }
    #expect(outputs == [[0, 0, 0, 0], [3, 3]])
  }
}
