import Glibc
import Poisson
import Testing

/// How far each scheme is from the closed form of the second post, as published, to the digits
/// published.
@Suite("Accuracy of the schemes")
struct AccuracyTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let scheme: Scheme
    let points: Int
    /// Relative errors of I and dI/dσ; nil where none is published.
    let value: Double
    let sigma: Double?
    var testDescription: String { "\(scheme.name), \(points) points" }
  }

  static let rows =
    [Scheme.finiteDifference2, .pinned].flatMap { scheme in
      [
        Row(scheme: scheme, points: 32, value: 6.6e-2, sigma: 9.4e-2),
        Row(scheme: scheme, points: 64, value: 1.5e-2, sigma: nil),
        Row(scheme: scheme, points: 128, value: 3.8e-3, sigma: 4.5e-3),
      ]
    } + [
      Row(scheme: .spectral, points: 24, value: 8.7e-4, sigma: 2e-2),
      Row(scheme: .spectral, points: 32, value: 5.3e-7, sigma: 2.0e-5),
    ]

  private func errors(_ scheme: Scheme, _ points: Int) throws -> (value: Double, sigma: Double) {
    let exact = ClosedForm(t: 1, mu: .pi, sigma: 0.25, length: 2 * .pi)
    let result = try evaluatePoisson(
      scheme: scheme, points: points, variables: [2], compatibility: .project)
    return (
      (result.value[0] / exact.value - 1).magnitude,
      (result.slopes[0] / exact.gradient[2] - 1).magnitude
    )
  }

  /// Two digits are published, the last of them rounded: half a unit of it, at most 5 %.
  @Test("published errors", arguments: rows)
  func published(_ row: Row) throws {
    let errors = try errors(row.scheme, row.points)
    #expect(isClose(errors.value, row.value, relative: 0.05))
    if let sigma = row.sigma { #expect(isClose(errors.sigma, sigma, relative: 0.05)) }
  }

  @Test("the order of second differences, for the value and the gradient")
  func order() throws {
    for scheme in [Scheme.finiteDifference2, .pinned] {
      for (coarse, fine) in [(128, 256), (129, 255), (257, 512)] {
        let (a, b) = (try errors(scheme, coarse), try errors(scheme, fine))
        let ratio = log(Double(fine) / Double(coarse))
        #expect((log(a.value / b.value) / ratio - 2).magnitude < 0.1)
        #expect((log(a.sigma / b.sigma) / ratio - 2).magnitude < 0.1)
      }
    }
  }

  /// An error of 3e-15 at 64 points is round-off of a few hundred operations.
  @Test("the spectral scheme at 64 and 128 points is exact to round-off")
  func roundOff() throws {
    for points in [64, 128] {
      let errors = try errors(.spectral, points)
      #expect(errors.value < 2e-14)
      #expect(errors.sigma < 2e-13)
    }
  }
}
