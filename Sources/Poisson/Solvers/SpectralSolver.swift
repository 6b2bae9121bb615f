package import Autodiff

/// The solution of φ″ = ρ on a periodic axis of length 1 by Fourier series: φ_k = −ρ_k / (2πk)².
///
/// The mode k = 0 of ρ has no solution and is ignored; that of φ is free and set to zero (zero-mean
/// gauge). The Nyquist mode of an even number of points is kept.
package struct SpectralSolver: Sendable {
  private let basis: RealFourierBasis
  /// −1 / (n (2πk)²), for the real and the imaginary part of each mode; zero for k = 0.
  private let symbol: [Double]

  /// A solver for a number of points, at least 1.
  package init(points: Int) {
    basis = RealFourierBasis(points: points)
    symbol = SpectralSolver.symbol(points: points)
  }

  /// What each value of the spectrum is multiplied by.
  static func symbol(points: Int) -> [Double] {
    (0...points / 2).flatMap { k in
      let wavenumber = 2 * Double.pi * Double(k)
      let factor = k == 0 ? 0 : -1 / (wavenumber * wavenumber * Double(points))
      return [factor, factor]
    }
  }

  /// φ, for a field ρ.
  package func callAsFunction(_ density: Value) -> Value {
    apply(basis.backward, apply(basis.forward, density).weighted(by: symbol))
  }
}
