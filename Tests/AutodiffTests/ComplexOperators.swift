@testable import Autodiff

// Operators of the engine at complex operands, for complex steps: analytic wherever they have a
// derivative, and with the engine's own where it was decided.

extension Extremum: ComplexOperator {
  func evaluate(_ operands: [[Complex]]) -> [Complex] {
    let x = operands[0]
    let real = x.map(\.real)
    let value = (isMaximum ? real.max() : real.min()) ?? (isMaximum ? -.infinity : .infinity)
    let chosen = x.filter { $0.real == value }.map(\.imaginary)
    // The real part bit for bit: the gradient looks for the points that have it.
    return [Complex(value, Double.sum(chosen) / Double(chosen.count))]
  }
}

extension EuclideanNorm: ComplexOperator {
  func evaluate(_ operands: [[Complex]]) -> [Complex] {
    let total = operands[0].reduce(Complex(0)) { $0 + $1 * $1 }
    return [total.real == 0 ? Complex(0) : Complex.sqrt(total)]
  }
}
