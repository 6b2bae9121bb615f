import Autodiff
import HTTPCore
import JSON
import Poisson

extension Refusal {
  /// Why a valid document has no answer.
  init(_ error: EvaluationError, document: ProblemDocument) {
    switch error {
    case .incompatible(let mean, let magnitude, let point):
      self.init(
        .unprocessableContent, code: "incompatible-source",
        """
        The density\(document.describe(point)) has the mean \(mean) (its mean magnitude is \(magnitude)): \
        no periodic potential solves d2phi/dx2 = rho. Send "compatibility": "project" to remove \
        the mean and have it reported.
        """,
        pointer: document.pointer(to: point).map { "\($0)" } ?? "/compatibility",
        numbers: [("mean", mean), ("magnitude", magnitude)])
    case .nonFinite(let quantity, let point):
      self.init(
        .unprocessableContent, code: "non-finite",
        "\(quantity.subject)\(document.describe(point)) is not a finite number.",
        pointer: document.pointer(to: point).map { "\($0)" } ?? "")
    case .cancelled:
      self.init(
        .serviceUnavailable, code: "cancelled", "The computation was given up.",
        headers: ["Retry-After": "1"])
    }
  }
}

extension ProblemDocument {
  /// The values at a point of the sweep, in words.
  fileprivate func describe(_ point: Int) -> String {
    let values = problem.model.parameters.enumerated().map { index, parameter in
      "\(parameter.name) = \(sweep.value(index, at: point))"
    }
    return " at " + values.joined(separator: ", ")
  }
}

extension EvaluationError.Quantity {
  fileprivate var subject: String {
    switch self {
    case .density: "The density"
    case .value: "The value"
    case .derivative(let name): "The derivative by \(name)"
    }
  }
}
