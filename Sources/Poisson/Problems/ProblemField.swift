/// Numbers that a problem is given as arrays: inputs like the parameters, by which one can differentiate.
public struct ProblemField: Hashable, Sendable {
  /// What the numbers belong to.
  public enum Support: Hashable, Sendable {
    /// The points of the grid, in row-major order.
    case grid
    /// Places off the grid, where something was measured.
    case sensors(Sensors)
  }

  /// The name in expressions.
  public var name: String
  /// What the numbers belong to.
  public var support: Support

  /// Names an array.
  public init(_ name: String, _ support: Support) {
    self.name = name
    self.support = support
  }
}

/// Places off the grid, with the weights of what was measured there.
public struct Sensors: Sendable {
  /// A column of coordinates per axis.
  public var places: [[Double]]
  /// The weight of each measurement; nil for 1.
  public var weights: [Double]?

  /// Puts sensors together; all columns are of one length.
  public init(places: [[Double]], weights: [Double]? = nil) {
    self.places = places
    self.weights = weights
  }

  /// How many there are.
  public var count: Int { places.first?.count ?? 0 }
}

extension Sensors: Hashable {
  /// Hashes what is quickly read.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for column in places { hasher.combine(column.first) }
  }
}
