import Foundation
import Synchronization
import Testing

@testable import Fourier

/// FFTW's transforms against the sums that define them.
///
/// A transform of n numbers of the order of 1 is good to ε √n log n, the sum itself to ε n: 1e-14 n
/// covers both up to n = 128, and a wrong sign, factor or mode is an error of the order of 1.
@Suite("Real transform")
struct RealTransformTests {
  static let counts = [1, 2, 3, 4, 5, 8, 9, 16, 97, 128]

  /// Numbers that follow from a seed (SplitMix64).
  private static func sequence(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return Double((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1
    }
  }

  /// X_k = Σⱼ xⱼ e^{−2πi jk/n} for k = 0 … n/2, term by term.
  private static func spectrum(of x: [Double]) -> [Double] {
    (0...x.count / 2).flatMap { k in
      var (real, imaginary) = (0.0, 0.0)
      for (j, value) in x.enumerated() {
        let angle = 2 * Double.pi * Double(j * k % x.count) / Double(x.count)
        real += value * cos(angle)
        imaginary -= value * sin(angle)
      }
      return [real, imaginary]
    }
  }

  private static func forward(_ transform: RealTransform, _ x: [Double]) -> [Double] {
    var spectrum = [Double](repeating: .nan, count: transform.spectrumCount)
    var span = spectrum.mutableSpan
    transform.forward(x.span, into: &span)
    return spectrum
  }

  private static func backward(_ transform: RealTransform, _ spectrum: [Double]) -> [Double] {
    var spectrum = spectrum
    var x = [Double](repeating: .nan, count: transform.count)
    var source = spectrum.mutableSpan
    var target = x.mutableSpan
    transform.backward(&source, into: &target)
    return x
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).map { ($0 - $1).magnitude }.max() ?? 0 : .infinity
  }

  @Test("forward against the defining sum", arguments: counts)
  func forwardAgainstSum(_ count: Int) {
    let transform = RealTransform(count: count)
    #expect(transform.count == count)
    #expect(transform.spectrumCount == 2 * (count / 2 + 1))
    let x = Self.sequence(count, seed: 1)
    let spectrum = Self.forward(transform, x)
    #expect(Self.distance(spectrum, Self.spectrum(of: x)) < 1e-14 * Double(count))
    #expect(x == Self.sequence(count, seed: 1))
  }

  /// A single mode k > 0 is 2 cos or −2 sin, the constant and the Nyquist mode only once.
  @Test("backward of single modes", arguments: counts)
  func backwardOfModes(_ count: Int) {
    let transform = RealTransform(count: count)
    for k in 0...count / 2 {
      let isSingle = k == 0 || 2 * k == count
      for isImaginary in isSingle ? [false] : [false, true] {
        var spectrum = [Double](repeating: 0, count: transform.spectrumCount)
        spectrum[2 * k + (isImaginary ? 1 : 0)] = 1
        let expected = (0..<count).map { j -> Double in
          let angle = 2 * Double.pi * Double(j * k % count) / Double(count)
          return (isSingle ? 1 : 2) * (isImaginary ? -sin(angle) : cos(angle))
        }
        let x = Self.backward(transform, spectrum)
        #expect(Self.distance(x, expected) < 1e-14 * Double(count), "mode \(k)")
      }
    }
  }

  @Test("forward and backward multiply by n", arguments: counts)
  func roundTrip(_ count: Int) {
    let transform = RealTransform(count: count)
    let x = Self.sequence(count, seed: 2)
    let back = Self.backward(transform, Self.forward(transform, x))
    let scaled = x.map { $0 * Double(count) }
    #expect(Self.distance(back, scaled) < 1e-14 * Double(count))
  }

  /// Plans don't depend on timings: bit for bit the same, on any thread.
  @Test("one plan, executed by many threads at once")
  func concurrentExecution() {
    let transform = RealTransform(count: 97)
    let inputs = (0..<64).map { Self.sequence(97, seed: UInt64($0)) }
    let expected = inputs.map { Self.forward(transform, $0) }
    let wrong = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 64) { index in
      for _ in 0..<20 where Self.forward(transform, inputs[index]) != expected[index] {
        wrong.wrappingAdd(1, ordering: .relaxed)
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test("plans made, used and destroyed by many threads at once")
  func concurrentPlanning() {
    let counts = [8, 9, 16, 31, 64, 97]
    let inputs = counts.map { Self.sequence($0, seed: 3) }
    let expected = zip(counts, inputs).map { Self.forward(RealTransform(count: $0), $1) }
    let wrong = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 16) { thread in
      for round in 0..<12 {
        let index = (thread + round) % counts.count
        let result = Self.forward(RealTransform(count: counts[index]), inputs[index])
        if result != expected[index] { wrong.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }
}
