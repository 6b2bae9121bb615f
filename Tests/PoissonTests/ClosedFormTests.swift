import Autodiff
import Poisson
import Testing

/// The spectral scheme against the second post's integral by hand. From 48 points on the Gaussian is
/// resolved to round-off, and the tails beyond the axis are below it, so that nothing is left but
/// roundings: 1e-12 relative; derivatives that vanish in exact arithmetic, absolutely.
@Suite("Closed form of the second post")
struct ClosedFormTests {
  static let points: [[String: Double]] = [
    ["t": 1, "mu": .pi, "sigma": 0.25],
    ["t": 0.3, "mu": 2.6, "sigma": 0.28],
    ["t": 2.5, "mu": 3.5, "sigma": 0.26],
    ["t": 1.2, "mu": 2.8, "sigma": 0.25, "length": 5.5],
  ]

  @Test("value and gradient", arguments: [48, 49, 64, 97, 128, 255], points)
  func spectral(_ count: Int, _ point: [String: Double]) throws {
    let exact = ClosedForm(
      t: point["t"] ?? 1, mu: point["mu"] ?? .pi, sigma: point["sigma"] ?? 0.25,
      length: point["length"] ?? 2 * .pi)
    let result = try evaluatePoisson(scheme: .spectral, points: count, parameters: point)
    #expect(isClose(result.value[0], exact.value, relative: 1e-12))
    for variable in [0, 2] {
      #expect(isClose(result.slopes[variable], exact.gradient[variable], relative: 1e-12))
    }
    // The derivative by the length is what is left of larger terms: of the spacing and L⁴, which grow,
    // and of the profile, which moves over the nodes. L dI/dL is compared on the scale of I.
    let length = point["length"] ?? 2 * .pi
    #expect(
      (result.slopes[4] - exact.gradient[4]).magnitude * length < 1e-12 * exact.value)
    #expect((result.slopes[1] - exact.gradient[1]).magnitude < 1e-12 * exact.gradient[2])
    #expect(result.slopes[3].magnitude < 1e-12 * exact.value)
    let mean = try #require(result.removedMean)
    #expect(mean[0].magnitude < 1e-12)
  }

  /// The formulas themselves, at a point where no term is negligible: central differences of order 2
  /// at h = 1e-5 are good to 1e-9.
  @Test("the closed form's own gradient")
  func closedFormGradient() {
    let point = [0.7, 2.2, 1.1, 5]
    func form(_ p: [Double]) -> ClosedForm {
      ClosedForm(t: p[0], mu: p[1], sigma: p[2], length: p[3])
    }
    let gradient = form(point).gradient
    for (axis, slope) in [gradient[0], gradient[1], gradient[2], gradient[4]].enumerated() {
      var (left, right) = (point, point)
      left[axis] -= 1e-5
      right[axis] += 1e-5
      let difference = (form(right).value - form(left).value) / 2e-5
      #expect((difference - slope).magnitude < 1e-9)
    }
  }

  /// Where the axis starts only matters relative to μ.
  @Test("a shifted axis", arguments: Scheme.catalogue)
  func shiftedAxis(_ scheme: Scheme) throws {
    let columns = { (mu: Double) in ["mu": SweepColumn.constant(mu)] }
    let plain = try evaluate(
      .poissonGaussian, scheme: scheme, columns: columns(2.5), count: 1)
    let shifted = try evaluate(
      .poissonGaussian, scheme: scheme, start: -4, columns: columns(-1.5), count: 1)
    #expect(isClose(plain.value[0], shifted.value[0], relative: 1e-12))
    #expect(isClose(plain.slopes[2], shifted.slopes[2], relative: 1e-12))
  }
}
