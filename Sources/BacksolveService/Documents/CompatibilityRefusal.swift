import HTTPCore
import Poisson

extension Refusal {
  /// Why no potential belongs to a density.
  init(
    incompatible mean: Double, magnitude: Double, unresolved: Double?, at point: Int,
    in document: ProblemDocument
  ) {
    let place = document.describe(point)
    let isWalled = document.problem.axes.contains { $0.boundary != .periodic }
    let finding =
      isWalled
      ? """
      The density\(place) and the fluxes through the walls do not balance: per volume \(mean) is left (their \
      magnitude is \(magnitude))
      """
      : "The density\(place) has the mean \(mean) (its magnitude is \(magnitude))"
    let hasCoefficient = document.problem.equation?.coefficient != nil
    let share = unresolved.flatMap { $0 > Resolution.tolerance ? $0 : nil }
    let resolution = share.map {
      """
       The grid hardly resolves the density\(hasCoefficient ? " or the coefficient" : ""), a share of \($0) of whose \
      square is in the top third of the spectrum: with more points this may vanish.
      """
    }
    self.init(
      .unprocessableContent, code: "incompatible-source",
      """
      \(finding): no potential solves \(document.problem.equationText ?? "the equation").\(resolution ?? "") \
      Send "compatibility": "project" to remove the mean and have it reported.
      """,
      pointer: document.pointer(to: point).map { "\($0)" } ?? "/compatibility",
      numbers: [("mean", mean), ("magnitude", magnitude)]
        + (share.map { [("unresolved", $0)] } ?? []))
  }
}
