import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// Coefficients and reactions with differences of order 4 and 6 on periodic axes.
@Suite("Coefficients on rings, by differences of higher order")
struct RingFlowTests {
  private static let schemes: [DiscreteScheme] = [
    .finiteDifference(.fourth), .finiteDifference(.sixth),
  ]

  private func solve(
    _ points: [Int], _ scheme: DiscreteScheme, screening: Double?, strength: Double?
  ) throws -> (error: Double, iterations: Double, residual: Double) {
    try KnownFlow(
      points.map { Axis(points: $0) }, lengths: Array([1.7, 2.3, 1.1][..<points.count]),
      screening: screening, strength: strength, scheme
    ).solve()
  }

  @Test(
    "errors fall with the scheme's power of the spacing", arguments: schemes, [[64], [48, 40]])
  func order(_ scheme: DiscreteScheme, _ points: [Int]) throws {
    for (screening, strength) in [(nil, nil), (1.5, nil), (nil, 3)] as [(Double?, Double?)] {
      let errors = try [1, 2].map { factor in
        let outcome = try solve(
          points.map { $0 * factor }, scheme, screening: screening, strength: strength)
        #expect(outcome.residual < 1e-11)
        return outcome.error
      }
      let order = log2(errors[0] / errors[1])
      #expect(abs(order - Double(scheme.order ?? 0)) < 0.1, "\(errors), order \(order)")
    }
  }

  /// Where so few points are affordable the order is not yet the nominal one.
  @Test("in space", arguments: schemes)
  func space(_ scheme: DiscreteScheme) throws {
    let errors = try [1, 2].map { factor in
      try solve([9 * factor, 8 * factor, 10 * factor], scheme, screening: nil, strength: nil).error
    }
    let order = log2(errors[0] / errors[1])
    #expect(order > Double(scheme.order ?? 0) - 1, "\(errors), order \(order)")
  }

  @Test("the number of steps does not depend on the number of points", arguments: schemes)
  func iterations(_ scheme: DiscreteScheme) throws {
    let counts = try [16, 64, 256, 1024].map {
      try solve([$0], scheme, screening: nil, strength: nil).iterations
    }
    #expect(counts.allSatisfy { $0 <= 32 } && abs(counts[3] - counts[2]) <= 2, "\(counts)")
  }

  @Test("the fewest points", arguments: schemes)
  func fewest(_ scheme: DiscreteScheme) throws {
    let points = (scheme.order ?? 0) + 1
    for screening in [nil, 1.5] {
      let outcome = try solve([points, points], scheme, screening: screening, strength: nil)
      #expect(outcome.error.isFinite && outcome.residual < 1e-11, "\(outcome)")
    }
  }

  /// Differences between neighbours by their weights, for every pair of points.
  private func dense(_ points: Int, _ order: Int, _ c: [Double], _ s: [Double]) -> DenseMatrix {
    // 9/8, −1/24; 75/64, −25/384, 3/640.
    let weights = order == 4 ? [9.0 / 8, -1.0 / 24] : [75.0 / 64, -25.0 / 384, 3.0 / 640]
    func difference(_ face: Int, _ point: Int) -> Double {
      weights.indices.reduce(0.0) { sum, offset in
        let upper = (face + 1 + offset) % points == point ? weights[offset] : 0
        let lower = (face - offset + points) % points == point ? weights[offset] : 0
        return sum + upper - lower
      }
    }
    return DenseMatrix(count: points) { row, column in
      (0..<points).reduce(row == column ? s[row] : 0) {
        $0 + c[$1] * difference($1, row) * difference($1, column)
      }
    }
  }

  @Test("the solver against elimination, and its laws", arguments: schemes, [true, false])
  func laws(_ scheme: DiscreteScheme, _ hasReaction: Bool) throws {
    let points = 9
    let matrix = try FluxMatrix(
      Discretisation(grid: Grid([Axis(points: points)]), scheme: scheme))
    let seed: UInt64 = 31
    var generator = SeededGenerator(seed: seed)
    func positive() -> [Double] {
      (0..<points).map { _ in Double.random(in: 0.5...2, using: &generator) }
    }
    let c = zip(matrix.conductances[0], positive()).map { $0 * $1 }
    let (s, right) = (positive(), generator.vector(points))
    let operands = [c] + (hasReaction ? [s] : []) + [right]
    let solver = FluxSolver(matrix, hasReaction: hasReaction)
    let result = solver(operands)
    let zero = [Double](repeating: 0, count: points)
    let dense = dense(points, scheme.order ?? 0, c, hasReaction ? s : zero)
    let expected = hasReaction ? dense.solve(right) : dense.solveWithoutMean(right)
    #expect(distance(Array(result[..<points]), expected) < 1e-11 * expected.largest)
    let direction = operands.map { generator.vector($0.count) }
    #expect(
      solver.dotProductDefect(
        at: operands, along: direction, cotangent: generator.vector(points) + [0, 0, 0]) < 1e-12,
      "seed \(seed)")
    // One step for a constant coefficient: the preconditioner is the inverse.
    let plain = solver(
      [matrix.conductances[0].map { 1.7 * $0 }] + (hasReaction ? [zero.map { _ in 0.7 }] : [])
        + [right])
    #expect(plain[points + FluxSolver.Report.iterations] == 1)
  }
}
