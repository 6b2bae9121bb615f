import JSON
import Poisson

/// Where a document states the parts of its problem.
struct StatementPlaces: Sendable {
  /// Whether one objective was asked for, without a name.
  let hasSingleObjective: Bool
  let parameters: [Parameter]
  /// The names of the arrays that are measurements.
  let measurements: Set<String>

  /// Where a document states a parameter.
  struct Parameter {
    let name: String
    /// The root for what the stored problem says.
    let pointer: JSONPointer
    /// Whether the user said it, or the stored problem.
    let isGiven: Bool
  }

  /// Where a document states a part of its problem.
  func pointer(to place: ProblemPlace) -> JSONPointer {
    func axis(_ name: String) -> JSONPointer { .root.appending("domain").appending(name) }
    switch place {
    case .density: return .root.appending("density")
    case .objective(let name):
      return hasSingleObjective
        ? .root.appending("objective") : .root.appending("objectives").appending(name)
    case .objectives:
      return .root.appending(hasSingleObjective ? "objective" : "objectives")
    case .parameter(let name):
      return parameters.first { $0.name == name && $0.isGiven }?.pointer
        ?? .root.appending("parameters").appending(name)
    case .field(let name):
      return .root.appending(measurements.contains(name) ? "data" : "fields").appending(name)
    case .domain: return .root.appending("domain")
    case .axis(let name): return axis(name)
    case .start(let name): return axis(name).appending("start")
    case .length(let name): return axis(name).appending("length")
    case .points(let name): return axis(name).appending("points")
    case .wall(let name, let side):
      return axis(name).appending("boundary").appending(side == .upper ? "upper" : "lower")
    case .robin(let name, let side):
      return pointer(to: .wall(axis: name, side)).appending("robin")
    case .robinValue(let name, let side):
      return pointer(to: .robin(axis: name, side)).appending("alpha")
    case .robinDerivative(let name, let side):
      return pointer(to: .robin(axis: name, side)).appending("beta")
    case .equation: return .root.appending("operator")
    case .scheme: return .root.appending("solver")
    case .screening: return .root.appending("operator").appending("screening")
    case .coefficient: return .root.appending("operator").appending("coefficient")
    case .reaction: return .root.appending("operator").appending("reaction")
    case .guess: return .root.appending("operator").appending("guess")
    case .gauge: return .root.appending("gauge")
    }
  }
}
