import CKernels
import Glibc
import Randomness
import Testing

@testable import Autodiff

/// The vector logarithm, sine, cosine and hyperbolic functions, for every instruction set, against
/// the C library's.
@Suite("Vector functions")
struct VectorFunctionTests {
  /// A function, where to test it, and how far it may be from the C library's.
  struct Function: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let id: ck_kernel_id
    let reference: @Sendable (Double) -> Double
    /// Ranges of uniform points, besides all magnitudes and both signs.
    let ranges: [ClosedRange<Double>]
    /// 2 at most from the exact value; the C library's logarithm, sine and cosine are good to half
    /// a unit, its hyperbolic functions to 2, of which it shares what the exponential has.
    let limit: UInt64
    /// Arguments and results.
    let special: [(Double, Double)]
  }

  static let functions = [
    Function(
      testDescription: "log", id: CK_LOG, reference: { Glibc.log($0) }, ranges: [0...2, 0.9...1.1],
      limit: 2,
      special: [
        (0, -.infinity), (-0.0, -.infinity), (1, 0), (-1, .nan), (.infinity, .infinity),
        (-.infinity, .nan), (.nan, .nan), (.leastNonzeroMagnitude, -744.4400719213812),
        (-.leastNonzeroMagnitude, .nan), (.greatestFiniteMagnitude, 709.782712893384),
      ]),
    Function(
      testDescription: "sin", id: CK_SIN, reference: { Glibc.sin($0) },
      ranges: [-10...10, -1.1e6...1.1e6], limit: 2,
      special: [
        (0, 0), (-0.0, -0.0), (.infinity, .nan), (-.infinity, .nan), (.nan, .nan),
        (.leastNonzeroMagnitude, .leastNonzeroMagnitude), (1e22, -0.8522008497671888),
      ]),
    Function(
      testDescription: "cos", id: CK_COS, reference: { Glibc.cos($0) },
      ranges: [-10...10, -1.1e6...1.1e6], limit: 2,
      special: [
        (0, 1), (-0.0, 1), (.infinity, .nan), (-.infinity, .nan), (.nan, .nan),
        (.leastNonzeroMagnitude, 1), (1e22, 0.523214785395139),
      ]),
    Function(
      testDescription: "sinh", id: CK_SINH, reference: { Glibc.sinh($0) },
      ranges: [-3...3, -710.5...710.5], limit: 3,
      special: [
        (0, 0), (-0.0, -0.0), (.infinity, .infinity), (-.infinity, -.infinity), (.nan, .nan),
        (711, .infinity), (-711, -.infinity), (1e300, .infinity),
      ]),
    Function(
      testDescription: "cosh", id: CK_COSH, reference: { Glibc.cosh($0) },
      ranges: [-3...3, -710.5...710.5], limit: 3,
      special: [
        (0, 1), (-0.0, 1), (.infinity, .infinity), (-.infinity, .infinity), (.nan, .nan),
        (711, .infinity), (-711, .infinity), (1e300, .infinity),
      ]),
    Function(
      testDescription: "tanh", id: CK_TANH, reference: { Glibc.tanh($0) },
      ranges: [-3...3, -20...20], limit: 3,
      special: [
        (0, 0), (-0.0, -0.0), (.infinity, 1), (-.infinity, -1), (.nan, .nan), (1e300, 1), (-30, -1),
      ]),
  ]

  @Test("a few ulp from the C library's at most", arguments: Kernels.all, functions)
  func accuracy(_ kernels: Kernels, _ function: Function) {
    var generator = SeededGenerator(seed: 2)
    var points = function.ranges.flatMap { generator.vector(20_000, in: $0) }
    points += generator.vector(20_000, in: -1_074...1_023.9).map { exponent in
      Bool.random(using: &generator) ? Glibc.exp2(exponent) : -Glibc.exp2(exponent)
    }
    // Around the multiples of π/4, where a part of the argument cancels.
    points += (-4_000...4_000).map { Double($0) * Double.pi / 4 }
    let results = kernels.values(function.id, [points])
    var worst: (ulps: UInt64, x: Double) = (0, 0)
    for (x, result) in zip(points, results) {
      let distance = ulps(result, function.reference(x))
      if distance > worst.ulps { worst = (distance, x) }
    }
    #expect(
      worst.ulps <= function.limit,
      "\(function.testDescription)(\(worst.x)): \(worst.ulps) ulp, seed 2")
  }

  @Test("special values, alone and in a vector", arguments: Kernels.all, functions)
  func specialValues(_ kernels: Kernels, _ function: Function) {
    for (x, expected) in function.special {
      let plain = kernels.values(function.id, [[0.5, 1, 1.5, 2]])
      let mixed = kernels.values(function.id, [[x, 0.5, x, 1, x, 1.5, x, 2]])
      for result in [mixed[0], mixed[2], mixed[4], mixed[6]] {
        #expect(
          result.bitPattern == expected.bitPattern || result.isNaN && expected.isNaN,
          "\(function.testDescription)(\(x)) = \(result)")
      }
      #expect([mixed[1], mixed[3], mixed[5], mixed[7]] == plain)
    }
  }
}
