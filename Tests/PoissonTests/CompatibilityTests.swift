import Autodiff
import Poisson
import Testing

/// A periodic potential exists only for a density without a mean: either the mean is named and
/// refused, or it is removed and reported.
@Suite("Compatibility")
struct CompatibilityTests {
  @Test("a density with a mean is refused, and the mean is named", arguments: Scheme.catalogue)
  func refused(_ scheme: Scheme) throws {
    for n0 in [0.1, -2, 1e-3] {
      let error = #expect(throws: EvaluationError.self) {
        try evaluatePoisson(scheme: scheme, parameters: ["n0": n0])
      }
      guard case .incompatible(let mean, let magnitude, _, let point)? = error else {
        Issue.record("not refused as incompatible: \(String(describing: error))")
        continue
      }
      #expect(isClose(mean, n0, relative: 1e-9))
      #expect(magnitude >= mean.magnitude * (1 - 1e-15))
      #expect(point == 0)
    }
  }

  @Test("the first point of a sweep that has no answer is named")
  func firstPoint() {
    let error = #expect(throws: EvaluationError.self) {
      try evaluate(
        .poissonGaussian, columns: ["n0": .values([0, 0, 0.5, 0.1])], count: 4)
    }
    guard case .incompatible(let mean, magnitude: _, unresolved: _, let point)? = error else {
      Issue.record("not refused as incompatible: \(String(describing: error))")
      return
    }
    #expect(point == 2)
    #expect(isClose(mean, 0.5, relative: 1e-12))
  }

  /// A uniform part leaves the solve before anything is computed, so that nothing is lost however large
  /// it is.
  @Test("a mean is removed and reported on request", arguments: Scheme.catalogue)
  func projected(_ scheme: Scheme) throws {
    let plain = try evaluatePoisson(scheme: scheme)
    for n0 in [0.1, -2, 1e10, -0x1p63] {
      let result = try evaluatePoisson(
        scheme: scheme, parameters: ["n0": n0], compatibility: .project)
      let removed = try #require(result.removedMean)
      #expect(isClose(removed[0], n0, relative: 1e-13))
      #expect(result.value == plain.value)
      #expect(result.slopes == plain.slopes)
      #expect(result.slopes[3] == 0)
    }
    let mean = try #require(plain.removedMean)
    #expect(mean[0].magnitude < 1e-14)
  }

  /// The amplitude squared underflows in many a norm, but not in the density.
  @Test("tiny amplitudes are no reason to refuse", arguments: Scheme.catalogue)
  func tiny(_ scheme: Scheme) throws {
    let result = try evaluatePoisson(scheme: scheme, parameters: ["t": 1e-100])
    #expect(result.value[0] == 0)  // sin⁴t is below the smallest number.
  }

  /// The tolerance is 3e-8 of the mean magnitude, here about 1.
  @Test("a mean at the level of round-off is no mean")
  func tolerance() throws {
    let result = try evaluatePoisson(scheme: .spectral, parameters: ["n0": 1e-9])
    let mean = try #require(result.removedMean)
    #expect(isClose(mean[0], 1e-9, relative: 1e-4))
    #expect(throws: EvaluationError.self) {
      try evaluatePoisson(scheme: .spectral, parameters: ["n0": 1e-7])
    }
  }

  /// A grid that does not resolve the Gaussian shows a density with a mean though the continuous one
  /// has none: such answers would be wrong by up to nine times (12 points), and are refused.
  @Test("under-resolved densities are refused", arguments: Scheme.catalogue, [8, 12, 13, 16, 20])
  func underResolved(_ scheme: Scheme, _ count: Int) throws {
    let error = #expect(throws: EvaluationError.self) {
      try evaluatePoisson(scheme: scheme, points: count)
    }
    guard case .incompatible(let mean, let magnitude, let unresolved?, point: 0)? = error else {
      Issue.record("not refused as incompatible: \(String(describing: error))")
      return
    }
    #expect(mean.magnitude > 1e-6 * magnitude)
    #expect(unresolved > 1e-2)
    if count == 12 { #expect(mean.magnitude > 0.05 * magnitude) }
  }

  @Test("no density at all: t = 0", arguments: Scheme.catalogue, Compatibility.allCases)
  func zero(_ scheme: Scheme, _ compatibility: Compatibility) throws {
    let result = try evaluatePoisson(
      scheme: scheme, parameters: ["t": 0], compatibility: compatibility)
    #expect(result.value == [0])
    #expect(result.slopes.allSatisfy { $0 == 0 })
    #expect(result.removedMean == [0])
  }
}
