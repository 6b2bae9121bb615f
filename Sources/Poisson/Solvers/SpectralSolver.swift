package import Autodiff
import Fourier

/// The solution of φ″ = ρ on a periodic axis of length 1 by Fourier series: φ_k = −ρ_k / (2πk)².
///
/// The mode k = 0 of ρ has no solution and is ignored; that of φ is free and set to zero (zero-mean
/// gauge). The Nyquist mode of an even number of points is kept. The map is real, and diagonal with
/// real, even entries in Fourier space: it is its own transpose.
package final class SpectralSolver: LinearOperator {
  private let transform: RealTransform
  /// −1 / (n (2πk)²), for the real and the imaginary part of each mode; zero for k = 0.
  private let symbol: VectorConstants

  /// A solver for a number of points, at least 1.
  package init(points: Int) {
    transform = RealTransform(count: points)
    let symbol = (0...points / 2).flatMap { k in
      let wavenumber = 2 * Double.pi * Double(k)
      let factor = k == 0 ? 0 : -1 / (wavenumber * wavenumber * Double(points))
      return [factor, factor]
    }
    self.symbol = VectorConstants(symbol)
  }

  package var inputCount: Int { transform.count }
  package var outputCount: Int { transform.count }
  package var scratchCount: Int { transform.spectrumCount }
  package var transpose: any LinearOperator { self }

  package func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    transform.forward(x, into: &scratch)
    VectorKernels.multiply(&scratch, by: symbol)
    transform.backward(&scratch, into: &y)
  }
}
