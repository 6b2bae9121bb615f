import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// Coefficients by differences of order 4 and 6 between walls.
@Suite("Coefficients between walls, by differences of higher order")
struct StaggeredFlowTests {
  static let schemes: [DiscreteScheme] = [.finiteDifference(.fourth), .finiteDifference(.sixth)]
  /// Those of the other tests that have walls, and all walls on a plane.
  static let boundaries = PolynomialFlowTests.boundaries.filter { $0.count < 3 }

  private func solve(
    _ boundaries: [Boundary], _ intervals: [Int], _ scheme: DiscreteScheme,
    _ placement: Placement, screening: Double?
  ) throws -> (error: Double, iterations: Double, residual: Double) {
    let axes = CoefficientTests.axes(boundaries, intervals: intervals, placement)
    return try KnownFlow(
      axes, lengths: Array([1.7, 2.3, 1.1][..<axes.count]), screening: screening, scheme
    ).solve()
  }

  @Test("order", arguments: schemes, boundaries)
  func order(_ scheme: DiscreteScheme, _ boundaries: [Boundary]) throws {
    for placement in Placement.allCases {
    for screening in [nil, 1.5] {
      var outcomes: [(error: Double, iterations: Double, residual: Double)] = []
      for factor in [1, 2, 4] {
        let intervals = boundaries.count == 1 ? [32] : [24, 20]
        if boundaries.count > 1, factor == 4 { continue }
        outcomes.append(try solve(boundaries, intervals.map { $0 * factor }, scheme, placement, screening: screening))
      }
      let orders = zip(outcomes, outcomes.dropFirst()).map { log2($0.error / $1.error) }
      print("STAG", scheme.order!, boundaries.count, placement, boundaries.map { "\($0)".replacing("Poisson.Condition.", with: "") }, screening ?? 0, orders, outcomes.map { ($0.error, $0.iterations, $0.residual) })
    }
    }
  }
}
