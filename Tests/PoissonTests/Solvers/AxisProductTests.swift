import Autodiff
import Fourier
import Randomness
import Testing
import Workers

@testable import Poisson

/// Matrices along an axis, by parity or as they are.
@Suite("Matrices along an axis")
struct AxisProductTests {
  /// Points before and after the axis.
  private static let surroundings = [(1, 1), (3, 1), (1, 5), (4, 30), (2, 3)]

  private func rows(_ generator: inout SeededGenerator, _ count: Int, _ width: Int) -> [[Double]] {
    (0..<count).map { _ in generator.vector(width) }
  }

  /// The rows that a matrix by parity stands for, on `points` nodes.
  private func unfolded(
    _ even: [[Double]], _ odd: [[Double]], _ points: Int
  ) -> [[Double]] {
    func mirrored(_ row: [Double], _ sign: Double) -> [Double] {
      let half = row.prefix(points / 2)
      let middle = points % 2 == 0 ? [] : [sign > 0 ? row[points / 2] : 0]
      return half + middle + half.reversed().map { sign * $0 }
    }
    return even.map { mirrored($0, 1) } + odd.map { mirrored($0, -1) }
  }

  private func check(
    _ map: AxisProduct, _ matrix: [[Double]], _ around: (Int, Int), _ seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed)
    let (outer, inner) = around
    let columns = matrix[0].count
    let x = generator.vector(outer * columns * inner)
    let y = map(x)
    #expect(y.count == outer * matrix.count * inner)
    for o in 0..<outer {
      for (r, row) in matrix.enumerated() {
        for i in 0..<inner {
          let exact = row.indices.reduce(into: 0.0) {
            $0 += row[$1] * x[(o * columns + $1) * inner + i]
          }
          let value = y[(o * matrix.count + r) * inner + i]
          #expect((value - exact).magnitude < 1e-15 * Double(columns), "seed \(seed)")
        }
      }
    }
    let w = generator.vector(y.count)
    #expect(map.dotProductDefect(v: x, w: w) < 1e-15 * Double(columns), "seed \(seed)")
  }

  @Test("any matrix", arguments: surroundings)
  func plain(_ around: (Int, Int)) {
    let seed = UInt64(around.0 * 100 + around.1)
    var generator = SeededGenerator(seed: seed)
    for (count, width) in [(1, 1), (4, 7), (9, 8)] {
      let matrix = rows(&generator, count, width)
      check(
        AxisProduct(AxisMatrix(matrix), outer: around.0, inner: around.1), matrix, around, seed)
    }
  }

  @Test("by parity, from points and to them", arguments: surroundings, [4, 5, 8, 9])
  func parity(_ around: (Int, Int), _ points: Int) {
    let seed = UInt64(around.0 * 100 + around.1 + 1000 * points)
    var generator = SeededGenerator(seed: seed)
    for modes in [points, points - 2] {
      let even = rows(&generator, (modes + 1) / 2, (points + 1) / 2)
      let odd = rows(&generator, modes / 2, points / 2)
      let matrix = AxisMatrix(even: even, odd: odd, .before)
      let whole = unfolded(even, odd, points)
      check(AxisProduct(matrix, outer: around.0, inner: around.1), whole, around, seed)
      let turned = whole[0].indices.map { column in whole.map { $0[column] } }
      check(
        AxisProduct(matrix.transpose, outer: around.0, inner: around.1), turned, around, seed)
    }
  }

  /// Sums are in the same order whoever computes them.
  @Test("threads share it, bit for bit", .serialized, arguments: [(1, 400), (400, 1), (20, 20)])
  func threads(_ around: (Int, Int)) {
    let seed = UInt64(around.0)
    var generator = SeededGenerator(seed: seed)
    let matrix = AxisMatrix(rows(&generator, 150, 160))
    let map = AxisProduct(matrix, outer: around.0, inner: around.1)
    let x = generator.vector(map.inputCount)
    let alone = map(x)
    TransformWorkers.use(WorkerPool(workerCount: 3))
    defer { TransformWorkers.use(nil) }
    #expect(map(x) == alone, "seed \(seed)")
  }
}
