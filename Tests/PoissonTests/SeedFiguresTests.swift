import Autodiff
import Poisson
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The figures of the two posts, as they compute them.
@Suite("Figures of the posts")
struct SeedFiguresTests {
  struct Figure: Sendable, CustomTestStringConvertible {
    let scheme: Scheme
    let objective: Objective
    let value: Double
    let derivative: Double
    var testDescription: String { "\(scheme.name) \(objective)" }
  }

  static let figures = [
    Figure(
      scheme: .spectral, objective: .sum, value: 3.88750381970026, derivative: 9.98454998818417),
    Figure(
      scheme: .spectral, objective: .integral, value: 0.190827397512072,
      derivative: 0.490115451441866),
    Figure(
      scheme: .finiteDifference2, objective: .integral, value: 0.191544962303812,
      derivative: 0.491958423658790),
    Figure(
      scheme: .pinned, objective: .integral, value: 0.191544962303812,
      derivative: 0.491958423658790),
  ]

  @Test("I(1) and dI/dt(1)", arguments: figures)
  func values(_ figure: Figure) throws {
    let result = try evaluatePoisson(
      scheme: figure.scheme, objective: figure.objective, variables: [0])
    #expect(isClose(result.value[0], figure.value, relative: 5e-15))
    #expect(isClose(result.gradient[0][0], figure.derivative, relative: 5e-15))
  }

  @Test("the other derivatives of the spectral integral at t = 1")
  func otherDerivatives() throws {
    let result = try evaluatePoisson(scheme: .spectral, objective: .integral)
    #expect(Swift.abs(result.gradient[1][0]) < 1e-14)
    #expect(isClose(result.gradient[2][0], 0.637967598631882, relative: 1e-13))
    #expect(Swift.abs(result.gradient[3][0]) < 1e-15)
    #expect(isClose(result.gradient[4][0], 0.00498719937772569, relative: 1e-12))
  }
}
