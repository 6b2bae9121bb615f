/// Helmholtz's equation at an eigenvalue of ∇²: there is no solution, or more than one.
public struct ResonanceError: Error, Equatable, Sendable {
  /// The number of the mode along each axis: whole waves where it is periodic, half waves between walls of
  /// one kind, whole half waves between walls of two kinds, where a quarter wave more fits. With a Robin condition it is the number of the mode
  /// into which it turns as α becomes 0.
  public let mode: [Int]
  /// The eigenvalue of ∇².
  public let eigenvalue: Double
  /// κ².
  public let screening: Double
  /// Whether the mode is one of Neumann conditions in place of Robin ones: there may be a solution, but it can't
  /// be composed of solutions for Neumann conditions.
  public var isOfNeumannConditions = false
}

extension Discretisation {
  /// Looks for a mode whose eigenvalue is κ² up to round-off.
  ///
  /// A run of a program does not tell: its numbers are just very large. So this is to be called with the
  /// values of the parameters.
  ///
  /// With Robin conditions the modes are those of the Neumann conditions from which solutions are
  /// composed, but where Chebyshev series along that axis are integrated and α and β are numbers (`Solution.hasKnownEigenvalues`); for
  /// their own see `robinResonance`. At a distance d from their eigenvalues, relative to κ², the
  /// solution has a relative error of ε/d, and its derivative by κ² one of ε/d², ε being round-off: so d counts as
  /// 0 below 1e-5.
  ///
  /// - Parameters:
  ///   - lengths: the length of each axis.
  ///   - screening: κ²; there are resonances only where it is 0 or negative.
  ///   - tolerance: how close counts, relative to κ².
  /// - Throws: the first mode found.
  public func checkResonance(
    lengths: [Double], screening: Double, tolerance: Double = 1e-10
  ) throws(ResonanceError) {
    guard screening <= 0 else { return }
    let tolerance = robin == nil ? tolerance : max(tolerance, 1e-5)
    let scaled = zip(basis.eigenvalues, lengths).map { values, length in
      values.map { $0 / (length * length) }
    }
    let inner = scaled.last ?? []
    let order = inner.indices.sorted { inner[$0] < inner[$1] }
    let outer = ModeTable(along: scaled.dropLast().map { Array($0.indices) })
    for index in 0..<outer.count {
      let place = outer.mode(at: index)
      let sum = place.enumerated().reduce(0.0) { $0 + scaled[$1.offset][$1.element] }
      // The eigenvalue nearest to what is missing, by bisection.
      var (low, high) = (0, order.count)
      while low < high {
        let middle = (low + high) / 2
        if sum + inner[order[middle]] < screening { low = middle + 1 } else { high = middle }
      }
      for candidate in [low - 1, low] where order.indices.contains(candidate) {
        let last = order[candidate]
        let eigenvalue = sum + inner[last]
        let isMissing = robin != nil && eigenvalue == 0
        guard (eigenvalue - screening).magnitude <= tolerance * screening.magnitude, !isMissing
        else { continue }
        let mode = (place + [last]).enumerated().map { basis.modes.along[$0.offset][$0.element] }
        throw ResonanceError(
          mode: mode, eigenvalue: eigenvalue, screening: screening,
          isOfNeumannConditions: robin != nil)
      }
    }
  }

  /// The margin of a solution, one of `Solution.margins`, at which there is a resonance up to round-off.
  static let leastMargin = 1e-10

  /// The resonance of Robin conditions at one of the margins of a solution.
  ///
  /// - Parameters:
  ///   - index: the margin's place.
  ///   - lengths: the length of each axis.
  ///   - screening: κ².
  func robinResonance(_ index: Int, lengths: [Double], screening: Double) -> ResonanceError? {
    guard let robin, let pair = robin.pairs.first else { return nil }
    let axis = robin.walls[pair.walls[0]].axis
    let zeros = grid.axes.dropFirst()
    var mode = (numbers: zeros.map { _ in 0 }, eigenvalues: zeros.map { _ in 0.0 })
    // The constant comes last.
    if let basis = pair.basis, index < pair.modeCount { mode = basis.mode(at: index) }
    let others = grid.axes.indices.filter { $0 != axis }
    let rest = zip(others, mode.eigenvalues).reduce(screening) {
      $0 - $1.1 / (lengths[$1.0] * lengths[$1.0])
    }
    // Each mode of Robin conditions has an eigenvalue between two of Neumann conditions.
    let square = lengths[axis] * lengths[axis]
    let along = basis.eigenvalues[axis]
    let nearest = along.indices.filter { along[$0] / square >= rest }.min { along[$0] < along[$1] }
    mode.numbers.insert(nearest.map { basis.modes.along[axis][$0] } ?? 0, at: axis)
    return ResonanceError(mode: mode.numbers, eigenvalue: screening, screening: screening)
  }
}

extension ModalBasis {
  /// Per axis the number and the eigenvalue of the mode at a place of the spectrum.
  fileprivate func mode(at index: Int) -> (numbers: [Int], eigenvalues: [Double]) {
    let places = ModeTable(along: eigenvalues.map { Array($0.indices) }, parts: modes.parts)
      .mode(at: index)
    return (modes.mode(at: index), zip(eigenvalues, places).map { $0[$1] })
  }
}
