import HTTPCore
import Poisson

extension Refusal {
  /// Why there is no answer at a resonance.
  init(_ resonance: ResonanceError, at point: Int, in document: ProblemDocument) {
    let hasScreening = document.problem.equation?.screening != nil
    let mode = resonance.mode.map(String.init).joined(separator: ", ")
    let subject =
      hasScreening
      ? "The screening\(document.describe(point)) is \(resonance.screening),\(resonance.isOfNeumannConditions ? " near" : "") the"
      : "Without screening, and with the conditions at the walls\(document.describe(point)), 0 is the"
    let verdict =
      if resonance.isOfNeumannConditions {
        """
         with Neumann conditions in place of the Robin conditions. Solutions for Robin conditions are composed \
        of those, so that none is found within a hundred-thousandth of this value; beside it there are.
        """
      } else {
        ": the equation has no solution, or more than one."
      }
    let remedy =
      hasScreening && resonance.screening == 0
      ? " Leave `screening` out: then the gauge fixes the constant." : ""
    self.init(
      .unprocessableContent, code: "resonance",
      "\(subject) eigenvalue of the mode \(mode)\(verdict)\(remedy)",
      pointer: document.pointer(to: point, or: hasScreening ? .screening : .domain),
      numbers: [("eigenvalue", resonance.eigenvalue), ("screening", resonance.screening)])
  }
}
