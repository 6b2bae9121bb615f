/// Helmholtz's equation at an eigenvalue of ∇²: there is no solution, or more than one.
public struct ResonanceError: Error, Equatable, Sendable {
  /// The number of the mode along each axis: whole waves where it is periodic, half waves between walls of
  /// one kind, less a quarter between walls of two kinds.
  public let mode: [Int]
  /// The eigenvalue of ∇².
  public let eigenvalue: Double
  /// κ².
  public let screening: Double
}

extension Discretisation {
  /// Looks for a mode whose eigenvalue is κ² up to round-off.
  ///
  /// A run of a program does not tell: its numbers are just very large. So this is to be called with the
  /// values of the parameters.
  ///
  /// With Robin conditions the modes are those of the Neumann conditions from which the solution is
  /// composed.
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
        throw ResonanceError(mode: mode, eigenvalue: eigenvalue, screening: screening)
      }
    }
  }
}
