import Expressions
import JSON
import Poisson

/// The equation and how it is solved.
extension DocumentReader {
  /// The equation; nil where the scheme solves none.
  mutating func equation(_ document: LayeredObject, _ axes: [ProblemAxis]) -> ProblemEquation? {
    let solver = document.object("solver", allowing: ["scheme", "order"], noting: &errors)
    let operators = document.object(
      "operator", allowing: ProblemEquation.Term.allCases.map(\.rawValue), noting: &errors)
    func term(_ term: ProblemEquation.Term) -> JSONNode? { operators[term.rawValue] }
    guard let scheme = scheme(solver) else {
      for field in ["operator", "compatibility", "gauge"] { refuse(field, in: document) }
      for axis in axes {
        let given = document.object("domain", allowing: nil, noting: &errors)
          .object(axis.name, allowing: nil, noting: &errors)
        for field in ["boundary", "placement"] { refuse(field, in: given) }
      }
      return nil
    }
    if let guess = term(.guess), term(.reaction) == nil {
      errors.add(
        JSONError(
          .notApplicable, at: guess.pointer, expected: .init("no 'guess' without a reaction")))
    }
    return ProblemEquation(
      scheme: scheme,
      screening: term(.screening).flatMap { expression($0) },
      coefficient: term(.coefficient).flatMap { expression($0) },
      reaction: term(.reaction).flatMap { expression($0) },
      guess: term(.guess).flatMap { expression($0) },
      compatibility: compatibility(document["compatibility"]),
      gauge: gauge(document["gauge"], axes))
  }

  private mutating func refuse(_ field: String, in document: LayeredObject) {
    guard let node = document.given?[field] else { return }
    errors.add(
      JSONError(
        .notApplicable, at: node.pointer,
        expected: .init("no '\(field)' with a rule that solves no equation")))
  }

  /// The scheme; nil for the rule that only integrates.
  private mutating func scheme(_ solver: LayeredObject) -> DiscreteScheme? {
    let rule = "rectangle-rule"
    var candidates = [DiscreteScheme.spectral]
    if let node = solver["scheme"] {
      let names = DiscreteScheme.catalogue.map(\.name).uniqued()
      guard let name = name(node, among: names + [rule]) else { return .spectral }
      if name == rule {
        refuse("order", in: solver)
        return nil
      }
      candidates = DiscreteScheme.catalogue.filter { $0.name == name }
    }
    guard let node = solver["order"] else { return candidates.first }
    let orders = candidates.compactMap(\.orderName)
    return attempt { () throws(JSONError) in
      let found = node.kind == .string ? try node.string : "\(try node.int)"
      if let scheme = candidates.first(where: { $0.orderName == found }) { return scheme }
      let names = orders.joined(separator: ", ")
      throw JSONError(
        orders.isEmpty ? .notApplicable : .invalidValue, at: node.pointer,
        expected: .init(
          orders.isEmpty
            ? "no order with the scheme '\(candidates[0].name)'" : "the order \(names)"),
        found: found)
    } ?? .spectral
  }

  /// Whether an error estimate is asked for; where there is none it is an error.
  mutating func errorEstimate(_ node: JSONNode?, of problem: Problem) -> Bool {
    guard let node else { return false }
    let isWanted = attempt { () throws(JSONError) in try node.bool } ?? false
    guard isWanted else { return false }
    do throws(Problem.CoarseningError) {
      _ = try problem.coarsening()
    } catch {
      errors.add(
        JSONError(.notApplicable, at: node.pointer, expected: .init(error.expectation)))
    }
    return true
  }

  private mutating func compatibility(_ node: JSONNode?) -> Compatibility {
    guard let node else { return .error }
    let names = Compatibility.allCases.map(\.rawValue)
    return name(node, among: names).flatMap(Compatibility.init(rawValue:)) ?? .error
  }

  /// `"zero-mean"`, `{"mean": value}` or `{"zero": {"x": …}}`.
  private mutating func gauge(_ node: JSONNode?, _ axes: [ProblemAxis]) -> ProblemGauge {
    guard let node else { return .mean(nil) }
    guard node.kind == .object else {
      if node.kind == .string {
        _ = name(node, among: [ProblemGauge.Form.zeroMean.rawValue])
      } else {
        errors.add(node.mismatch(.init(#""zero-mean", {"mean": 0} or {"zero": {"x": 0}}"#)))
      }
      return .mean(nil)
    }
    let forms = ProblemGauge.Form.allCases.filter { $0 != .zeroMean }.map(\.rawValue)
    guard let object = node.object(allowing: forms, noting: &errors) else {
      return .mean(nil)
    }
    if let mean = object["mean"] {
      if let zero = object["zero"] {
        errors.add(
          JSONError(.conflict, at: zero.pointer, expected: .init("mean or zero"), found: "both"))
      }
      return .mean(expression(mean))
    }
    let zero = attempt { () throws(JSONError) in try object.required("zero") }
    guard let zero, let place = zero.object(allowing: axes.map(\.name), noting: &errors) else {
      return .mean(nil)
    }
    let coordinates = axes.compactMap { axis -> Expression? in
      let node = attempt { () throws(JSONError) in try place.required(axis.name) }
      return node.flatMap { expression($0) }
    }
    return coordinates.count == axes.count ? .zero(at: coordinates) : .mean(nil)
  }
}

extension Problem.CoarseningError {
  /// What follows 'expected' in a message.
  fileprivate var expectation: String {
    switch self {
    case .noEquation: "no error estimate where no equation is solved"
    case .field(let name):
      "no error estimate with '\(name)', which is given on this grid and not on a coarser one"
    case .tooFewPoints(let axis, let points):
      "no error estimate with \(points) points along \(axis), since half of them are too few"
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
