import Glibc

extension Problem {
  /// The same problem on a coarser grid, to compare with: half of the intervals of each axis for
  /// differences, two thirds for spectral schemes, whose error grows faster.
  ///
  /// A mean that only the coarse grid sees is removed. nil if there is none, see ``coarsening()``.
  public var coarsened: Problem? { try? coarsening() }

  /// Why there is no coarser grid to compare with.
  public enum CoarseningError: Error, Hashable, Sendable {
    /// Nothing is solved.
    case noEquation
    /// An array is given on the grid.
    case field(String)
    /// An axis has too few points to leave half of them out.
    case tooFewPoints(axis: String, Int)
  }

  /// The same problem on a coarser grid, or why there is none.
  public func coarsening() throws(CoarseningError) -> Problem {
    guard var equation else { throw .noEquation }
    if let field = fields.first(where: { $0.support == .grid }) { throw .field(field.name) }
    var coarse = self
    for index in axes.indices {
      let intervals = axes[index].intervals
      let shared = axes[index].points - intervals
      let fewer = equation.scheme.order == nil ? 2 * intervals / 3 : intervals / 2
      guard fewer >= 8 else { throw .tooFewPoints(axis: axes[index].name, axes[index].points) }
      coarse.axes[index].points = fewer + shared
    }
    equation.compatibility = .project
    coarse.equation = equation
    return coarse
  }

  /// The errors of results on this problem's grid, from their differences to those of the coarser one.
  ///
  /// For a scheme of order p and spacings of ratio r the difference is r^p − 1 errors (Richardson). For
  /// a spectral scheme the difference itself is told, which is far above the error of a smooth
  /// solution that is resolved.
  public func errorEstimate(fine: Evaluation, coarse: Evaluation) -> Evaluation? {
    guard let equation, let coarser = coarsened else { return nil }
    let ratios = zip(axes, coarser.axes).map { fine, coarse in
      Double(fine.intervals) / Double(coarse.intervals)
    }
    let ratio = ratios.min() ?? 2
    let scale = equation.scheme.order.map { 1 / (pow(ratio, Double($0)) - 1) } ?? 1
    func estimate(_ fine: [Double], _ coarse: [Double]) -> [Double] {
      zip(fine, coarse).map { abs($0 - $1) * scale }
    }
    return Evaluation(
      values: zip(fine.values, coarse.values).map(estimate),
      gradients: zip(fine.gradients, coarse.gradients).map { zip($0, $1).map(estimate) },
      removedMean: nil, toleratedMean: nil, residual: nil, unresolvedShare: nil, iterations: nil,
      newtonSteps: nil, solverResidual: nil)
  }
}
