import Expressions
import HTTPCore
import JSON
import Poisson

extension Refusal {
  /// Why an equation that is solved by iteration has no answer.
  init(iteration error: EvaluationError, in document: ProblemDocument) {
    func pointer(_ point: Int, _ place: ProblemPlace) -> String {
      "\(document.pointer(to: point) ?? document.pointer(to: place))"
    }
    switch error {
    case .nonPositiveCoefficient(let culprit, let point):
      let found = culprit.map { culprit in
        let node = culprit.node.map(String.init).joined(separator: ", ")
        return " is \(culprit.value) at node \(node);"
      }
      self.init(
        .unprocessableContent, code: "invalid-coefficient",
        "The coefficient\(document.describe(point))\(found ?? ":") it has to be above 0 everywhere.",
        pointer: pointer(point, .coefficient),
        numbers: culprit.map { [("coefficient", $0.value)] } ?? [])
    case .notConverged(let iterations, let residual, let point):
      self.init(
        .unprocessableContent, code: "not-converged",
        """
        The iteration\(document.describe(point)) was given up after \(iterations) steps, with a relative \
        residual of \(residual).
        """,
        pointer: document.pointer(to: point).map { "\($0)" } ?? "/operator",
        numbers: [("iterations", Double(iterations))]
          + (residual.isFinite ? [("residual", residual)] : []))
    case .nonFiniteReaction(let point):
      self.init(
        .unprocessableContent, code: "non-finite",
        """
        The reaction\(document.describe(point)), or its derivative by phi, is not finite for the guess, \
        which is \(document.problem.equation?.guess?.text ?? "0").
        """,
        pointer: pointer(point, .reaction))
    default:
      let point = if case .notElliptic(let point) = error { point } else { 0 }
      self.init(
        .unprocessableContent, code: "not-elliptic",
        """
        The equation\(document.describe(point)) is not elliptic: with a coefficient or a reaction, the \
        screening plus the reaction's derivative by phi must not be below 0, nor 0 everywhere where \
        nothing else fixes the constant.
        """,
        pointer: document.pointer(to: point).map { "\($0)" } ?? "/operator")
    }
  }
}
