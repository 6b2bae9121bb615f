import Fourier
import Glibc

/// The eigenvectors of an axis's second derivative, for an axis of length 1, under homogeneous boundary
/// conditions.
struct AxisModes: Sendable {
  /// What goes from points to modes and back.
  let transform: AxisTransform
  /// The number of each mode, for people: half waves between two walls of one kind, whole waves on
  /// a periodic axis, negative for the sines of halfcomplex spectra.
  let numbers: [Int]
  /// The eigenvalues; −0 counts as 0 and belongs to the constant.
  let eigenvalues: [Double]
  /// What wall terms are multiplied by, mode by mode; nil for 1.
  let filter: [Double]?

  /// Differences on a periodic axis, or its Fourier series.
  init(periodic points: Int, _ scheme: DiscreteScheme) {
    let numbers = (0..<points).map { 2 * $0 <= points ? $0 : $0 - points }
    self.numbers = numbers
    eigenvalues = numbers.map { AxisModes.eigenvalue(periodic: points, $0, scheme) }
    filter = nil
    transform = AxisTransform(
      analysis: .halfcomplex, synthesis: .halfcomplexInverse, unknowns: 0..<points,
      scale: Double(points), pointWeights: [Double](repeating: 1, count: points),
      modeWeights: numbers.map { $0 == 0 || 2 * $0.magnitude == points ? 1 : 0.5 })
  }

  /// The eigenvalue of e^{2πi kx}.
  static func eigenvalue(periodic points: Int, _ k: Int, _ scheme: DiscreteScheme) -> Double {
    if scheme == .spectral {
      let wavenumber = 2 * Double.pi * Double(k)
      return -wavenumber * wavenumber
    }
    let sine = sin(Double.pi * Double(k) / Double(points))
    return Double(points * points) * scheme.eigenvalue(sine * sine)
  }
}
