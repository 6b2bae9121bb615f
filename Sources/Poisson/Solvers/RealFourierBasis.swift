package import Autodiff
import Fourier

/// The discrete Fourier transform of n real values as a pair of linear operators, with all that is known
/// of their products.
///
/// The half spectrum X has the modes k = 0 … n/2 as real and imaginary parts in turn; of several axes
/// the last is halved. With w_k = 1 where k is 0 or the Nyquist mode n/2 of an even n along the last
/// axis, else 2, and w = 0 for imaginary parts that do not exist, those of modes that are 0 or Nyquist
/// along every axis:
///
///     forward   R:  X_k = Σⱼ xⱼ e^{−2πi jk/n}       Rᵀ = B w⁻¹
///     backward  B:  xⱼ = Σ_k w_k Re X_k e^{2πi jk/n}  Bᵀ = w R
///     B R = n,  R B = n (on what exists),  Bᵀ B = n w: Parseval's theorem.
///
/// (w⁻¹ is 0 where w is.) R B = n holds for spectra of real fields: in several dimensions some modes are
/// each other's conjugates. Keeping the two apart lets the graph cancel them, and multiply what stands
/// between them.
package struct RealFourierBasis: Sendable {
  /// R.
  package let forward: any LinearOperator
  /// B.
  package let backward: any LinearOperator

  /// A basis for n points, at least 1.
  package init(points: Int) { self.init(extents: [points]) }

  /// A basis for fields of one to three axes.
  package init(extents: [Int]) {
    let spectrum = HalfSpectrum(extents: extents)
    forward = ForwardTransform(spectrum)
    backward = BackwardTransform(spectrum)
  }
}

/// What both transforms share.
private final class HalfSpectrum: Sendable {
  let transform: RealTransform
  let weights: [Double]
  let inverseWeights: [Double]
  /// 1 where a part exists, else 0.
  let mask: [Double]

  init(extents: [Int]) {
    transform = RealTransform.shared(extents: extents)
    let modes = ModeTable(halfSpectrumOf: extents)
    let ends = extents.indices.map { axis in
      modes.field(axis) { $0 == 0 || 2 * $0.magnitude == extents[axis] ? 1 : 0 }
    }
    let halved = ends.last ?? []
    let isLine = extents.count == 1
    weights = halved.indices.map { index in
      if isLine, index % 2 == 1, ends.allSatisfy({ $0[index] == 1 }) { return 0 }
      return 2 - halved[index]
    }
    inverseWeights = weights.map { $0 == 0 ? 0 : 1 / $0 }
    mask = weights.map { $0 == 0 ? 0 : 1 }
  }

  var points: Double { Double(transform.count) }
}

/// R.
private final class ForwardTransform: LinearOperator {
  let spectrum: HalfSpectrum
  private let transform: RealTransform

  init(_ spectrum: HalfSpectrum) {
    self.spectrum = spectrum
    transform = spectrum.transform
  }

  var inputCount: Int { transform.count }
  var outputCount: Int { transform.spectrumCount }
  var scratchCount: Int { 0 }
  var identity: ObjectIdentifier { ObjectIdentifier(spectrum) }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    transform.forward(x, into: &y)
  }

  /// The mode 0 alone. Transforming would leave round-off in the others at most lengths.
  var imageOfOnes: [Double]? {
    [spectrum.points] + [Double](repeating: 0, count: outputCount - 1)
  }

  func transposed(_ w: Value) -> Value {
    Autodiff.apply(BackwardTransform(spectrum), w.weighted(by: spectrum.inverseWeights))
  }

  func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? {
    guard let inner = inner as? BackwardTransform, inner.spectrum === spectrum else { return nil }
    return spectrum.mask.map { $0 * spectrum.points }
  }
}

/// B.
private final class BackwardTransform: LinearOperator {
  let spectrum: HalfSpectrum
  private let transform: RealTransform

  init(_ spectrum: HalfSpectrum) {
    self.spectrum = spectrum
    transform = spectrum.transform
  }

  var inputCount: Int { transform.spectrumCount }
  var outputCount: Int { transform.count }
  var scratchCount: Int { inputCount }
  var identity: ObjectIdentifier { ObjectIdentifier(spectrum) }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for index in x.indices { scratch[index] = x[index] }
    apply(destroying: &scratch, into: &y)
  }

  var canDestroyInput: Bool { true }

  /// The transform destroys its input, and takes the parts that don't exist to be zero.
  func apply(destroying x: inout MutableSpan<Double>, into y: inout MutableSpan<Double>) {
    if transform.extents.count == 1 {
      x[1] = 0
      if transform.count % 2 == 0 { x[x.count - 1] = 0 }
    }
    transform.backward(&x, into: &y)
  }

  func transposed(_ w: Value) -> Value {
    Autodiff.apply(ForwardTransform(spectrum), w).weighted(by: spectrum.weights)
  }

  func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? {
    guard let inner = inner as? ForwardTransform, inner.spectrum === spectrum else { return nil }
    return [Double](repeating: spectrum.points, count: outputCount)
  }

  var gramDiagonal: [Double]? { spectrum.weights.map { $0 * spectrum.points } }
}
