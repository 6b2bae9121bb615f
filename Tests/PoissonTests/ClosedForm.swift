import Glibc

/// The second post's integral of φ² in the zero-mean gauge, by hand: I = sin⁴t (G₂ − G₁²/L) with
/// G₁ = ∫g, G₂ = ∫g² over [0, L], g = exp(−(x−μ)²/(2σ²)), and its derivatives.
struct ClosedForm {
  let value: Double
  /// By t, μ, σ, n0 and L.
  let gradient: [Double]

  init(t: Double, mu: Double, sigma: Double, length: Double) {
    let (lower, upper) = (mu, length - mu)
    // ∫₀ᴸ exp(−(x−μ)²/(s²)) = s √π/2 (erf(upper/s) + erf(lower/s)); s = √2 σ for g, σ for g².
    func integral(_ s: Double) -> (value: Double, mu: Double, s: Double, length: Double) {
      let (a, b) = (exp(-pow(lower / s, 2)), exp(-pow(upper / s, 2)))
      let errors = erf(upper / s) + erf(lower / s)
      return (
        s * Double.pi.squareRoot() / 2 * errors, a - b,
        Double.pi.squareRoot() / 2 * errors - (upper * b + lower * a) / s, b
      )
    }
    let root = 2.0.squareRoot()
    let (g1, g2) = (integral(root * sigma), integral(sigma))
    let amplitude = pow(sin(t), 4)
    let shape = g2.value - g1.value * g1.value / length
    /// d shape from dG₂, dG₁.
    func slope(_ g2Slope: Double, _ g1Slope: Double) -> Double {
      g2Slope - 2 * g1.value * g1Slope / length
    }
    value = amplitude * shape
    gradient = [
      4 * pow(sin(t), 3) * cos(t) * shape,
      amplitude * slope(g2.mu, g1.mu),
      amplitude * slope(g2.s, root * g1.s),
      0,
      amplitude * (slope(g2.length, g1.length) + pow(g1.value / length, 2)),
    ]
  }
}
