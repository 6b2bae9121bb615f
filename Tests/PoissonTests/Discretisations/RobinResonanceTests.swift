import Autodiff
import Expressions
import Glibc
import Poisson
import Testing

/// Resonances of Robin conditions, which are none of the Neumann conditions that solutions are composed of.
@Suite("Resonances of Robin conditions")
struct RobinResonanceTests {
  /// k with (k² − 1) sin k = 2k cos k: cos kx + sin(kx)/k has ∂φ/∂n + φ = 0 at 0 and 1.
  private static func wave(_ mode: Int) -> Double {
    func value(_ k: Double) -> Double { (k * k - 1) * sin(k) - 2 * k * cos(k) }
    var (low, high) = (Double(mode) * .pi + 0.1, Double(mode + 1) * .pi - 0.1)
    let isNegative = value(low) < 0
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      if (value(middle) < 0) == isNegative { low = middle } else { high = middle }
    }
    return low
  }

  /// ∫φ² on a length of 1 with ∂φ/∂n + a φ = 1 at both ends, and on another axis.
  private func evaluate(
    screening: Double?, alpha: Double = 1, other: ProblemBoundary? = nil,
    _ scheme: DiscreteScheme = .spectral
  ) throws -> Evaluation {
    let one = Expression(number: 1)
    let wall = ProblemWall(
      .robin(value: try Expression(parsing: "a"), derivative: one), one)
    var axes = [
      ProblemAxis(
        "x", start: Expression(number: 0), length: one, points: 24,
        boundary: .walls(lower: wall, upper: wall))
    ]
    if let other {
      axes.append(
        ProblemAxis(
          "y", start: Expression(number: 0), length: one, points: 20, boundary: other))
    }
    var equation = ProblemEquation(scheme: scheme)
    if screening != nil { equation.screening = try Expression(parsing: "s") }
    let problem = Problem(
      axes: axes, parameters: screening == nil ? ["a"] : ["a", "s"],
      density: try Expression(parsing: "exp(x)"), equation: equation,
      objectives: [ProblemObjective("value", try Expression(parsing: "integral(phi^2)"))],
      variables: [])
    return try CompiledProblem(problem).evaluate(
      [.constant(alpha)] + (screening.map { [.constant($0)] } ?? []), count: 1)
  }

  private func resonance(
    screening: Double?, alpha: Double = 1, other: ProblemBoundary? = nil,
    _ scheme: DiscreteScheme = .spectral
  ) throws -> ResonanceError {
    do throws(any Error) {
      let evaluation = try evaluate(screening: screening, alpha: alpha, other: other, scheme)
      Issue.record("solved: \(evaluation.values)")
    } catch EvaluationError.resonance(let resonance, point: 0) {
      return resonance
    }
    throw CancellationError()
  }

  @Test("the mode is named", arguments: 0..<4)
  func mode(_ mode: Int) throws {
    let k = Self.wave(mode)
    let found = try resonance(screening: -k * k)
    #expect(found.mode == [mode] && !found.isOfNeumannConditions)
    #expect(found.screening == -k * k)
    // Large on both sides of it, as 1/(distance)².
    let near = try [-1e-5, 1e-5].map {
      try evaluate(screening: -k * k * (1 + $0)).values[0][0]
    }
    #expect(near[0] > 1e3 && isClose(near[0], near[1], relative: 1e-2), "\(near)")
  }

  @Test("the mode along the wall is named too")
  func plane() throws {
    let k = Self.wave(1)
    let zero = ProblemWall(.dirichlet, Expression(number: 0))
    let strip = try resonance(
      screening: -k * k - 9 * .pi * .pi, other: .walls(lower: zero, upper: zero))
    #expect(strip.mode == [1, 3])
    let ring = try resonance(screening: -k * k - 4 * .pi * .pi, other: .periodic)
    #expect(ring.mode.map(\.magnitude) == [1, 1])
  }

  @Test("conditions that leave a constant free, or another solution")
  func withoutScreening() throws {
    // No φ in the conditions; and φ = x − ½ with ∂φ/∂n = 2 φ.
    #expect(try resonance(screening: nil, alpha: 0).mode == [0])
    #expect(try resonance(screening: nil, alpha: -2).screening == 0)
    _ = try evaluate(screening: nil, alpha: 1e-6)
    _ = try evaluate(screening: 1, alpha: 0)
  }

  @Test("an eigenvalue for Neumann conditions is told apart")
  func neumann() throws {
    let scheme = DiscreteScheme.finiteDifference(.second)
    let eigenvalue = -4 * pow(23 * sin(Double.pi / 46), 2)
    let found = try resonance(screening: eigenvalue, scheme)
    #expect(found.mode == [1] && found.isOfNeumannConditions)
    #expect(try resonance(screening: eigenvalue * (1 + 9e-6), scheme).isOfNeumannConditions)
    // Beside it the solution is smooth: both means are the value in the middle, up to some squared distances.
    let means = try [2e-5, 4e-5].map { try mean(around: eigenvalue, $0, scheme) }
    #expect(isClose(means[0], means[1], relative: 1e-7), "\(means)")
  }

  @Test("spectral lines have solutions at eigenvalues for Neumann conditions", arguments: 1...3)
  func neumannLine(_ mode: Int) throws {
    let eigenvalue = -pow(Double.pi * Double(mode), 2)
    let value = try evaluate(screening: eigenvalue).values[0][0]
    // Smooth there: what is left of means is in the fourth power of distances.
    let means = try [1e-4, 2e-4].map { try mean(around: eigenvalue, $0, .spectral) }
    #expect(isClose(value, (4 * means[0] - means[1]) / 3, relative: 1e-10))
  }

  /// The mean of the values for κ² on both sides of an eigenvalue.
  private func mean(
    around eigenvalue: Double, _ distance: Double, _ scheme: DiscreteScheme
  ) throws -> Double {
    let near = try [-distance, distance].map {
      try evaluate(screening: eigenvalue * (1 + $0), scheme).values[0][0]
    }
    return 0.5 * (near[0] + near[1])
  }
}
