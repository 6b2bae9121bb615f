import Synchronization

@testable import Autodiff

/// zᵢ = s Σⱼ xⱼ y₍ᵢ₋ⱼ₎ on a ring: linear in each of two fields and a number.
final class Convolution: ComplexOperator {
  let count: Int
  /// How often any convolution object of this identity has been applied.
  let applications = Atomic(0)

  init(count: Int) { self.count = count }

  var inputShapes: [Shape] { [.field(count), .field(count), .scalar] }
  var outputShape: Shape { .field(count) }
  var identity: Int { count }

  func pullback(operands x: [Value], result: Value, cotangent w: Value) -> [Value?] {
    func mirrored(_ y: Value) -> Value { circularShift(reverse(y), by: 1) }
    return [
      Autodiff.apply(self, [w, mirrored(x[1]), x[2]]),
      Autodiff.apply(self, [w, mirrored(x[0]), x[2]]),
      sum(w * Autodiff.apply(self, [x[0], x[1], 1])),
    ]
  }

  func pushforward(operands x: [Value], result: Value, tangents: [Value?]) -> Value? {
    let terms = tangents.enumerated().compactMap { index, tangent -> Value? in
      guard let tangent else { return nil }
      var operands = x
      operands[index] = tangent
      return Autodiff.apply(self, operands)
    }
    return terms.first.map { terms.dropFirst().reduce($0) { $0 + $1 } }
  }

  func apply(
    _ operands: borrowing Operands, into z: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    applications.add(1, ordering: .relaxed)
    let (x, y, s) = (operands[0], operands[1], operands[2])
    for i in 0..<count {
      var total = 0.0
      for j in 0..<count { total += x[j] * y[(i - j + count) % count] }
      z[i] = s[0] * total
    }
  }

  func evaluate(_ operands: [[Complex]]) -> [Complex] {
    let (x, y, s) = (operands[0], operands[1], operands[2][0])
    return (0..<count).map { i in
      (0..<count).reduce(Complex(0)) { $0 + s * x[$1] * y[(i - $1 + count) % count] }
    }
  }
}
