public import Autodiff

/// A circulant matrix, (C x)ᵢ = Σⱼ c₍ᵢ₋ⱼ₎ xⱼ on a ring, of a traced first column c. Products and solutions are
/// differentiable in c and in the vectors, and cost three Fourier transforms, less what is shared.
public struct Circulant {
  private let spectrum: Value
  private let basis: RealFourierBasis
  private let count: Int

  /// The matrix with a first column of one value or more.
  public init(firstColumn: Value) {
    count = firstColumn.shape.count
    precondition(!firstColumn.shape.isScalar && count > 0, "a column is a field of some points")
    basis = RealFourierBasis(points: count)
    spectrum = apply(basis.forward, firstColumn)
  }

  /// C x.
  public static func * (c: Circulant, x: Value) -> Value {
    let product = SpectralProduct(count: c.spectrum.shape.count, isConjugated: false)
    return c.field(apply(product, [c.spectrum, apply(c.basis.forward, x)]))
  }

  /// The solution x of C x = b; NaN everywhere if C is singular, one of its modes being 0.
  public func solve(_ b: Value) -> Value {
    let quotient = SpectralQuotient(count: spectrum.shape.count, isConjugated: false)
    return field(apply(quotient, [spectrum, apply(basis.forward, b)]))
  }

  private func field(_ modes: Value) -> Value {
    apply(basis.backward, modes) / Double(count)
  }
}

/// a b, or ā b, of complex numbers, real and imaginary parts in turn. The two are each other's
/// derivatives.
final class SpectralProduct: DifferentiableOperator {
  private let count: Int
  private let isConjugated: Bool

  init(count: Int, isConjugated: Bool) {
    self.count = count
    self.isConjugated = isConjugated
  }

  var inputShapes: [Shape] { [.field(count), .field(count)] }
  var outputShape: Shape { .field(count) }
  var identity: [Int] { [count, isConjugated ? 1 : 0] }

  func pullback(operands: [Value], result: Value, cotangent w: Value) -> [Value?] {
    let (a, b) = (operands[0], operands[1])
    let conjugate = SpectralProduct(count: count, isConjugated: true)
    let other = SpectralProduct(count: count, isConjugated: !isConjugated)
    return [
      Autodiff.apply(conjugate, isConjugated ? [w, b] : [b, w]), Autodiff.apply(other, [a, w]),
    ]
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    productRule(operands, tangents)
  }

  func apply(
    _ operands: borrowing Operands, into z: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let (a, b) = (operands[0], operands[1])
    let sign = isConjugated ? -1.0 : 1
    for index in stride(from: 0, to: count, by: 2) {
      let (real, imaginary) = (a[index], sign * a[index + 1])
      z[index] = real * b[index] - imaginary * b[index + 1]
      z[index + 1] = real * b[index + 1] + imaginary * b[index]
    }
  }
}

/// z = b / a, or b / ā, of complex numbers, real and imaginary parts in turn; NaN where a is 0.
///
/// From z a = b: the cotangent z̄ gives that of b divided by the conjugate of a, and of a that times −z̄.
final class SpectralQuotient: DifferentiableOperator {
  private let count: Int
  private let isConjugated: Bool

  init(count: Int, isConjugated: Bool) {
    self.count = count
    self.isConjugated = isConjugated
  }

  var inputShapes: [Shape] { [.field(count), .field(count)] }
  var outputShape: Shape { .field(count) }
  var identity: [Int] { [count, isConjugated ? 1 : 0] }

  func pullback(operands: [Value], result z: Value, cotangent w: Value) -> [Value?] {
    let other = SpectralQuotient(count: count, isConjugated: !isConjugated)
    let conjugate = SpectralProduct(count: count, isConjugated: true)
    let share = Autodiff.apply(other, [operands[0], w])
    return [-Autodiff.apply(conjugate, isConjugated ? [share, z] : [z, share]), share]
  }

  func pushforward(operands: [Value], result z: Value, tangents: [Value?]) -> Value? {
    let product = SpectralProduct(count: count, isConjugated: isConjugated)
    let change = tangents[0].map { Autodiff.apply(product, [$0, z]) }
    guard let right = change.map({ (tangents[1] ?? 0) - $0 }) ?? tangents[1] else { return nil }
    return Autodiff.apply(self, [operands[0], right])
  }

  func apply(
    _ operands: borrowing Operands, into z: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let (a, b) = (operands[0], operands[1])
    let sign = isConjugated ? -1.0 : 1
    for index in stride(from: 0, to: count, by: 2) {
      let (real, imaginary) = quotient(
        (b[index], b[index + 1]), by: (a[index], sign * a[index + 1]))
      z[index] = real
      z[index + 1] = imaginary
    }
  }

  /// Smith's way, in which the divisor's square can't overflow.
  private func quotient(
    _ b: (real: Double, imaginary: Double), by a: (real: Double, imaginary: Double)
  ) -> (real: Double, imaginary: Double) {
    if a.real == 0 && a.imaginary == 0 { return (.nan, .nan) }
    if a.real.magnitude >= a.imaginary.magnitude {
      let ratio = a.imaginary / a.real
      let size = a.real + a.imaginary * ratio
      return ((b.real + b.imaginary * ratio) / size, (b.imaginary - b.real * ratio) / size)
    }
    let ratio = a.real / a.imaginary
    let size = a.real * ratio + a.imaginary
    return ((b.real * ratio + b.imaginary) / size, (b.imaginary * ratio - b.real) / size)
  }
}
