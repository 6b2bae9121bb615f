import Expressions

// Which names mean something in which statement, and why others don't.
extension Problem {
  /// Every expression, with the place where it stands.
  var statements: [(place: ProblemPlace, expression: Expression)] {
    var statements: [(place: ProblemPlace, expression: Expression)] = []
    forEachStatement { statements.append(($0, $1)) }
    return statements
  }

  private func forEachStatement(_ body: (ProblemPlace, Expression) -> Void) {
    body(.density, density)
    for axis in axes {
      body(.start(axis: axis.name), axis.start)
      body(.length(axis: axis.name), axis.length)
      guard case .walls(let lower, let upper) = axis.boundary else { continue }
      for (side, wall) in [(Side.lower, lower), (.upper, upper)] {
        body(.wall(axis: axis.name, side), wall.data)
        guard case .robin(let value, let derivative) = wall.statement else { continue }
        body(.robinValue(axis: axis.name, side), value)
        body(.robinDerivative(axis: axis.name, side), derivative)
      }
    }
    if let equation {
      if let screening = equation.screening { body(.screening, screening) }
      if let coefficient = equation.coefficient { body(.coefficient, coefficient) }
      if let reaction = equation.reaction { body(.reaction, reaction) }
      if let guess = equation.guess { body(.guess, guess) }
      for expression in equation.gauge.expressions { body(.gauge, expression) }
    }
    for objective in objectives { body(.objective(objective.name), objective.expression) }
  }

  /// Every name that occurs in an expression and has to be explained.
  public var usedNames: Set<String> {
    // With room, since each request asks.
    var names = Set<String>(minimumCapacity: parameters.count + 8)
    forEachStatement { _, expression in
      for name in expression.freeNames { names.insert(name) }
    }
    return names
  }

  /// What is wrong with names, as far as it can be told without looking at what they stand for: in time
  /// proportional to the texts.
  public var nameErrors: [ProblemError] {
    declarationErrors
      + statements.flatMap { place, expression in
        expression.nameErrors(
          known: knownNames(at: place), functions: knownFunctions(at: place),
          absent: absentNames(at: place)
        ).map { ProblemError(place, .expression($0)) }
      }
  }

  /// What is wrong with the names of parameters and arrays.
  var declarationErrors: [ProblemError] {
    var errors: [ProblemError] = []
    var seen: Set<String> = []
    let arrays = fields.map { ($0.name, ProblemPlace.field($0.name)) }
    for (name, place) in parameters.map({ ($0, .parameter($0)) }) + arrays
    where !seen.insert(name).inserted || Problem.isReserved(name) {
      errors.append(ProblemError(place, .reserved(name)))
    }
    let used = usedNames
    for (name, place) in arrays where !used.contains(name) && !Problem.isReserved(name) {
      errors.append(ProblemError(place, .unused(name)))
    }
    return errors
  }

  /// Whether a name means something by itself, so that no parameter or array can have it.
  public static func isReserved(_ name: String) -> Bool {
    coordinateNames.contains(name) || fieldNames.contains(name) || reductionNames.contains(name)
      || Expression.isReserved(name)
  }

  /// The coordinates, as far as there are axes.
  public static let coordinateNames = ["x", "y", "z"]

  /// The fields that objectives may contain, besides coordinates and the fields given.
  public static let fieldNames = ["phi", "rho", "E", "Ex", "Ey", "Ez"]

  private static let reductionNames = Set(Reduction.catalogue.map(\.name))

  /// The names that mean something in a statement.
  func knownNames(at place: ProblemPlace) -> Set<String> {
    var names = Set(parameters)
    switch place {
    case .wall(let axis, _), .robinValue(let axis, _), .robinDerivative(let axis, _):
      if equation != nil { names.formUnion(axes.map(\.name).filter { $0 != axis }) }
      return names
    case .density, .coefficient, .guess, .reaction, .objective:
      names.formUnion(axes.map(\.name) + fields.map(\.name))
    default:
      return names
    }
    if place != .density { names.insert("rho") }
    switch place {
    case .reaction: names.insert("phi")
    case .objective where equation != nil:
      names.formUnion(["phi", "E"] + axes.map { "E\($0.name)" })
    default: break
    }
    return names
  }

  /// The names of functions that mean something in a statement, besides those of the language.
  func knownFunctions(at place: ProblemPlace) -> Set<String> {
    guard case .objective = place else { return [] }
    return Set(
      Reduction.catalogue.filter { equation != nil || !$0.needsSolution }.map(\.name))
  }

  /// Names that mean something elsewhere, with the reason why they mean nothing in a statement.
  func absentNames(at place: ProblemPlace) -> [String: String] {
    let known = knownNames(at: place)
    var reasons: [String: String] = [:]
    let names = Problem.coordinateNames + Problem.fieldNames + fields.map(\.name)
    for name in names where !known.contains(name) { reasons[name] = reason(of: name, at: place) }
    let functions = knownFunctions(at: place)
    for name in Problem.reductionNames where !functions.contains(name) {
      reasons[name] =
        if case .objective = place {
          "no equation is solved"
        } else {
          "it makes one number of a field, which is for objectives"
        }
    }
    return reasons
  }

  private func reason(of name: String, at place: ProblemPlace) -> String {
    let axis = name.hasPrefix("E") ? String(name.dropFirst()) : name
    if Problem.coordinateNames.contains(axis), !axes.contains(where: { $0.name == axis }) {
      return "the domain has no axis '\(axis)'"
    }
    let isSolution = name != "rho" && Problem.fieldNames.contains(name)
    if isSolution, equation == nil { return "no equation is solved" }
    switch place {
    case .density where name == "rho": return "it is what this expression states"
    case .density where name == "phi":
      return "it is the solution; what depends on it is stated as operator.reaction"
    case .density, .coefficient, .guess, .reaction:
      return "it is \(name == "phi" ? "" : "computed from ")the solution"
    case .wall(let wall, _), .robinValue(let wall, _), .robinDerivative(let wall, _):
      return name == wall ? "the wall is at one \(name)" : "it is not known at walls"
    default: return "it differs from point to point, and this is a single number"
    }
  }
}

extension ProblemGauge {
  /// The expressions in it.
  fileprivate var expressions: [Expression] {
    switch self {
    case .mean(let mean): mean.map { [$0] } ?? []
    case .zero(let point): point
    }
  }
}
