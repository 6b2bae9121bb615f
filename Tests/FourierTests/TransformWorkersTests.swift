import Fourier
import Testing
import Workers

/// Serialised: the workers are the process's.
@Suite("Large transforms on several threads", .serialized)
struct TransformWorkersTests {
  @Test("the same bits with any number of workers", arguments: [1 << 16, 1 << 18, 100_003])
  func sameBits(_ count: Int) {
    let x = (0..<count).map { Double(($0 * 7919) % 1009) / 1009 - 0.5 }
    let transform = RealTransform(count: count)
    func spectrum() -> [UInt64] {
      var spectrum = [Double](repeating: .nan, count: transform.spectrumCount)
      var span = spectrum.mutableSpan
      transform.forward(x.span, into: &span)
      return spectrum.map(\.bitPattern)
    }
    TransformWorkers.use(nil)
    let alone = spectrum()
    for workers in [1, 2, 8] {
      TransformWorkers.use(WorkerPool(workerCount: workers))
      #expect(spectrum() == alone)
    }
    TransformWorkers.use(nil)
  }

  @Test("the same bits in two dimensions", arguments: [nil, SeparableTransform.Kind.sine2])
  func sameBits(_ kind: SeparableTransform.Kind?) {
    let (rows, columns) = (320, 256)
    let x = (0..<rows * columns).map { Double(($0 * 7919) % 1009) / 1009 - 0.5 }
    let fourier = RealTransform(extents: [rows, columns])
    let separable = SeparableTransform(
      .init(
        axes: [
          .init(count: rows, inputStride: columns, outputStride: columns, kind: kind ?? .sine1),
          .init(count: columns, inputStride: 1, outputStride: 1, kind: .halfcomplex),
        ], inputCount: x.count, outputCount: x.count))
    func spectrum() -> [UInt64] {
      var spectrum = [Double](
        repeating: .nan, count: kind == nil ? fourier.spectrumCount : x.count)
      var span = spectrum.mutableSpan
      if kind == nil {
        fourier.forward(x.span, into: &span)
      } else {
        separable.apply(x.span, into: &span)
      }
      return spectrum.map(\.bitPattern)
    }
    TransformWorkers.use(nil)
    let alone = spectrum()
    for workers in [1, 2, 8] {
      TransformWorkers.use(WorkerPool(workerCount: workers))
      #expect(spectrum() == alone)
    }
    TransformWorkers.use(nil)
  }
}
