import Autodiff
import Fourier

/// The eigenvectors of differences along several axes as a pair of linear operators: a product of real
/// transforms from the unknown points of a grid to as many modes, and back to the grid, with zeros at
/// the points that are not unknown.
///
/// With known positive weights U of points and V of modes, products of the axes':
///
///     B F = c on the unknown points, F B = c,   Fᵀ = U B V,   Bᵀ = V⁻¹ F U⁻¹,
///
/// for F holds the values of the basis' functions at the points times quadrature weights. (U is not 1
/// at a Neumann wall on a node, where the trapezoidal rule counts half: there the transform is symmetric
/// only in the weighted product.)
struct SeparableBasis: Sendable {
  let forward: any LinearOperator
  let backward: any LinearOperator
  /// c.
  let scale: Double
  /// V.
  let modeWeights: [Double]

  /// - Parameters:
  ///   - extents: the grid's.
  ///   - axes: per axis what is done along it; nil for an axis that is left as it is.
  init(extents: [Int], axes: [AxisTransform?]) {
    let parts = Parts(extents: extents, axes: axes)
    scale = parts.scale
    modeWeights = parts.modeWeights
    forward = Forward(parts)
    backward = Backward(parts)
  }

  fileprivate final class Parts: Sendable {
    let analysis: SeparableTransform
    let synthesis: SeparableTransform
    let pointWeights: [Double]
    let modeWeights: [Double]
    let isUnknown: [Double]
    let scale: Double

    init(extents: [Int], axes: [AxisTransform?]) {
      let unknowns = zip(extents, axes).map { $1?.unknowns ?? 0..<$0 }
      let counts = unknowns.map(\.count)
      func strides(_ counts: [Int]) -> [Int] {
        counts.indices.map { counts[($0 + 1)...].reduce(1, *) }
      }
      let (points, modes) = (strides(extents), strides(counts))
      let offset = zip(unknowns, points).reduce(0) { $0 + $1.0.lowerBound * $1.1 }
      let (pointCount, modeCount) = (extents.reduce(1, *), counts.reduce(1, *))
      analysis = .shared(
        SeparableTransform.Layout(
          axes: axes.indices.map {
            .init(
              count: counts[$0], inputStride: points[$0], outputStride: modes[$0],
              kind: axes[$0]?.analysis)
          }, inputCount: pointCount, outputCount: modeCount, inputOffset: offset))
      synthesis = .shared(
        SeparableTransform.Layout(
          axes: axes.indices.map {
            .init(
              count: counts[$0], inputStride: modes[$0], outputStride: points[$0],
              kind: axes[$0]?.synthesis)
          }, inputCount: modeCount, outputCount: pointCount, outputOffset: offset))
      func product(_ extents: [Int], _ factors: (Int) -> [Double]?) -> [Double] {
        let table = ModeTable(along: extents.map { Array(0..<$0) })
        return extents.indices.reduce([Double](repeating: 1, count: table.count)) { field, axis in
          guard let factor = factors(axis) else { return field }
          return zip(field, table.spread(factor, axis)).map { $0 * $1 }
        }
      }
      pointWeights = product(extents) { axes[$0]?.pointWeights }
      modeWeights = product(counts) { axes[$0]?.modeWeights }
      isUnknown = product(extents) { axis in
        (0..<extents[axis]).map { unknowns[axis].contains($0) ? 1 : 0 }
      }
      scale = axes.reduce(1) { $0 * ($1?.scale ?? 1) }
    }

    var gram: [Double]? {
      pointWeights.allSatisfy { $0 == 1 } ? modeWeights.map { scale / $0 } : nil
    }
  }

  private final class Forward: LinearOperator {
    let parts: Parts
    init(_ parts: Parts) { self.parts = parts }
    var inputCount: Int { parts.analysis.layout.inputCount }
    var outputCount: Int { parts.analysis.layout.outputCount }
    var scratchCount: Int { 0 }
    var identity: ObjectIdentifier { ObjectIdentifier(parts) }

    func apply(
      _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
    ) { parts.analysis.apply(x, into: &y) }

    func transposed(_ w: Value) -> Value {
      Autodiff.apply(Backward(parts), w.weighted(by: parts.modeWeights))
        .weighted(by: parts.pointWeights)
    }

    func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? {
      guard let inner = inner as? Backward, inner.parts === parts else { return nil }
      return [Double](repeating: parts.scale, count: outputCount)
    }
  }

  private final class Backward: LinearOperator {
    let parts: Parts
    init(_ parts: Parts) { self.parts = parts }
    var inputCount: Int { parts.synthesis.layout.inputCount }
    var outputCount: Int { parts.synthesis.layout.outputCount }
    var scratchCount: Int { parts.synthesis.destroysInput ? inputCount : 0 }
    var identity: ObjectIdentifier { ObjectIdentifier(parts) }

    func apply(
      _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
    ) {
      if inputCount < outputCount { for index in y.indices { y[index] = 0 } }
      guard parts.synthesis.destroysInput else { return parts.synthesis.apply(x, into: &y) }
      for index in x.indices { scratch[index] = x[index] }
      parts.synthesis.apply(destroying: &scratch, into: &y)
    }

    func transposed(_ w: Value) -> Value {
      Autodiff.apply(Forward(parts), w.weighted(by: parts.pointWeights.map { 1 / $0 }))
        .weighted(by: parts.modeWeights.map { 1 / $0 })
    }

    func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? {
      guard let inner = inner as? Forward, inner.parts === parts else { return nil }
      return parts.isUnknown.map { $0 * parts.scale }
    }

    var gramDiagonal: [Double]? { parts.gram }
  }
}

/// A real transform along an axis and its inverse.
struct AxisTransform: Sendable {
  let analysis: SeparableTransform.Kind
  let synthesis: SeparableTransform.Kind
  /// The points whose values are unknown.
  let unknowns: Range<Int>
  /// What both transforms together multiply by.
  let scale: Double
  /// U: per point of the axis.
  let pointWeights: [Double]
  /// V: per mode.
  let modeWeights: [Double]
}
