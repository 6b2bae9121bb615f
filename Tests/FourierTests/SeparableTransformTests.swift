import Foundation
import Synchronization
import Testing

@testable import Fourier

/// Transforms of several dimensions against the sums that define them.
@Suite("Transforms of several dimensions")
struct SeparableTransformTests {
  private static func sequence(_ count: Int) -> [Double] {
    (0..<count).map { index -> Double in Double((index * 7919 + 13) % 1009) / 1009 - 0.5 }
  }

  /// y_k of a one-dimensional transform of a unit at j (FFTW manual, "1d Real-even DFTs (DCTs)" and its
  /// neighbours).
  private static func entry(
    _ kind: SeparableTransform.Kind, _ k: Int, _ j: Int, _ n: Int
  ) -> Double {
    let (x, y, size) = (Double(j), Double(k), Double(n))
    let sign: Double = k % 2 == 0 ? 1 : -1
    switch kind {
    case .halfcomplex:
      return 2 * k <= n
        ? cos(2 * .pi * x * y / size) : -sin(2 * .pi * x * (size - y) / size)
    case .halfcomplexInverse:
      if j == 0 || 2 * j == n { return cos(2 * .pi * x * y / size) }
      return 2 * j < n
        ? 2 * cos(2 * .pi * x * y / size) : -2 * sin(2 * .pi * (size - x) * y / size)
    case .cosine1:
      return j == 0 ? 1 : j == n - 1 ? sign : 2 * cos(.pi * x * y / (size - 1))
    case .cosine2: return 2 * cos(.pi * (x + 0.5) * y / size)
    case .cosine3: return j == 0 ? 1 : 2 * cos(.pi * x * (y + 0.5) / size)
    case .cosine4: return 2 * cos(.pi * (x + 0.5) * (y + 0.5) / size)
    case .sine1: return 2 * sin(.pi * (x + 1) * (y + 1) / (size + 1))
    case .sine2: return 2 * sin(.pi * (x + 0.5) * (y + 1) / size)
    case .sine3: return j == n - 1 ? sign : 2 * sin(.pi * (x + 1) * (y + 0.5) / size)
    case .sine4: return 2 * sin(.pi * (x + 0.5) * (y + 0.5) / size)
    }
  }

  static let kinds: [SeparableTransform.Kind] = [
    .halfcomplex, .halfcomplexInverse, .cosine1, .cosine2, .cosine3, .cosine4, .sine1, .sine2,
    .sine3, .sine4,
  ]

  /// A part of a 5 × 9 × 4 field, transformed along two axes, to a part of a larger one.
  @Test("products of kinds, on parts of fields", arguments: kinds, kinds)
  func product(_ first: SeparableTransform.Kind, _ second: SeparableTransform.Kind) {
    let layout = SeparableTransform.Layout(
      axes: [
        .init(count: 5, inputStride: 36, outputStride: 40, kind: first),
        .init(count: 7, inputStride: 4, outputStride: 5, kind: second),
        .init(count: 4, inputStride: 1, outputStride: 1, kind: nil),
      ], inputCount: 180, outputCount: 200, inputOffset: 4, outputOffset: 5)
    let transform = SeparableTransform.shared(layout)
    let source = Self.sequence(180)
    var x = source
    var y = [Double](repeating: 7, count: 200)
    var input = x.mutableSpan
    var output = y.mutableSpan
    if transform.destroysInput {
      transform.apply(destroying: &input, into: &output)
    } else {
      transform.apply(source.span, into: &output)
    }
    var expected = [Double](repeating: 7, count: 200)
    for (a, b, c) in (0..<140).map({ ($0 / 28, $0 / 4 % 7, $0 % 4) }) {
      expected[5 + 40 * a + 5 * b + c] = (0..<35).reduce(into: 0.0) { sum, index in
        let (i, j) = (index / 7, index % 7)
        sum +=
          Self.entry(first, a, i, 5) * Self.entry(second, b, j, 7)
          * source[4 + 36 * i + 4 * j + c]
      }
    }
    #expect(zip(y, expected).allSatisfy { ($0 - $1).magnitude < 1e-12 })
  }

  /// X = Σ x e^{−2πi(j₁k₁/n₁ + j₂k₂/n₂)}.
  @Test(
    "Fourier transforms of fields", arguments: [[4, 6], [5, 7], [3, 4, 5], [1, 8], [2, 2, 2]])
  func fourier(_ extents: [Int]) {
    let transform = RealTransform.shared(extents: extents)
    let source = Self.sequence(transform.count)
    var spectrum = [Double](repeating: .nan, count: transform.spectrumCount)
    var output = spectrum.mutableSpan
    transform.forward(source.span, into: &output)
    func places(_ extents: [Int]) -> [[Int]] {
      extents.reduce([[]]) { places, n in places.flatMap { place in (0..<n).map { place + [$0] } } }
    }
    var halved = extents
    halved[extents.count - 1] = halved[extents.count - 1] / 2 + 1
    for (index, k) in places(halved).enumerated() {
      var (real, imaginary) = (0.0, 0.0)
      for (value, j) in zip(source, places(extents)) {
        let turn = extents.indices.reduce(0.0) { $0 + Double(j[$1] * k[$1]) / Double(extents[$1]) }
        real += value * cos(2 * .pi * turn)
        imaginary -= value * sin(2 * .pi * turn)
      }
      #expect((spectrum[2 * index] - real).magnitude < 1e-12)
      #expect((spectrum[2 * index + 1] - imaginary).magnitude < 1e-12)
    }
    var back = [Double](repeating: .nan, count: transform.count)
    var modes = spectrum.mutableSpan
    var field = back.mutableSpan
    transform.backward(&modes, into: &field)
    #expect(
      zip(back, source).allSatisfy { ($0 / Double(transform.count) - $1).magnitude < 1e-13 })
  }

  @Test("plans made, used and destroyed by many threads at once")
  func concurrentPlanning() {
    let counts = [8, 9, 16, 31]
    @Sendable func transformed(_ count: Int) -> [Double] {
      let transform = SeparableTransform.shared(
        .init(
          axes: [
            .init(count: count, inputStride: 8, outputStride: 8, kind: .sine2),
            .init(count: 8, inputStride: 1, outputStride: 1, kind: .halfcomplex),
          ], inputCount: 8 * count, outputCount: 8 * count))
      var result = [Double](repeating: .nan, count: 8 * count)
      var output = result.mutableSpan
      transform.apply(Self.sequence(8 * count).span, into: &output)
      return result
    }
    let expected = counts.map(transformed)
    let wrong = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 16) { thread in
      for round in 0..<12 {
        let index = (thread + round) % counts.count
        if transformed(counts[index]) != expected[index] {
          wrong.wrappingAdd(1, ordering: .relaxed)
        }
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }
}
