import JSON
import Poisson
import Spelling

/// Reads the fields of a document one by one, collecting what is wrong.
struct DocumentReader {
  let model: Model
  let limits: ServiceLimits
  var errors: JSONErrors

  /// What a document says of the values of one parameter, and where.
  typealias Stated = (values: ParameterValues, pointer: JSONPointer)

  /// An axis; the length belongs to the parameters.
  struct Axis {
    var start: Double
    var points: Int
    var length: Stated?
  }

  mutating func attempt<Value>(_ body: () throws(JSONError) -> Value) -> Value? {
    errors.attempt(body)
  }

  // MARK: Parameters

  /// The parameters that the document states, by name; `t` may stand at the top.
  mutating func parameters(_ object: JSONObject) -> [String: Stated] {
    var stated: [String: Stated] = [:]
    let names = model.parameters.map(\.name)
    if let node = object["parameters"],
      let members = node.object(allowing: names, noting: &errors)
    {
      for member in members { state(member.key, member.value, in: &stated) }
    }
    if let node = object["t"] {
      if let other = stated["t"] {
        errors.add(
          JSONError(
            .conflict, at: node.pointer, expected: .init("t here or at \(other.pointer)"),
            found: "both"))
      } else {
        state("t", node, in: &stated)
      }
    }
    return stated
  }

  private mutating func state(
    _ name: String, _ node: JSONNode, in stated: inout [String: Stated]
  ) {
    guard let parameter = model.parameters.first(where: { $0.name == name }) else { return }
    let limit = limits.sweep
    let values = attempt { () throws(JSONError) in
      let values = try ParameterValues(node, limit: limit)
      try values.check(parameter, at: node.pointer)
      return values
    }
    if let values { stated[name] = (values, node.pointer) }
  }

  /// All parameters in the model's order: as stated, from the axis, or by default.
  mutating func complete(_ stated: [String: Stated], length: Stated?) -> [Stated] {
    var stated = stated
    if let length {
      if let other = stated["length"] {
        errors.add(
          JSONError(
            .conflict, at: length.pointer,
            expected: .init("the length here or at \(other.pointer)"),
            found: "both"))
      }
      stated["length"] = length
    }
    return model.parameters.map { stated[$0.name] ?? (.number($0.defaultValue), .root) }
  }

  // MARK: Domain

  mutating func axis(_ node: JSONNode?) -> Axis {
    var axis = Axis(start: model.defaultStart, points: model.defaultPoints, length: nil)
    guard let node, let object = node.object(allowing: ["x"], noting: &errors),
      let x = object["x"]?.object(
        allowing: ["start", "length", "points", "boundary"], noting: &errors)
    else { return axis }
    if let start = x["start"] {
      axis.start = attempt { () throws(JSONError) in try start.double } ?? axis.start
    }
    if let points = x["points"] {
      let limit = limits.points
      axis.points =
        attempt { () throws(JSONError) in
          let count = try points.int
          guard count <= limit else {
            throw JSONError(
              .limitExceeded, at: points.pointer, expected: .init("at most \(limit) points"),
              found: "\(count)")
          }
          return count
        } ?? axis.points
    }
    if let length = x["length"] {
      var stated: [String: Stated] = [:]
      state("length", length, in: &stated)
      axis.length = stated["length"]
    }
    if let boundary = x["boundary"], applies("boundary", boundary) {
      _ = name(boundary, among: ["periodic"])
    }
    return axis
  }

  // MARK: Solver

  mutating func scheme(_ node: JSONNode?) -> Scheme? {
    guard let node, applies("solver", node),
      let object = node.object(allowing: ["scheme", "order"], noting: &errors)
    else { return nil }
    var candidates = Scheme.catalogue
    if let schemeNode = object["scheme"] {
      guard let name = name(schemeNode, among: candidates.map(\.name).uniqued()) else {
        return nil
      }
      candidates = candidates.filter { $0.name == name }
    } else {
      candidates = [.spectral]
    }
    guard let order = object["order"] else { return candidates.first }
    return attempt { () throws(JSONError) in
      let number = try order.int
      if let scheme = candidates.first(where: { $0.order == number }) { return scheme }
      let orders = candidates.compactMap(\.order).map(String.init).joined(separator: ", ")
      guard !orders.isEmpty else {
        throw JSONError(
          .notApplicable, at: order.pointer,
          expected: .init("no order with the scheme '\(candidates[0].name)'"), found: "\(number)")
      }
      throw JSONError(
        .invalidValue, at: order.pointer, expected: .init("the order \(orders)"),
        found: "\(number)")
    }
  }

  mutating func compatibility(_ node: JSONNode?) -> Compatibility {
    guard let node, applies("compatibility", node) else { return .error }
    let names = Compatibility.allCases.map(\.rawValue)
    return name(node, among: names).flatMap(Compatibility.init(rawValue:)) ?? .error
  }

  mutating func checkGauge(_ node: JSONNode?) {
    if let node, applies("gauge", node) { _ = name(node, among: ["zero-mean"]) }
  }

  // MARK: Result

  /// An objective by its name or by its formula: `integral` or `integral(phi^2)`.
  mutating func objective(_ node: JSONNode?) -> Objective {
    guard let node else { return .integral }
    let names = Objective.allCases.flatMap { [$0.rawValue, $0.formula(of: model)] }
    guard let name = name(node, among: names) else { return .integral }
    return Objective.allCases.first { $0.rawValue == name || $0.formula(of: model) == name }
      ?? .integral
  }

  /// The parameters to differentiate by; all if not given.
  mutating func variables(_ node: JSONNode?) -> [Int] {
    guard let node else { return Array(model.parameters.indices) }
    let names = model.parameters.map(\.name)
    guard let array = attempt({ () throws(JSONError) in try node.array }) else { return [] }
    var variables: [Int] = []
    for element in array {
      // To tell an error's place takes a walk through the array: without an end, quadratic time.
      guard !errors.isFull else { break }
      guard let name = name(element, among: names), let index = names.firstIndex(of: name) else {
        continue
      }
      if variables.contains(index) {
        errors.add(
          JSONError(
            .conflict, at: element.pointer, expected: .init("each parameter once"),
            found: "'\(name)' again"))
      } else {
        variables.append(index)
      }
    }
    return variables
  }

  mutating func combination(_ node: JSONNode?) -> Sweep.Combination {
    guard let node else { return .zip }
    let names = Sweep.Combination.allCases.map(\.rawValue)
    return name(node, among: names).flatMap(Sweep.Combination.init(rawValue:)) ?? .zip
  }

  // MARK: Parts

  /// A string that must be one of the names; nil after noting the error.
  private mutating func name(_ node: JSONNode, among names: [String]) -> String? {
    attempt { () throws(JSONError) in try node.name(among: names) }
  }

  /// Whether the model solves an equation; if not, the field is an error.
  private mutating func applies(_ field: String, _ node: JSONNode) -> Bool {
    guard model.equation == nil else { return true }
    errors.add(
      JSONError(
        .notApplicable, at: node.pointer,
        expected: .init("no '\(field)' with the model '\(model.name)', which solves no equation")))
    return false
  }
}

extension Model {
  /// The model a document names; the first of the catalogue if it names none.
  init(_ node: JSONNode?) throws(JSONError) {
    guard let node else {
      self = .poissonGaussian
      return
    }
    let name = try node.name(among: Model.catalogue.map(\.name))
    self = Model.catalogue.first { $0.name == name } ?? .poissonGaussian
  }
}

extension Objective {
  /// The objective as a formula, such as `integral(phi^2)`.
  func formula(of model: Model) -> String { "\(rawValue)(\(model.integrand))" }
}

extension JSONNode {
  /// A string that must be one of the names.
  fileprivate func name(among names: [String]) throws(JSONError) -> String {
    let name = try string
    if names.contains(name) { return name }
    throw JSONError(
      .unknownName, at: pointer, expected: .init(names.joined(separator: ", ")),
      found: "'\(name.prefix(64))'", suggestion: nearestName(to: name, among: names))
  }
}

extension ParameterValues {
  /// Checks every value against what the parameter allows.
  fileprivate func check(_ parameter: Parameter, at pointer: JSONPointer) throws(JSONError) {
    guard parameter.mustBePositive else { return }
    func complain(_ number: Double, _ pointer: JSONPointer) -> JSONError {
      JSONError(
        .invalidValue, at: pointer, expected: .init("a number above 0"), found: "\(number)")
    }
    switch self {
    case .number(let number):
      if !(number > 0) { throw complain(number, pointer) }
    case .list(let numbers):
      if let index = numbers.firstIndex(where: { !($0 > 0) }) {
        throw complain(numbers[index], pointer.appending(index))
      }
    case .range(let range):
      // All others lie between the first and the last.
      let least = min(range[0], range[range.count - 1])
      if !(least > 0) { throw complain(least, pointer) }
    }
  }
}

extension Sequence where Element: Hashable {
  /// The elements without repetitions, in order of first occurrence.
  fileprivate func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
