import Autodiff

/// A validated problem without the values of its parameters: what is compiled, and the key under
/// which it is cached.
public struct Problem: Hashable, Sendable {
  /// The stored problem.
  public let model: Model
  /// How the equation is solved; nil where there is none.
  public let scheme: Scheme?
  /// The first coordinate.
  public let start: Double
  /// The number of nodes.
  public let points: Int
  /// What is computed and differentiated.
  public let objective: Objective
  /// Indices into the model's parameters: what is differentiated by, in the order of answers.
  public let variables: [Int]
  /// Indices of the parameters that a sweep changes: what depends on none of them is computed once.
  public let swept: [Int]

  /// Checks that the parts fit together.
  ///
  /// - Throws: `ProblemError` for the first that doesn't.
  public init(
    model: Model, scheme: Scheme?, start: Double, points: Int, objective: Objective,
    variables: [Int], swept: [Int] = []
  ) throws(ProblemError) {
    let scheme = model.equation == nil ? nil : scheme ?? .spectral
    let minimum = max(model.minimumPoints, scheme?.minimumPoints ?? 0)
    guard points >= minimum else { throw .tooFewPoints(points, minimum: minimum) }
    guard start.isFinite else { throw .nonFiniteStart }
    self.model = model
    self.scheme = scheme
    self.start = start
    self.points = points
    self.objective = objective
    self.variables = variables
    self.swept = swept
  }

  /// The numbers that a problem's program computes at each point of a sweep.
  struct Traced {
    let value: Value
    let gradient: [Value]
    /// The mean of ρ and that of |ρ|; nil where nothing is solved.
    let source: (mean: Value, magnitude: Value)?
  }

  /// Writes the problem as a computation on its parameters.
  func trace(in graph: Graph, parameters: [Value]) -> Traced {
    let p = Dictionary(uniqueKeysWithValues: zip(model.parameters.map(\.name), parameters))
    guard let t = p["t"], let mu = p["mu"], let sigma = p["sigma"], let n0 = p["n0"],
      let length = p["length"]
    else { preconditionFailure("model \(model.name) lacks a parameter of Gaussian densities") }
    let intervals = Double(model.includesEnd ? points - 1 : points)
    let unit = graph.constant((0..<points).map { Double($0) / intervals })
    let density = model.density(
      unit * length + (start - mu), Model.ShapeParameters(t: t, sigma: sigma, n0: n0))
    let spacing = length / intervals
    let field: Value
    var source: (mean: Value, magnitude: Value)?
    if let scheme {
      let mean = mean(density)
      source = (mean, Autodiff.mean(abs(density)))
      field = square(square(length) * scheme.solve(graph, density))
    } else {
      field = density
    }
    let value = objective.reduce(field, spacing: spacing)
    let gradient = gradient(of: value, withRespectTo: variables.map { parameters[$0] })
    return Traced(value: value, gradient: gradient, source: source)
  }
}

/// Why parts don't make a problem.
public enum ProblemError: Error, Equatable, Sendable {
  /// The scheme or the rule is not defined on so few points.
  case tooFewPoints(Int, minimum: Int)
  /// The axis does not start at a number.
  case nonFiniteStart
}
