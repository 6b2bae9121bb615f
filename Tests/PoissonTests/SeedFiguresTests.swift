import Glibc
import Testing

@testable import Autodiff
@testable import Poisson

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

  @Test("the second derivative by t at t = 1")
  func secondDerivative() throws {
    let model = Model.poissonGaussian
    let graph = Graph()
    var trace = ProblemTrace(try model.problem(variables: [0]), in: graph)
    let slope = try trace.run().gradients[0][0]
    let second = gradient(of: slope, withRespectTo: [trace.inputs[0]])
    let program = Program(graph, inputs: trace.inputs, outputs: second)
    let result = program.run(scalars: model.parameters.map(\.defaultValue))
    #expect(isClose(result[0], 0.180788946930143, relative: 1e-13))
  }

  /// t = 0, 0.01, … 6.28: the 629 values of the post.
  private static let times = (0..<629).map { 0.01 * Double($0) }

  private func sweep(_ scheme: Scheme) throws -> Evaluation {
    try evaluate(
      .poissonGaussian, scheme: scheme, columns: ["t": .values(Self.times)], count: 629,
      variables: [0])
  }

  /// I is proportional to sin⁴t, exactly as long as sin t is: 1e-12 relative at each of the values.
  @Test("I(t) and dI/dt over the sweep, spectral")
  func spectralSweep() throws {
    let result = try sweep(.spectral)
    for (index, t) in Self.times.enumerated() {
      let exact = ClosedForm(t: t, mu: .pi, sigma: 0.25, length: 2 * .pi)
      #expect(isClose(result.value[index], exact.value, relative: 1e-12))
      #expect(isClose(result.gradient[0][index], exact.gradient[0], relative: 1e-12))
    }
    let largest = try #require(result.value.max())
    #expect(result.value.firstIndex(of: largest) == 157)
    // The maximum itself is between two values of the sweep, at π/2.
    let maximum = try evaluatePoisson(scheme: .spectral, parameters: ["t": .pi / 2])
    #expect(isClose(maximum.value[0], 0.380613462726379, relative: 4e-15))
    #expect(maximum.slopes[0].magnitude < 1e-15)
    #expect(largest < maximum.value[0])
  }

  @Test("spectral over finite difference: one ratio at every t", arguments: [false, true])
  func ratios(_ isPinned: Bool) throws {
    let (spectral, difference) = (
      try sweep(.spectral), try sweep(isPinned ? .pinned : .finiteDifference2)
    )
    let ratio = 0.190827397512072 / 0.191544962303812
    for index in 1..<629 {
      let (value, slope) = (
        spectral.value[index] / difference.value[index],
        spectral.gradient[0][index] / difference.gradient[0][index]
      )
      #expect(isClose(value, ratio, relative: 1e-12))
      #expect(isClose(slope, ratio, relative: 1e-12))
    }
    #expect(spectral.value[0] == 0 && difference.value[0] == 0)
  }

  /// The posts' code has no Δx, their text has.
  @Test("the sum is the integral without the spacing", arguments: Scheme.catalogue)
  func sumAndIntegral(_ scheme: Scheme) throws {
    let sum = try evaluatePoisson(scheme: scheme, objective: .sum, variables: [0, 2])
    let integral = try evaluatePoisson(scheme: scheme, objective: .integral, variables: [0, 2])
    let spacing = 2 * Double.pi / 128
    #expect(isClose(sum.value[0] * spacing, integral.value[0], relative: 4e-15))
    #expect(isClose(sum.slopes[0] * spacing, integral.slopes[0], relative: 4e-15))
    #expect(isClose(sum.slopes[1] * spacing, integral.slopes[1], relative: 1e-13))
  }
}
