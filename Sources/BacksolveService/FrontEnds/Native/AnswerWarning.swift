import Poisson

/// Something that an answer warns of.
struct AnswerWarning {
  let code: String
  let detail: String

  /// All that there is to warn of.
  static func all(of answer: EvaluationAnswer) -> [AnswerWarning] {
    [
      resolution(answer.evaluation), balance(answer.evaluation, answer.document),
      answer.failedEstimate.map(estimate),
    ].compactMap { $0 }
  }

  private static func resolution(_ evaluation: Evaluation) -> AnswerWarning? {
    guard let worst = evaluation.unresolvedShare?.max(), worst > Resolution.tolerance else {
      return nil
    }
    return AnswerWarning(
      code: "under-resolved",
      detail: """
        A share of \(worst) of the square of the density, of the right-hand side with what depends on the potential, or of \
        the coefficient is in the top third of the spectrum: the grid hardly resolves it. Ask again with more points, and \
        compare.
        """)
  }

  private static func estimate(_ reason: String) -> AnswerWarning {
    AnswerWarning(
      code: "no-error-estimate",
      detail: "The coarser grid to compare with has no answer: \(reason)")
  }

  private static func balance(
    _ evaluation: Evaluation, _ document: ProblemDocument
  ) -> AnswerWarning? {
    evaluation.toleratedMean.map { share in
      AnswerWarning(
        code: "mean-removed",
        detail: """
          The density and the fluxes through the walls balance up to a share of \(share) of their magnitude, which was \
          removed: the scheme's error explains up to \(document.problem.meanTolerance). Ask again with more points, and \
          compare.
          """)
    }
  }
}

/// When a grid is too coarse to be trusted without a word.
enum Resolution {
  /// A share of the square of a field in the top third of the spectrum beyond which answers warn.
  static let tolerance = 1e-3
}
