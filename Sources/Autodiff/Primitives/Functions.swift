// The elementwise functions as Swift writes them: operators and free functions on values.

//
// Those that mix values and numbers are disfavoured, or the compiler could not tell which + is meant in
// `numbers.reduce(0, +)`, where 0 may be a value.

extension Value {
  /// x + y, point by point.
  public static func + (x: Value, y: Value) -> Value { Elementwise.add(x, y) }
  /// x − y, point by point.
  public static func - (x: Value, y: Value) -> Value { Elementwise.subtract(x, y) }
  /// x y, point by point.
  public static func * (x: Value, y: Value) -> Value { Elementwise.multiply(x, y) }
  /// x / y, point by point.
  public static func / (x: Value, y: Value) -> Value { Elementwise.divide(x, y) }
  /// −x.
  public static prefix func - (x: Value) -> Value { Elementwise.negate(x) }
  /// x + y for a number y.
  @_disfavoredOverload
  public static func + (x: Value, y: Double) -> Value { x + Value(y) }
  /// x + y for a number x.
  @_disfavoredOverload
  public static func + (x: Double, y: Value) -> Value { Value(x) + y }
  /// x − y for a number y.
  @_disfavoredOverload
  public static func - (x: Value, y: Double) -> Value { x - Value(y) }
  /// x − y for a number x.
  @_disfavoredOverload
  public static func - (x: Double, y: Value) -> Value { Value(x) - y }
  /// x y for a number y.
  @_disfavoredOverload
  public static func * (x: Value, y: Double) -> Value { x * Value(y) }
  /// x y for a number x.
  @_disfavoredOverload
  public static func * (x: Double, y: Value) -> Value { Value(x) * y }
  /// x / y for a number y.
  @_disfavoredOverload
  public static func / (x: Value, y: Double) -> Value { x / Value(y) }
  /// x / y for a number x.
  @_disfavoredOverload
  public static func / (x: Double, y: Value) -> Value { Value(x) / y }
}

/// x².
public func square(_ x: Value) -> Value { Elementwise.square(x) }
/// 1/x.
public func reciprocal(_ x: Value) -> Value { Elementwise.reciprocal(x) }
/// x^y. x⁰ is 1 for any x, 0 and NaN included; a negative base has powers for whole y only, else NaN.
///
/// Derivatives in x are right for every base, of any sign and 0, that has them; below 1 an exponent's
/// derivative at 0 is infinite. The derivative in y is xʸ log x, taken as 0 at x = 0 for y ≥ 0, and
/// NaN for x < 0.
public func power(_ x: Value, _ y: Value) -> Value {
  switch y.number {
  case 0: x.graph?.lift(1, to: x.shape) ?? 1
  case 1: x
  case 2: square(x)
  case -1: reciprocal(x)
  default: Elementwise.power(x, y)
  }
}
/// x^y for a number y.
public func power(_ x: Value, _ y: Double) -> Value { power(x, Value(y)) }
/// x^y for a whole number y.
public func power(_ x: Value, _ y: Int) -> Value { power(x, Value(Double(y))) }
/// |x|; its derivative at 0 is 0, the mean of the one-sided ones.
public func abs(_ x: Value) -> Value { Elementwise.abs(x) }
/// −1, 0 or 1.
public func sign(_ x: Value) -> Value { Elementwise.sign(x) }
/// The square root; NaN below 0. Its derivative at 0 is infinite.
public func sqrt(_ x: Value) -> Value { Elementwise.sqrt(x) }
/// eˣ.
public func exp(_ x: Value) -> Value { Elementwise.exp(x) }
/// eˣ − 1, accurate near 0.
public func expm1(_ x: Value) -> Value { Elementwise.expm1(x) }
/// The natural logarithm: −∞ at 0, where its derivative is infinite; NaN below.
public func log(_ x: Value) -> Value { Elementwise.log(x) }
/// log(1 + x), accurate near 0.
public func log1p(_ x: Value) -> Value { Elementwise.log1p(x) }
/// The sine.
public func sin(_ x: Value) -> Value { Elementwise.sin(x) }
/// The cosine.
public func cos(_ x: Value) -> Value { Elementwise.cos(x) }
/// The tangent.
public func tan(_ x: Value) -> Value { Elementwise.tan(x) }
/// The hyperbolic sine.
public func sinh(_ x: Value) -> Value { Elementwise.sinh(x) }
/// The hyperbolic cosine.
public func cosh(_ x: Value) -> Value { Elementwise.cosh(x) }
/// The hyperbolic tangent.
public func tanh(_ x: Value) -> Value { Elementwise.tanh(x) }
/// The arc tangent.
public func atan(_ x: Value) -> Value { Elementwise.atan(x) }
/// The error function (2/√π) ∫₀ˣ exp(−s²) ds.
public func erf(_ x: Value) -> Value { Elementwise.erf(x) }
/// 1 − erf(x), accurate where erf(x) is near 1.
public func erfc(_ x: Value) -> Value { Elementwise.erfc(x) }
/// The logarithm to base 2.
public func log2(_ x: Value) -> Value { Elementwise.log2(x) }
/// The logarithm to base 10.
public func log10(_ x: Value) -> Value { Elementwise.log10(x) }
/// The cube root, of negative numbers too. Its derivative at 0 is infinite.
public func cbrt(_ x: Value) -> Value { Elementwise.cbrt(x) }
/// The arc sine; NaN beyond ±1, where its derivative is infinite.
public func asin(_ x: Value) -> Value { Elementwise.asin(x) }
/// The arc cosine; NaN beyond ±1, where its derivative is infinite.
public func acos(_ x: Value) -> Value { Elementwise.acos(x) }
/// The angle from the x axis to the point (x, y), from −π to π; it has no derivative at the origin.
public func atan2(_ y: Value, _ x: Value) -> Value { Elementwise.atan2(y, x) }
/// The inverse hyperbolic sine.
public func asinh(_ x: Value) -> Value { Elementwise.asinh(x) }
/// The inverse hyperbolic cosine; NaN below 1, where its derivative is infinite.
public func acosh(_ x: Value) -> Value { Elementwise.acosh(x) }
/// The inverse hyperbolic tangent; infinite at ±1, NaN beyond.
public func atanh(_ x: Value) -> Value { Elementwise.atanh(x) }
/// √(x² + y²) without overflow; its derivatives at the origin are 0.
public func hypot(_ x: Value, _ y: Value) -> Value { Elementwise.hypot(x, y) }
