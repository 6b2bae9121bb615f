import Autodiff

/// exp(−u²/2), or exp(−(x − μ)²/(2σ²)): 1 at the peak, not normalised.
func gauss(_ operands: [Value]) -> Value {
  guard operands.count == 3 else { return exp(-0.5 * square(operands[0])) }
  let (x, mu, sigma) = (operands[0], operands[1], operands[2])
  return exp(-0.5 * square(x - mu) / square(sigma))
}

/// 0 below 0, 1 above, and 1/2 at 0. Its derivative is 0 everywhere.
func heaviside(_ x: Value) -> Value { 0.5 * (1 + sign(x)) }

/// sin(x)/x, and 1 at 0.
///
/// Below 1 it is summed as a series in x², since the derivatives of the quotient lose all their
/// digits there, and have none at 0. The remainder after the term in x²⁴, 1/27!, is far below
/// rounding in the first several derivatives too.
func sinc(_ x: Value) -> Value {
  let square = square(x)
  var series: Value = 1
  for term in stride(from: 12, through: 1, by: -1) {
    series = 1 - series * square / Double(2 * term * (2 * term + 1))
  }
  return `where`(isLess(square, 1), series, sin(x) / x)
}
