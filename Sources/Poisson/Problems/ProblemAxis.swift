public import Expressions

/// An axis of the domain as a problem states it: where it lies, and what holds at its ends.
public struct ProblemAxis: Hashable, Sendable {
  /// The name of the coordinate: x, y or z.
  public var name: String
  /// The first coordinate: an expression in the parameters.
  public var start: Expression
  /// The length: an expression in the parameters, above 0.
  public var length: Expression
  /// The number of points.
  public var points: Int
  /// What holds at the ends.
  public var boundary: ProblemBoundary
  /// Where the points of an axis with walls lie.
  public var placement: Placement

  /// Puts an axis together.
  public init(
    _ name: String, start: Expression, length: Expression, points: Int,
    boundary: ProblemBoundary = .periodic, placement: Placement = .nodes
  ) {
    self.name = name
    self.start = start
    self.length = length
    self.points = points
    self.boundary = boundary
    self.placement = placement
  }
}

extension ProblemAxis {
  /// The number of spacings: one less than points where both ends are points.
  var intervals: Int { boundary != .periodic && placement == .nodes ? points - 1 : points }
}

/// What holds at the ends of an axis.
public enum ProblemBoundary: Hashable, Sendable {
  /// The ends are the same place.
  case periodic
  /// A condition at each wall.
  case walls(lower: ProblemWall, upper: ProblemWall)
}

/// A condition at a wall, with its data.
public struct ProblemWall: Hashable, Sendable {
  /// What is given: φ, its outward derivative, or a combination.
  public enum Statement: Hashable, Sendable {
    /// φ.
    case dirichlet
    /// ∂φ/∂n, n pointing outward.
    case neumann
    /// α φ + β ∂φ/∂n, expressions in the parameters and the coordinates along the wall.
    case robin(value: Expression, derivative: Expression)
  }

  /// What is given.
  public var statement: Statement
  /// The value given: an expression in the parameters and the coordinates along the wall.
  public var data: Expression

  /// Puts a condition together.
  public init(_ statement: Statement, _ data: Expression) {
    self.statement = statement
    self.data = data
  }

  /// The kind of condition: where α or β is the number 0, that of Neumann or Dirichlet.
  public var condition: Condition {
    switch statement {
    case .dirichlet: .dirichlet
    case .neumann: .neumann
    case .robin(let value, let derivative):
      derivative.number == 0 ? .dirichlet : value.number == 0 ? .neumann : .robin
    }
  }
}

extension ProblemWall {
  /// α and β, if it has them.
  var coefficients: [Expression] {
    guard case .robin(let value, let derivative) = statement else { return [] }
    return [value, derivative]
  }
}
