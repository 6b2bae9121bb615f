/// A named number that a model depends on smoothly: it may be given, swept and differentiated by.
public struct Parameter: Sendable {
  /// The name in requests.
  public let name: String
  /// The value where none is given.
  public let defaultValue: Double
  /// Whether only values above zero make sense.
  public let mustBePositive: Bool
  /// What it is, for people.
  public let summary: String

  init(_ name: String, _ defaultValue: Double, positive: Bool = false, _ summary: String) {
    self.name = name
    self.defaultValue = defaultValue
    mustBePositive = positive
    self.summary = summary
  }
}
