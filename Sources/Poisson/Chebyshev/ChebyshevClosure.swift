import Autodiff
import Glibc

/// One more equation for each of the solutions φ of (1 − qJ) φ = r, rows k ≥ 2, even and odd coefficients by
/// themselves, of which there are as many as numbers: γ₀ φ₀ + γ₂ φ₂ = t and γ₁ φ₁ + γ₃ φ₃ = t.
///
/// The homogeneous solution h is wanted with every q, and there is no combination of coefficients, known
/// beforehand, that does not vanish for one (φ₀ of cos kξ is the Bessel function J₀(k)). So γ is the direction of
/// (h₀, h₂) itself. Their ratio is a continued fraction, of the minimal solution of the recurrence where there are
/// several.
///
/// φ = particular solution + multiple of h does not depend on γ, whatever it is: so γ counts as constant when
/// solutions are differentiated, to any order.
final class ChebyshevClosure: DifferentiableOperator {
  private let integrals: ChebyshevIntegrals
  private let outer: Int
  private let inner: Int

  /// For q of `outer` times `inner` modes.
  init(_ integrals: ChebyshevIntegrals, outer: Int, inner: Int) {
    self.integrals = integrals
    self.outer = outer
    self.inner = inner
  }

  private var modes: Int { outer * inner }

  var inputShapes: [Shape] { [.field(modes)] }
  /// γ₀ and γ₁ as rows of fields with `outer` and `inner` modes before and behind them; then γ₂ and γ₃.
  var outputShape: Shape { .field(4 * modes) }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] { [nil] }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? { nil }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let q = operands[0]
    for block in 0..<outer {
      for index in 0..<inner {
        for parity in 0..<2 {
          let ratio = ratio(parity, q[block * inner + index])
          let isSmall = ratio.magnitude <= 1
          let size = isSmall ? hypot(1, ratio) : hypot(1, 1 / ratio)
          let place = (2 * block + parity) * inner + index
          y[place] = (isSmall ? 1 : 1 / ratio) / size
          y[2 * modes + place] = (isSmall ? ratio : 1) / size
        }
      }
    }
  }

  /// h₂/h₀ or h₃/h₁: from h_k (1 − q J_kk) = q J_k,k−2 h_{k−2} + q J_k,k+2 h_{k+2}.
  private func ratio(_ parity: Int, _ q: Double) -> Double {
    guard q.isFinite else { return .nan }
    // Beyond some multiple of √|q| coefficients fall rapidly.
    let enough = min(Double(integrals.twiceBelow.count), 40 + 3 * q.magnitude.squareRoot())
    var row = integrals.twiceBelow.count - 1
    row = min(row, Int(enough))
    if row % 2 != parity { row -= 1 }
    var ratio = 0.0
    while row >= 2 {
      ratio =
        q * integrals.twiceBelow[row]
        / (1 - q * (integrals.twiceDiagonal[row] + integrals.twiceAbove[row] * ratio))
      row -= 2
    }
    return ratio
  }
}
