import Autodiff

/// Multiplication of a half spectrum by i ω, with a real ω per mode: the derivative of a Fourier series.
/// Antisymmetric.
final class ModeRotation: LinearOperator {
  private let frequencies: [Double]
  private let sign: Double

  /// - Parameter frequencies: ω per value of the spectrum, the same for the two parts of a mode.
  convenience init(frequencies: [Double]) { self.init(frequencies, sign: 1) }

  private init(_ frequencies: [Double], sign: Double) {
    self.frequencies = frequencies
    self.sign = sign
  }

  var inputCount: Int { frequencies.count }
  var outputCount: Int { frequencies.count }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator { ModeRotation(frequencies, sign: -sign) }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for index in stride(from: 0, to: inputCount, by: 2) {
      let frequency = sign * frequencies[index]
      y[index] = -frequency * x[index + 1]
      y[index + 1] = frequency * x[index]
    }
  }
}
