import Autodiff
import Glibc

import Testing

@testable import Poisson

/// Polynomials between walls: spectral accuracy, whatever holds at the walls.
@Suite("Spectral schemes between walls")
struct SpectralWallTests {
  private func problem(
    _ points: [Int], _ boundaries: [Boundary], screening: Double? = nil
  ) throws -> NumericProblem {
    try NumericProblem(
      zip(points, boundaries).map { Axis(points: $0, boundary: $1) }, .spectral,
      lengths: Array(WalledGridTests.lengths[..<points.count]), screening: screening)
  }

  /// The error falls by a growing factor for every two points more, down to round-off.
  static let boundaries = WalledGridTests.boundaries + WalledGridTests.robinBoundaries

  private static let dirichlet = Boundary.walls(lower: .dirichlet, upper: .dirichlet)
  private static let neumann = Boundary.walls(lower: .neumann, upper: .neumann)
  private static let mixed = Boundary.walls(lower: .neumann, upper: .dirichlet)

  @Test("the rule of an axis is the same whether it was known or not")
  func shared() {
    func rules() -> [AxisRule] {
      (5...12).flatMap { points in
        [(true, true), (true, false), (false, true), (false, false)].map {
          AxisRule.dense(
            SpectralWalls(points: points, lowerIsDirichlet: $0, upperIsDirichlet: $1))
        }
      }
    }
    // More than are kept.
    let (first, second) = (rules(), rules())
    for (a, b) in zip(first, second) {
      #expect(a.nodes == b.nodes)
      #expect(a.modes.eigenvalues == b.modes.eigenvalues)
    }
    #expect(Set(first.map(\.modes.eigenvalues)).count > 16)
  }

  @Test("faster than any power", arguments: boundaries)
  func geometric(_ boundaries: [Boundary]) throws {
    let known = WalledGridTests.smooth(boundaries)
    for screening in [nil, 2.0, -0.15] {
      func error(_ points: Int) throws -> Double {
        try problem(boundaries.map { _ in points }, boundaries, screening: screening).error(known)
      }
      let sizes = boundaries.count == 3 ? [7, 9, 11] : [7, 9, 11, 13]
      let errors = try sizes.map(error)
      for (coarse, fine) in zip(errors, errors.dropFirst()) {
        #expect(fine < coarse / 8, "\(errors)")
      }
      for points in boundaries.count < 3 ? [24, 31] : [] {
        let floor = try error(points)
        #expect(floor < 1e-12, "\(points) points: \(floor)")
      }
    }
  }

  /// Data at walls of several axes are not differentiated, and along the longest axis series are integrated: round-off
  /// does not grow with a power of n.
  @Test(
    "many points",
    arguments: [
      ([160, 141], [dirichlet, dirichlet]), ([151, 120], [dirichlet, mixed]),
      ([1030, 24], [dirichlet, dirichlet]), ([25, 1026], [neumann, mixed]),
      ([26, 1025], [dirichlet, neumann]), ([1031, 25], [neumann, neumann]),
      ([1025, 14, 13], [mixed, dirichlet, neumann]),
      ([14, 1025, 15], [.periodic, mixed, dirichlet]),
    ])
  func manyPoints(_ points: [Int], _ boundaries: [Boundary]) throws {
    let known = WalledGridTests.smooth(boundaries)
    for screening in [nil, 2.0] {
      let problem = try problem(points, boundaries, screening: screening)
      let isLong = points.contains { $0 > 1024 }
      #expect((problem.discretisation.channel != nil) == isLong)
      let error = problem.error(known)
      // Three axes have fewer points than it takes.
      let limit = points.count == 3 ? 1e-9 : 2e-12
      #expect(error < limit, "\(points): \(error)")
    }
  }

  @Test("the residual is round-off, and nothing is removed", arguments: boundaries)
  func residual(_ boundaries: [Boundary]) throws {
    let points = boundaries.count == 3 ? 12 : 21
    let problem = try problem(boundaries.map { _ in points }, boundaries)
    let solution = problem.solve(WalledGridTests.smooth(boundaries))
    // Round-off of φ times the largest eigenvalue, of modes whose values at walls grow with n.
    let largest = zip(problem.discretisation.basis.eigenvalues, problem.lengths)
      .reduce(0.0) { $0 + $1.0.largest / ($1.1 * $1.1) }
    #expect(solution.residual < 8 * 0x1p-52 * Double(points) * largest)
    #expect((solution.removed ?? 0).magnitude < 1e-7)
  }

  /// u″ = e^{4x}, u(±1) = 0: Trefethen, Spectral Methods in MATLAB, program 13. Collocation on 17 points
  /// has the error 1.3e-10; the interpolant of ρ integrated is a hundred times better, being smoother.
  @Test("Trefethen's program 13")
  func program13() throws {
    let walls = Boundary.walls(lower: .dirichlet, upper: .dirichlet)
    let problem = try NumericProblem([Axis(points: 17, boundary: walls)], .spectral, lengths: [2])
    let x = problem.coordinates[0].map { $0 - 1 }
    let solution = problem.potential(x.map { exp(4 * $0) })
    let exact = x.map { (exp(4 * $0) - $0 * sinh(4) - cosh(4)) / 16 }
    let error = (solution - exact).largest
    #expect(error < 1e-12)
    #expect(error > 1e-14)
  }

  /// −∇²u = 1 on the unit square, u = 0 at the walls. The solution has weak singularities in the corners,
  /// so that convergence is algebraic.
  @Test("the unit square")
  func unitSquare() throws {
    let walls = Boundary.walls(lower: .dirichlet, upper: .dirichlet)
    let axis = Axis(points: 25, boundary: walls)
    let problem = try NumericProblem([axis, axis], .spectral, lengths: [1, 1])
    let ones = [Double](repeating: -1, count: problem.grid.count)
    let outputs = problem.compute(ones) { solution in
      [
        solution.potential,
        problem.discretisation.integral(of: solution.potential, lengths: [1, 1]),
      ]
    }
    #expect((outputs[0][12 * 25 + 12] - 0.07367135328151382).magnitude < 1e-7)
    #expect((outputs[1][0] - 0.03514425373878843).magnitude < 1e-8)
  }
}
