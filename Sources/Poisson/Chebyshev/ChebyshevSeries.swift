import Autodiff

/// Fields as sums of Chebyshev polynomials along some axes, times real Fourier series or other polynomials along others.
///
/// Fourier series are as `AxisModes.fourier` has them, not normalised.
struct ChebyshevSeries: Sendable {
  /// What is done along an axis.
  enum Kind: Sendable {
    /// Values stay as they are.
    case values
    /// Halfcomplex spectra.
    case fourier
    /// Coefficients of T_0, T_1, ….
    case chebyshev
    /// Coefficients of functions that are orthonormal on a length of 2, by matrices.
    case dense(analysis: AxisMatrix, synthesis: AxisMatrix)

    /// How many coefficients there are for so many points.
    func count(points: Int) -> Int {
      if case .dense(let analysis, _) = self { analysis.rowCount } else { points }
    }

    /// The fast transform; nil if there is none.
    fileprivate func transform(points: Int) -> AxisTransform? {
      switch self {
      case .values, .dense: nil
      case .fourier: AxisModes.fourier(points)
      case .chebyshev: ChebyshevAxis(points: points).transform
      }
    }

    /// What makes coefficients of the fast transform's results.
    fileprivate func factors(points: Int) -> [Double] {
      guard case .chebyshev = self else { return [Double](repeating: 1, count: points) }
      return ChebyshevAxis(points: points).factors
    }

    /// What the square of each coefficient contributes to the mean of a function's squares.
    fileprivate func energies(points: Int) -> [Double] {
      switch self {
      case .values: return [Double](repeating: 1 / Double(points), count: points)
      case .dense: return [Double](repeating: 0.5, count: count(points: points))
      case .fourier:
        let size = Double(points)
        return AxisModes.fourier(points).modeWeights.map { 1 / ($0 * size * size) }
      case .chebyshev:
        let transform = ChebyshevAxis(points: points).transform
        return zip(transform.modeWeights, factors(points: points)).map { weight, factor in
          1 / (weight * factor * factor * transform.scale * Double(points - 1))
        }
      }
    }
  }

  /// The fast transforms of all axes that have some; nil if none has.
  private let basis: SeparableBasis?
  /// Matrices along the other axes.
  private let analysis, synthesis: [AxisProduct]
  private let factors: [Double]
  /// What the square of each coefficient contributes to the mean of a field's squares over the nodes, those on walls
  /// counted half; along axes with matrices, of the squares' integral.
  let energies: [Double]

  /// - Parameters:
  ///   - extents: the field's.
  ///   - kinds: per axis what is done along it.
  init(extents: [Int], kinds: [Kind]) {
    let transforms = zip(extents, kinds).map { $1.transform(points: $0) }
    let isFast = transforms.contains { $0 != nil }
    basis = isFast ? SeparableBasis(extents: extents, axes: transforms) : nil
    func product(_ factors: [[Double]]) -> [Double] {
      factors.reduce([1.0]) { field, along in
        field.flatMap { value in along.map { value * $0 } }
      }
    }
    factors = product(zip(extents, kinds).map { $1.factors(points: $0) })
    energies = product(zip(extents, kinds).map { $1.energies(points: $0) })
    var (analysis, synthesis, counts) = ([AxisProduct](), [AxisProduct](), extents)
    for (axis, kind) in kinds.enumerated() {
      guard case .dense(let toModes, let toPoints) = kind else { continue }
      let (outer, inner) = (counts[..<axis].reduce(1, *), counts[(axis + 1)...].reduce(1, *))
      analysis.append(AxisProduct(toModes, outer: outer, inner: inner))
      synthesis.insert(AxisProduct(toPoints, outer: outer, inner: inner), at: 0)
      counts[axis] = toModes.rowCount
    }
    (self.analysis, self.synthesis) = (analysis, synthesis)
  }

  /// The root mean square over the nodes, those on walls counted half, of the field with these coefficients.
  func rootMeanSquare(_ coefficients: Value) -> Value {
    sqrt(sum(square(coefficients).weighted(by: energies)))
  }

  /// The coefficients of values at nodes.
  func coefficients(of field: Value) -> Value {
    coefficients(of: field, basis.map { $0.forward })
  }

  /// The same, by a transform that cancels with no other.
  func coefficientsAgain(of field: Value) -> Value {
    coefficients(of: field, basis.map { Hidden($0.forward) })
  }

  private func coefficients(of field: Value, _ forward: (any LinearOperator)?) -> Value {
    let fast = forward.map { apply($0, field).weighted(by: factors) } ?? field
    return analysis.reduce(fast) { apply($1, $0) }
  }

  /// The values at nodes of coefficients.
  func values(of coefficients: Value) -> Value {
    let fast = synthesis.reduce(coefficients) { apply($1, $0) }
    guard let basis else { return fast }
    return apply(basis.backward, fast.weighted(by: factors.map { 1 / ($0 * basis.scale) }))
  }
}
