import CKernels
import Glibc
import Randomness
import Testing

@testable import Autodiff

/// The vector exponential, for every instruction set, against the C library's, which is good to about
/// half an ulp.
@Suite("Vector exponential")
struct ExponentialKernelTests {
  /// exp overflows above this; the largest number with a finite exponential.
  static let overflow = 709.782712893384
  /// Below this, exp is less than half the smallest subnormal number, and rounds to 0.
  static let underflow = -745.1332191019412

  /// 60 000 points over the whole range, 60 000 with subnormal results, 60 000 of all magnitudes and
  /// both signs, and 20 000 around the thresholds.
  static let points: [Double] = {
    var generator = SeededGenerator(seed: 1)
    let spread = generator.vector(60_000, in: -745.2...709.8)
    let subnormal = generator.vector(60_000, in: -745.2...(-708.3))
    let magnitudes = generator.vector(60_000, in: -60...9.4).map { exponent in
      Bool.random(using: &generator) ? Glibc.exp2(exponent) : -Glibc.exp2(exponent)
    }
    var thresholds: [Double] = []
    for start in [overflow, underflow, -708.3964185322641] {
      var (below, above) = (start, start)
      for _ in 0..<3_500 {
        thresholds += [below, above]
        below = below.nextDown
        above = above.nextUp
      }
    }
    return spread + subnormal + magnitudes + thresholds
  }()

  @Test("at most 1 ulp from the C library's", arguments: Kernels.all)
  func accuracy(_ kernels: Kernels) {
    let points = Self.points
    let results = kernels.values(CK_EXP, [points])
    var worst: (ulps: UInt64, x: Double) = (0, 0)
    var differing = 0
    var wronglyInfinite = 0
    for (x, result) in zip(points, results) {
      let expected = Glibc.exp(x)
      let distance = ulps(result, expected)
      if distance > worst.ulps { worst = (distance, x) }
      if distance > 0 { differing += 1 }
      if result.isFinite != expected.isFinite { wronglyInfinite += 1 }
    }
    #expect(worst.ulps <= 1, "exp(\(worst.x)) is \(worst.ulps) ulp off")
    #expect(wronglyInfinite == 0)
    #expect(differing < points.count / 4, "\(differing) of \(points.count) differ")
  }

  @Test("special values", arguments: Kernels.all)
  func specialValues(_ kernels: Kernels) {
    func exp(_ x: Double) -> Double { kernels.values(CK_EXP, [[x]])[0] }
    #expect(exp(0) == 1)
    #expect(exp(-0.0) == 1)
    #expect(exp(.infinity) == .infinity)
    #expect(exp(-.infinity) == 0)
    #expect(exp(.nan).isNaN)
    #expect(exp(-.nan).isNaN)
    #expect(exp(.leastNonzeroMagnitude) == 1)
    #expect(exp(-.leastNonzeroMagnitude) == 1)
    #expect(exp(.greatestFiniteMagnitude) == .infinity)
    #expect(exp(-.greatestFiniteMagnitude) == 0)
    #expect(exp(Self.overflow).isFinite)
    #expect(exp(Self.overflow.nextUp) == .infinity)
    #expect(exp(-745.1332191019411) == .leastNonzeroMagnitude)
    #expect(exp(Self.underflow.nextDown) == 0)
  }

  @Test("special values don't disturb their neighbours in a vector", arguments: Kernels.all)
  func neighbours(_ kernels: Kernels) {
    let special = [Double.nan, 1, .infinity, 2, -.infinity, 3, 1e300, 4]
    let plain = kernels.values(CK_EXP, [[1, 2, 3, 4]])
    let mixed = kernels.values(CK_EXP, [special])
    #expect([mixed[1], mixed[3], mixed[5], mixed[7]] == plain)
  }
}
