import Glibc

/// What is done with a density for which no potential exists, such as one with a mean on a periodic axis.
public enum Compatibility: String, CaseIterable, Sendable {
  /// It is an error.
  case error
  /// The mean is removed and reported: the answer is that of another problem.
  case project

  /// A mean up to this part of the density's magnitude counts as none: it is below what a Gaussian
  /// leaves that is cut off where it is small, and above round-off.
  public static let tolerance = 3e-8
}

extension Problem {
  /// The part of a density's magnitude up to which its mean counts as none.
  ///
  /// Between walls, the discrete mean of a density that has none is of the order of a difference scheme's
  /// error: ten times h^p count as none as well, up to a twentieth, and answers warn of what is removed.
  public var meanTolerance: Double {
    guard let order = equation?.scheme.order else { return Compatibility.tolerance }
    let error = axes.filter { $0.boundary != .periodic }.reduce(0) {
      max($0, 10 * pow(Double($1.intervals), -Double(order)))
    }
    return max(Compatibility.tolerance, min(error, 0.05))
  }
}
