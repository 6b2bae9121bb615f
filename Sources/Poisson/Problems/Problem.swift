public import Expressions

/// A problem without the values of its parameters: what is compiled, and the key under which it is
/// cached.
///
/// Its parts are statements, taken as they are; whether they mean something is found by compiling.
public struct Problem: Sendable {
  /// The domain: one to three axes.
  public var axes: [ProblemAxis]
  /// The names of the scalar parameters, in the order of answers.
  public var parameters: [String]
  /// The arrays that are given.
  public var fields: [ProblemField]
  /// ρ: an expression in the parameters, the fields and the coordinates.
  public var density: Expression
  /// What is solved; nil where objectives reduce the density alone.
  public var equation: ProblemEquation?
  /// What is computed.
  public var objectives: [ProblemObjective]
  /// What is differentiated by, in the order of answers.
  public var variables: [Variable]
  /// Indices of what a sweep changes, parameters first and then fields: what depends on none of it is
  /// computed once.
  public var swept: [Int]

  /// Something to differentiate by.
  public enum Variable: Hashable, Sendable {
    /// A parameter, by its index.
    case parameter(Int)
    /// An array, by its index among the fields.
    case field(Int)
  }

  /// Puts a problem together.
  public init(
    axes: [ProblemAxis], parameters: [String], fields: [ProblemField] = [],
    density: Expression, equation: ProblemEquation? = ProblemEquation(),
    objectives: [ProblemObjective], variables: [Variable], swept: [Int] = []
  ) {
    self.axes = axes
    self.parameters = parameters
    self.fields = fields
    self.density = density
    self.equation = equation
    self.objectives = objectives
    self.variables = variables
    self.swept = swept
  }

  /// The number of nodes of the grid.
  public var pointCount: Int { axes.reduce(1) { $0 * $1.points } }

  /// The name of a variable.
  public func name(of variable: Variable) -> String {
    switch variable {
    case .parameter(let index): parameters[index]
    case .field(let index): fields[index].name
    }
  }
}

extension Problem: Hashable {
  /// Hashes what tells most problems apart, since it is done for every request.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(density)
    for axis in axes { hasher.combine(axis.points) }
    hasher.combine(variables)
    hasher.combine(swept)
  }
}
