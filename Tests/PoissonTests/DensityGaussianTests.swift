import Autodiff
import Glibc
import Poisson
import Testing

/// The first post: N(t) by the rectangle rule on 201 points, both ends counted.
@Suite("Density of the first post")
struct DensityGaussianTests {
  /// t = 0, 0.05, … 6.5.
  static let times = (0...130).map { 0.05 * Double($0) }
  /// √(2π) σ erf(1/(√2 σ)) for σ = 0.2.
  static let gaussian = (2 * Double.pi).squareRoot() * 0.2 * erf(1 / (2.0.squareRoot() * 0.2))

  private func evaluate() throws -> Evaluation {
    try PoissonTests.evaluate(
      .densityGaussian, columns: ["t": .values(Self.times)], count: Self.times.count)
  }

  /// What the rule adds to the integral is half of the Gaussian's ends, Δz exp(−12.5) = 3.7e-8, less
  /// the next term of Euler and Maclaurin's formula: 3.6e-8 at most, and reached.
  @Test("dN/dt against the closed form")
  func derivative() throws {
    let result = try evaluate()
    let errors = zip(Self.times, result.gradient[0]).map { t, slope in
      (slope - 2 * Self.gaussian * sin(t) * cos(t)).magnitude
    }
    let worst = try #require(errors.max())
    #expect(worst <= 4e-8)
    #expect(isClose(worst, 3.6e-8, relative: 0.02))
  }

  @Test("N(t): the rule counts n0 Δz too much, and nothing else of note")
  func value() throws {
    let result = try evaluate()
    #expect(result.removedMean == nil)
    for (t, value) in zip(Self.times, result.value) {
      let exact = 2 + sin(t) * sin(t) * Self.gaussian
      #expect((value - exact - 0.01).magnitude <= 4e-8)
    }
  }

  /// The rule on 201 nodes term by term; both add 201 numbers of the order of 1.
  @Test("against the rule written out, with the sum as objective")
  func writtenOut() throws {
    let (t, mu, sigma, n0) = (0.8, 0.1, 0.3, 0.5)
    let nodes = (0...200).map { -1 + 0.01 * Double($0) }
    let sum = nodes.reduce(into: 0.0) {
      let gauss: Double = exp(-pow($1 - mu, 2) / (2 * sigma * sigma))
      $0 += n0 + sin(t) * sin(t) * gauss
    }
    let columns = ["t": t, "mu": mu, "sigma": sigma, "n0": n0].mapValues {
      SweepColumn.constant($0)
    }
    let plain = try PoissonTests.evaluate(
      .densityGaussian, objective: .sum, columns: columns, count: 1)
    let integral = try PoissonTests.evaluate(.densityGaussian, columns: columns, count: 1)
    #expect(isClose(plain.value[0], sum, relative: 1e-14))
    #expect(isClose(integral.value[0], 0.01 * sum, relative: 1e-14))
    #expect(isClose(plain.slopes[3], 201, relative: 1e-14))
    #expect(isClose(integral.slopes[3], 2.01, relative: 1e-14))
  }
}
