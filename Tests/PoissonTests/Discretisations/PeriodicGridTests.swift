import Autodiff
import Glibc
import Poisson
import Randomness
import Testing

/// Periodic grids of one to three axes, with lengths and numbers of points of their own.
@Suite("Periodic grids")
struct PeriodicGridTests {
  static let grids: [[Int]] = [
    [7], [12], [13], [8, 7], [7, 8], [11, 13], [7, 8, 9], [8, 7, 10],
  ]
  static let lengths = [2.0, 0.7, 3.1]

  private func problem(
    _ extents: [Int], _ scheme: DiscreteScheme, screening: Double? = nil
  ) throws -> NumericProblem {
    try NumericProblem(
      extents.map { Axis(points: $0) }, scheme, lengths: Array(Self.lengths[..<extents.count]),
      screening: screening)
  }

  /// ∇²φ − κ²φ by dense matrices.
  private func image(_ problem: NumericProblem, _ potential: [Double]) -> [Double] {
    let extents = problem.grid.extents
    let screened = -(problem.screening ?? 0) * potential
    return extents.indices.reduce(screened) { sum, axis in
      let matrix = problem.discretisation.scheme.ring(extents[axis])
      let derivative = apply(matrix, potential, axis: axis, extents: extents)
      return sum.adding(1 / (problem.lengths[axis] * problem.lengths[axis]) * derivative)
    }
  }

  /// The condition numbers are below 1e4: 1e-12 of ρ is round-off.
  @Test("the dense matrix applied to the solution is ρ", arguments: DiscreteScheme.general, grids)
  func dense(_ scheme: DiscreteScheme, _ extents: [Int]) throws {
    var generator = SeededGenerator(seed: UInt64(extents.count))
    for screening in [nil, 2.5, -0.3] {
      let problem = try problem(extents, scheme, screening: screening)
      let density = generator.vector(problem.grid.count)
      let outputs = problem.compute(density) { solution in
        [solution.potential, solution.residual] + (solution.removedMean.map { [$0] } ?? [])
      }
      let average = mean(density)
      let expected = screening == nil ? density.map { $0 - average } : density
      #expect(distance(image(problem, outputs[0]), expected) < 1e-11, "seed \(extents.count)")
      #expect(outputs[1][0] < 1e-11, "seed \(extents.count)")
      #expect(outputs.count == (screening == nil ? 3 : 2), "seed \(extents.count)")
      if screening == nil {
        #expect(isClose(outputs[2][0], average, relative: 1e-13), "seed \(extents.count)")
        #expect(mean(outputs[0]).magnitude < 1e-14, "seed \(extents.count)")
      }
    }
  }

  /// φ = exp(sin) along each axis, with phases: every mode, and no symmetry.
  private func manufactured(
    _ x: [Double], screening: Double
  ) -> (potential: Double, density: Double) {
    var (potential, ratio) = (1.0, 0.0)
    for (axis, x) in x.enumerated() {
      let wavenumber = 2 * Double.pi / Self.lengths[axis]
      let (s, c) = (sin(wavenumber * x + Double(axis)), cos(wavenumber * x + Double(axis)))
      potential *= exp(0.1 * s)
      ratio += wavenumber * wavenumber * (0.01 * c * c - 0.1 * s)
    }
    return (potential, (ratio - screening) * potential)
  }

  private func error(_ extents: [Int], _ scheme: DiscreteScheme, _ screening: Double?) throws
    -> Double
  {
    let problem = try problem(extents, scheme, screening: screening)
    let exact = problem.field { manufactured($0, screening: screening ?? 0).potential }
    let density = problem.field { manufactured($0, screening: screening ?? 0).density }
    let difference = problem.potential(density) - exact
    let shift = screening == nil ? mean(difference) : 0
    return rootMeanSquare(difference.map { $0 - shift })
  }

  @Test(
    "differences converge at their order",
    arguments: DiscreteScheme.general.dropFirst(), [1, 2, 3])
  func order(_ scheme: DiscreteScheme, _ dimension: Int) throws {
    let expected = Double(scheme.order ?? 0)
    // Half as many points again along each axis.
    let extents = Array((dimension == 3 ? [22, 18, 20] : [36, 30]).prefix(dimension))
    for screening in [nil, 4.0] {
      let coarse = try error(extents, scheme, screening)
      let fine = try error(extents.map { 3 * $0 / 2 }, scheme, screening)
      let order = log(coarse / fine) / log(1.5)
      #expect((order - expected).magnitude < 0.1, "observed order \(order)")
    }
  }

  @Test("the spectral error falls geometrically", arguments: [1, 2, 3])
  func geometric(_ dimension: Int) throws {
    let errors = try [5, 7, 9, 11].map { points in
      try error((0..<dimension).map { points + $0 }, .spectral, nil)
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(fine < coarse / 20) }
    if dimension < 3 {
      #expect(try error([24, 23].prefix(dimension).map { $0 }, .spectral, nil) < 1e-12)
    }
  }
}
