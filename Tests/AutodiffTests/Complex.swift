import Glibc

/// A complex number. A function that is analytic at x has f(x + ih) = f(x) + ih f′(x) + O(h²), so that
/// for a tiny h the imaginary part is its derivative without any cancellation: an oracle that
/// shares nothing with the rules under test.
struct Complex: Sendable {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The step h: its square vanishes beside 1, and beside h.
  static let step = 1e-40

  static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }
  static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func / (a: Complex, b: Complex) -> Complex {
    let size = b.real * b.real + b.imaginary * b.imaginary
    let product = a * Complex(b.real, -b.imaginary)
    return Complex(product.real / size, product.imaginary / size)
  }
  static prefix func - (a: Complex) -> Complex { Complex(-a.real, -a.imaginary) }

  static func exp(_ z: Complex) -> Complex {
    let size = Glibc.exp(z.real)
    return Complex(size * Glibc.cos(z.imaginary), size * Glibc.sin(z.imaginary))
  }
  static func log(_ z: Complex) -> Complex {
    Complex(Glibc.log(Glibc.hypot(z.real, z.imaginary)), Glibc.atan2(z.imaginary, z.real))
  }
  static func sin(_ z: Complex) -> Complex {
    Complex(
      Glibc.sin(z.real) * Glibc.cosh(z.imaginary), Glibc.cos(z.real) * Glibc.sinh(z.imaginary))
  }
  static func cos(_ z: Complex) -> Complex {
    Complex(
      Glibc.cos(z.real) * Glibc.cosh(z.imaginary), -Glibc.sin(z.real) * Glibc.sinh(z.imaginary))
  }
  static func sinh(_ z: Complex) -> Complex {
    Complex(
      Glibc.sinh(z.real) * Glibc.cos(z.imaginary), Glibc.cosh(z.real) * Glibc.sin(z.imaginary))
  }
  static func cosh(_ z: Complex) -> Complex {
    Complex(
      Glibc.cosh(z.real) * Glibc.cos(z.imaginary), Glibc.sinh(z.real) * Glibc.sin(z.imaginary))
  }
  /// For a positive real part.
  static func sqrt(_ z: Complex) -> Complex {
    let root = ((Glibc.hypot(z.real, z.imaginary) + z.real) / 2).squareRoot()
    return Complex(root, z.imaginary / (2 * root))
  }
}
