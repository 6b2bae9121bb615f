import Autodiff
import Poisson
import Randomness
import Testing

/// The gradient of whole problems by Taylor remainders, for every scheme, objective and parameter.
@Suite("Gradients of problems")
struct GradientTests {
  /// Parameters that make every derivative matter: a Gaussian off centre, and in the second place so
  /// wide that the ends of the axis cut it, the potential is not smooth there, and a shift of the
  /// Gaussian changes the objective. Its density has a mean.
  static let points: [[String: Double]] = [
    ["t": 0.7, "mu": 2.9, "sigma": 0.4, "n0": 0.1, "length": 6],
    ["t": 1.9, "mu": 2.2, "sigma": 1.1, "n0": -0.3, "length": 5],
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    let model: Model
    let scheme: Scheme?
    let objective: Objective
    let count: Int
    var testDescription: String { "\(scheme.map { "\($0)" } ?? "density") \(objective) \(count)" }
  }

  static let cases =
    Scheme.catalogue.flatMap { scheme in
      Objective.allCases.flatMap { objective in
        [9, 64, 65].map { count in
          Case(model: .poissonGaussian, scheme: scheme, objective: objective, count: count)
        }
      }
    }
    + Objective.allCases.flatMap { objective in
      [20, 201].map {
        Case(model: .densityGaussian, scheme: nil, objective: objective, count: $0)
      }
    }

  private func evaluate(_ parts: Case, at point: [Double]) throws -> Evaluation {
    let names = parts.model.parameters.map(\.name)
    let columns = zip(names, point).map { ($0, SweepColumn.constant($1)) }
    return try PoissonTests.evaluate(
      parts.model, scheme: parts.scheme, objective: parts.objective, points: parts.count,
      columns: Dictionary(uniqueKeysWithValues: columns), count: 1, compatibility: .project)
  }

  /// Each parameter alone, and two directions through all. The remainder of the first-order model has
  /// order 2, or is round-off: of the value times 1e-14, to which n numbers are added.
  @Test("Taylor remainders", arguments: cases, points)
  func taylor(_ parts: Case, _ parameters: [String: Double]) throws {
    let point = parts.model.parameters.map { parameters[$0.name] ?? $0.defaultValue }
    let start = try evaluate(parts, at: point)
    var generator = SeededGenerator(seed: 5)
    let axes = point.indices.map { axis in point.indices.map { $0 == axis ? 1.0 : 0 } }
    let floor = 1e-14 * Double(parts.count) * max(1, start.value[0].magnitude)
    for direction in axes + [generator.vector(point.count), generator.vector(point.count)] {
      let slope = dot(start.slopes, direction)
      let order = try observedOrder(floor: floor) { epsilon in
        let end = try evaluate(parts, at: zip(point, direction).map { $0 + epsilon * $1 })
        return (end.value[0] - start.value[0] - epsilon * slope).magnitude
      }
      #expect(order >= 1.9, "along \(direction), seed 5")
    }
    // The test means something only where the derivatives are not zero: all but that by n0, which
    // the projection removes, and those that symmetry makes small.
    #expect(start.slopes[0].magnitude > 1e-3 * start.value[0].magnitude, "seed 5")
    #expect(start.slopes[2].magnitude > 1e-3 * start.value[0].magnitude, "seed 5")
    if parameters["sigma"] == 1.1 {
      #expect(start.slopes[1].magnitude > 1e-3 * start.value[0].magnitude, "seed 5")
    }
  }

  @Test("variables are differentiated by in the order asked for, and only they")
  func variables() throws {
    let all = try evaluatePoisson(scheme: .spectral, parameters: ["mu": 2.5])
    let some = try evaluatePoisson(
      scheme: .spectral, parameters: ["mu": 2.5], variables: [4, 0])
    let none = try evaluatePoisson(scheme: .spectral, parameters: ["mu": 2.5], variables: [])
    #expect(isClose(some.slopes[0], all.slopes[4], relative: 1e-13))
    #expect(isClose(some.slopes[1], all.slopes[0], relative: 1e-13))
    #expect(some.slopes.count == 2)
    #expect(none.gradient.isEmpty)
    #expect(none.value == all.value)
  }
}
