import Expressions
import HTTPCore
package import JSON
import Poisson

extension Refusal {
  /// Why a document states no problem.
  init(_ errors: ProblemErrors, in document: ProblemDocument) {
    if errors.all.contains(where: { $0.reason == .cancelled }) {
      self = .cancelled
      return
    }
    self.init(
      .unprocessableContent, errors.all.prefix(JSONErrors.limit).map { Detail($0, document.places) }
    )
  }

  /// Why a problem has no answer.
  init(_ error: EvaluationError, in document: ProblemDocument) {
    switch error {
    case .incompatible(let mean, let magnitude, let unresolved, let point):
      self.init(
        incompatible: mean, magnitude: magnitude, unresolved: unresolved, at: point, in: document)
    case .nonFiniteDensity(let culprit, let point):
      self.init(.unprocessableContent, [document.detail(culprit, at: point)])
    case .nonFinite(let quantity, let point):
      if let large = document.largestMeasurement(at: point) {
        self.init(
          .unprocessableContent, code: "non-finite",
          """
          \(document.subject(quantity))\(document.describe(point)) is not a finite number: the measurement \
          \(large.index) of '\(large.name)' is \(large.value), whose square is beyond the range of a double.
          """,
          pointer: "\(large.pointer)")
        return
      }
      self.init(
        .unprocessableContent, code: "non-finite",
        "\(document.subject(quantity))\(document.describe(point)) is not a finite number.",
        pointer: document.pointer(to: point, or: .objective(quantity.objective)))
    case .nonFiniteStatement(let place, let point):
      self.init(
        .unprocessableContent, code: "non-finite",
        "What is stated here\(document.describe(point)) is not a finite number.",
        pointer: "\(document.pointer(to: place))")
    case .zeroDivisor(let divisor, let point): self.init(divisor, at: point, in: document)
    case .invalidLength(let axis, let length, let point):
      self.init(
        .unprocessableContent, code: "invalid-value",
        "The length of the axis \(axis)\(document.describe(point)) is \(spelled(length)); it has to be above 0.",
        pointer: document.pointer(to: point, or: .length(axis: axis)))
    case .resonance(let resonance, let point): self.init(resonance, at: point, in: document)
    case .outside(let axis, let place, let measurement?, let point):
      self.init(
        .unprocessableContent, code: "outside-domain",
        """
        The measurement \(measurement.index) of '\(measurement.name)'\(document.describe(point)), at \
        \(axis) = \(measurement.coordinate), is outside of the walls of the axis \(axis): at \(place) of its \
        length.
        """,
        pointer: "\(document.pointer(to: measurement, axis: axis))")
    case .outside(let axis, let place, nil, let point):
      self.init(
        .unprocessableContent, code: "outside-domain",
        """
        A field\(document.describe(point)) is read outside of the walls of the axis \(axis), at \
        \(place) of its length.
        """,
        pointer: document.pointer(to: point, or: .objectives))
    case .gaugeOutside(let axis, let place, let point):
      self.init(
        .unprocessableContent, code: "outside-domain",
        """
        The point of the gauge\(document.describe(point)) is outside of the walls of the axis \(axis), at \
        \(place) of its length.
        """,
        pointer: "\(document.pointer(to: .gauge).appending("zero").appending(axis))")
    case .nonPositiveCoefficient(let culprit, let point):
      self.init(coefficient: culprit, at: point, in: document)
    case .notElliptic(let point): self.init(notEllipticAt: point, in: document)
    case .nonFiniteReaction(let point): self.init(nonFiniteReactionAt: point, in: document)
    case .notConverged(let iterations, let residual, let point):
      self.init(iterations: iterations, residual: residual, at: point, in: document)
    case .cancelled: self = .cancelled
    }
  }

  /// The computation was given up.
  private static let cancelled = Refusal(
    .serviceUnavailable, code: "\(JSONError.Code.cancelled)", "The computation was given up.",
    headers: ["Retry-After": "1"])

  /// Whether the computation was given up.
  var isCancellation: Bool { errors.first?.code == "\(JSONError.Code.cancelled)" }
}

extension Refusal.Detail {
  /// One thing that is wrong with a problem.
  init(_ error: ProblemError, _ places: StatementPlaces) {
    let pointer = places.pointer(to: error.place)
    func detail(_ code: JSONError.Code, _ message: String) -> Refusal.Detail {
      Refusal.Detail(code: "\(code)", message: message, pointer: "\(pointer)")
    }
    switch error.reason {
    case .expression(let error): self.init(error, at: pointer)
    case .tooFewPoints(let points, let minimum):
      self = detail(.tooFewPoints, "Expected at least \(minimum) points, found \(points).")
    case .tooManyPoints(let points, let maximum, isForEveryAxis: true):
      self = detail(
        .limitExceeded,
        """
        Expected at most \(maximum) points with this scheme, found \(points): with a coefficient or a reaction no axis \
        with walls may have more.
        """)
    case .tooManyPoints(let points, let maximum, isForEveryAxis: false):
      self = detail(
        .limitExceeded,
        """
        Expected at most \(maximum) points with this scheme, found \(points): where several axes have walls only one \
        may have more, the one with Robin conditions or else the longest, and none if several have Robin conditions.
        """)
    case .unsupported(let reason): self = detail(.notApplicable, reason.sentence)
    case .unused(let name): self = detail(.unusedParameter, "Nothing refers to '\(name)'.")
    case .reserved(let name):
      self = detail(.reservedName, "The name '\(name)' has a meaning already.")
    case .cancelled: self = detail(.cancelled, "The computation was given up.")
    }
  }
}

extension ProblemDocument {
  /// Where and why a density is not finite.
  fileprivate func detail(_ culprit: NonFiniteDensity?, at point: Int) -> Refusal.Detail {
    let pointer = "\(self.pointer(toCauseAt: point))"
    guard let culprit else {
      return Refusal.Detail(
        code: "non-finite", message: "The density\(describe(point)) is not finite.",
        pointer: pointer)
    }
    let place = culprit.coordinates.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
    let node = culprit.node.map(String.init).joined(separator: ", ")
    let part = culprit.cause.part
    let operands = culprit.cause.operands.map { "\($0.text) = \(spelled($0.value))" }
    let reason = operands.isEmpty ? "" : " because \(operands.joined(separator: ", "))"
    var detail = Refusal.Detail(
      code: "non-finite",
      message: """
        The density\(describe(point)) is not finite at node \(node) (\(place)): \
        \(part.text) is \(spelled(part.value))\(reason).
        """,
      pointer: pointer, numbers: culprit.coordinates)
    detail.excerpt = Refusal.Detail.Excerpt(culprit.cause)
    return detail
  }

  /// The values at a point of the sweep, in words.
  func describe(_ point: Int) -> String {
    let values = problem.parameters.enumerated().map { index, name in
      "\(name) = \(sweep.value(index, at: point))"
    }
    let place = values.isEmpty ? "" : " at " + values.joined(separator: ", ")
    return hasSweptFields ? place + " (point \(point) of the sweep)" : place
  }

  fileprivate func subject(_ quantity: EvaluationError.Quantity) -> String {
    switch quantity {
    case .value(let objective):
      hasSingleObjective ? "The value" : "The objective '\(objective)'"
    case .derivative(let objective, let variable):
      "The derivative by \(variable)"
        + (hasSingleObjective ? "" : " of the objective '\(objective)'")
    }
  }
}

/// A number as people read it: one that is none has no sign.
private func spelled(_ number: Double) -> String { number.isNaN ? "nan" : "\(number)" }

extension Refusal.Detail.Excerpt {
  fileprivate init(_ cause: NonFiniteValue) {
    self.init(
      offset: cause.offset, length: cause.length, line: cause.line, column: cause.column,
      rendering: cause.rendering)
  }
}

extension JSONError.Code {
  /// Nobody waits for the answer.
  package static let cancelled = JSONError.Code("cancelled")
  /// A name that means something already.
  package static let reservedName = JSONError.Code("reserved-name")
}

extension EvaluationError.Quantity {
  /// The objective that is concerned.
  fileprivate var objective: String {
    switch self {
    case .value(let name), .derivative(of: let name, by: _): name
    }
  }
}

extension String {
  /// With a capital and a full stop.
  fileprivate var sentence: String {
    prefix(1).uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".")
  }
}
