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
}
