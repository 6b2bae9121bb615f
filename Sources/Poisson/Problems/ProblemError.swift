public import Expressions

/// Why statements don't make a problem: everything that is wrong, as far as it can be told at once.
public struct ProblemErrors: Error, Hashable, Sendable {
  /// At least one.
  public let all: [ProblemError]
}

/// One thing that is wrong with a problem.
public struct ProblemError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// An expression means nothing: an unknown name, a field in place of a number, …
    case expression(ExpressionError)
    /// The scheme or the rule is not defined on so few points.
    case tooFewPoints(Int, minimum: Int)
    /// The scheme's cost forbids so many points: along any axis with walls, or along several.
    case tooManyPoints(Int, maximum: Int, isForEveryAxis: Bool)
    /// The scheme has no such thing; the reason is a sentence.
    case unsupported(String)
    /// An array that occurs in no expression.
    case unused(String)
    /// A name that means something already.
    case reserved(String)
    /// Nothing is wrong, but nobody wants the answer any more.
    case cancelled
  }

  /// Where.
  public let place: ProblemPlace
  /// What.
  public let reason: Reason

  /// Puts an error together.
  public init(_ place: ProblemPlace, _ reason: Reason) {
    self.place = place
    self.reason = reason
  }

  /// A grid that does not go with a scheme, whose axes have names.
  init(_ error: GridError, axes: [String]) {
    switch error {
    case .dimension:
      self.init(.domain, .unsupported("There are one to three axes."))
    case .tooFewPoints(let axis, let points, let minimum):
      self.init(.points(axis: axes[axis]), .tooFewPoints(points, minimum: minimum))
    case .tooManyPoints(let axis, let points, let maximum, let isForEveryAxis):
      self.init(
        .points(axis: axes[axis]),
        .tooManyPoints(points, maximum: maximum, isForEveryAxis: isForEveryAxis))
    case .unsupported(let axis, let reason):
      self.init(axis.map { .axis(axes[$0]) } ?? .scheme, .unsupported(reason))
    }
  }
}

/// A part of a problem.
public enum ProblemPlace: Hashable, Sendable {
  /// ρ.
  case density
  /// An objective, by name.
  case objective(String)
  /// All objectives.
  case objectives
  /// A scalar parameter, by name.
  case parameter(String)
  /// An array, by name.
  case field(String)
  /// All axes.
  case domain
  /// An axis as a whole, by name.
  case axis(String)
  /// The first coordinate of an axis.
  case start(axis: String)
  /// The length of an axis.
  case length(axis: String)
  /// The number of points of an axis.
  case points(axis: String)
  /// The condition at a wall with its data.
  case wall(axis: String, Side)
  /// The Robin condition at a wall, without its data.
  case robin(axis: String, Side)
  /// α of the Robin condition at a wall.
  case robinValue(axis: String, Side)
  /// β of the Robin condition at a wall.
  case robinDerivative(axis: String, Side)
  /// What the equation consists of.
  case equation
  /// How the equation is solved.
  case scheme
  /// κ².
  case screening
  /// The coefficient.
  case coefficient
  /// The reaction.
  case reaction
  /// The φ to begin with.
  case guess
  /// The gauge.
  case gauge
}
