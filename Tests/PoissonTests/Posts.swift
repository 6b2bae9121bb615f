import Autodiff
import Expressions
import Poisson
import Workers

typealias Scheme = DiscreteScheme

extension DiscreteScheme {
  static let finiteDifference2 = DiscreteScheme.finiteDifference(.second)
}

/// What the posts reduce fields by.
enum Objective: String, CaseIterable, Sendable {
  case integral
  case sum
}

/// The problems of the posts.
struct Model: Sendable {
  struct Parameter: Sendable {
    let name: String
    let defaultValue: Double
    var mustBePositive = false
  }

  let density: String
  let integrand: String
  let parameters: [Parameter]
  let defaultStart: Double
  let defaultPoints: Int
  /// Whether an equation is solved.
  let isSolved: Bool

  /// The second post.
  static let poissonGaussian = Model(
    density: "n0 + (sin(t)/sigma)^2 * (exp(-((x-mu)/sigma)^2/2) * (((x-mu)/sigma)^2 - 1))",
    integrand: "phi^2",
    parameters: [
      Parameter(name: "t", defaultValue: 1), Parameter(name: "mu", defaultValue: .pi),
      Parameter(name: "sigma", defaultValue: 0.25, mustBePositive: true),
      Parameter(name: "n0", defaultValue: 0),
      Parameter(name: "length", defaultValue: 2 * .pi, mustBePositive: true),
    ],
    defaultStart: 0, defaultPoints: 128, isSolved: true)

  /// The first post.
  static let densityGaussian = Model(
    density: "n0 + sin(t)^2 * exp(-((x-mu)/sigma)^2/2)",
    integrand: "rho",
    parameters: [
      Parameter(name: "t", defaultValue: 1), Parameter(name: "mu", defaultValue: 0),
      Parameter(name: "sigma", defaultValue: 0.2, mustBePositive: true),
      Parameter(name: "n0", defaultValue: 1),
      Parameter(name: "length", defaultValue: 2, mustBePositive: true),
    ],
    defaultStart: -1, defaultPoints: 201, isSolved: false)

  /// The problem with some choices made.
  func problem(
    scheme: Scheme? = nil, objective: Objective = .integral, start: Double? = nil,
    points: Int? = nil, variables: [Int]? = nil, swept: [Int] = [],
    compatibility: Compatibility = .error
  ) throws -> Problem {
    let equation = ProblemEquation(scheme: scheme ?? .spectral, compatibility: compatibility)
    return Problem(
      axes: [
        ProblemAxis(
          "x", start: Expression(number: start ?? defaultStart),
          length: try Expression(parsing: "length"), points: points ?? defaultPoints)
      ],
      parameters: parameters.map(\.name), density: try Expression(parsing: density),
      equation: isSolved ? equation : nil,
      objectives: [
        ProblemObjective(
          "value", try Expression(parsing: "\(objective.rawValue)(\(integrand))"))
      ],
      variables: (variables ?? Array(parameters.indices)).map { .parameter($0) }, swept: swept)
  }
}

/// The model at one point or several; parameters not given have the model's values.
func evaluate(
  _ model: Model, scheme: Scheme? = nil, objective: Objective = .integral, start: Double? = nil,
  points: Int? = nil, columns: [String: SweepColumn], count: Int, variables: [Int]? = nil,
  compatibility: Compatibility = .error, workers: WorkerPool? = nil
) throws -> Evaluation {
  let problem = try model.problem(
    scheme: scheme, objective: objective, start: start, points: points, variables: variables,
    compatibility: compatibility)
  let all = model.parameters.map { columns[$0.name] ?? .constant($0.defaultValue) }
  return try CompiledProblem(problem).evaluate(all, count: count, workers: workers)
}

/// The Poisson model at one point; parameters not given have the posts' values.
func evaluatePoisson(
  scheme: Scheme, objective: Objective = .integral, points: Int = 128,
  parameters: [String: Double] = [:], variables: [Int] = [0, 1, 2, 3, 4],
  compatibility: Compatibility = .error
) throws -> Evaluation {
  try evaluate(
    .poissonGaussian, scheme: scheme, objective: objective, points: points,
    columns: parameters.mapValues { .constant($0) }, count: 1, variables: variables,
    compatibility: compatibility)
}

extension Evaluation {
  /// The single objective.
  var value: [Double] { values[0] }

  /// Its gradient, a column per variable.
  var gradient: [[Double]] { gradients[0] }

  /// The gradient at the first point.
  var slopes: [Double] { gradient.map { $0[0] } }

  /// For comparisons bit for bit.
  var bits: [[UInt64]] {
    ([value] + gradient + (removedMean.map { [$0] } ?? [])).map { $0.map(\.bitPattern) }
  }
}
