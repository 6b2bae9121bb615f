import Autodiff

/// Fields as sums of Chebyshev polynomials along some axes, times real Fourier series along others.
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
  }

  private let basis: SeparableBasis
  private let factors: [Double]
  /// What the square of each coefficient contributes to the mean of a field's squares over the nodes, those on walls
  /// counted half.
  let energies: [Double]

  /// - Parameters:
  ///   - extents: the field's.
  ///   - kinds: per axis what is done along it; of at least one it is not `values`.
  init(extents: [Int], kinds: [Kind]) {
    let transforms = zip(extents, kinds).map { points, kind in
      switch kind {
      case .values: nil as AxisTransform?
      case .fourier: AxisModes.fourier(points)
      case .chebyshev: ChebyshevAxis(points: points).transform
      }
    }
    basis = SeparableBasis(extents: extents, axes: transforms)
    let table = ModeTable(along: extents.map { Array(0..<$0) })
    let factors = kinds.indices.reduce([Double](repeating: 1, count: table.count)) { field, axis in
      guard kinds[axis] == .chebyshev else { return field }
      let along = table.spread(ChebyshevAxis(points: extents[axis]).factors, axis)
      return zip(field, along).map { $0 * $1 }
    }
    self.factors = factors
    let points = zip(extents, kinds).reduce(1.0) {
      $0 * Double($1.1 == .chebyshev ? $1.0 - 1 : $1.0)
    }
    energies = zip(basis.modeWeights, factors).map { [basis] weight, factor in
      1 / (weight * factor * factor * basis.scale * points)
    }
  }

  /// The root mean square over the nodes, those on walls counted half, of the field with these coefficients.
  func rootMeanSquare(_ coefficients: Value) -> Value {
    sqrt(sum(square(coefficients).weighted(by: energies)))
  }

  /// The coefficients of values at nodes.
  func coefficients(of field: Value) -> Value {
    apply(basis.forward, field).weighted(by: factors)
  }

  /// The same, by a transform that cancels with no other.
  func coefficientsAgain(of field: Value) -> Value {
    apply(Hidden(basis.forward), field).weighted(by: factors)
  }

  /// The values at nodes of coefficients.
  func values(of coefficients: Value) -> Value {
    apply(basis.backward, coefficients.weighted(by: factors.map { 1 / ($0 * basis.scale) }))
  }
}
