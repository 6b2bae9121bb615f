import Glibc

/// The functions along an axis of which an interpolant is a sum, on a length of 1 and beginning at 0: what
/// each coefficient is multiplied by at a place, or in a derivative there.
enum PlaceFunctions: Hashable, Sendable {
  /// 1, for an axis that there is not.
  case one
  /// Whole waves, as halfcomplex spectra have them; x is measured from the node at `shift`.
  case waves(points: Int, shift: Double)
  /// Chebyshev polynomials of 2x − 1.
  case polynomials(count: Int)
  /// Lagrange polynomials of the `width` nodes around x, of `points` nodes from `first` on.
  case lagrange(points: Int, width: Int, first: Double, spacing: Double, isPeriodic: Bool)

  /// The coefficients along the axis.
  var count: Int {
    switch self {
    case .one: 1
    case .waves(let points, _), .lagrange(let points, _, _, _, _): points
    case .polynomials(let count): count
    }
  }

  /// How many of them count at a place: neighbours, with the first behind the last.
  var width: Int { if case .lagrange(_, let width, _, _, _) = self { width } else { count } }

  /// The doubles that `evaluate` needs: the results, and as many others.
  var scratchCount: Int { 2 * width }

  /// Writes the derivatives of an order of the functions that count at x, `width` numbers from `start` on;
  /// NaN if x is none.
  ///
  /// - Returns: the first coefficient that counts.
  func evaluate(
    at x: Double, order: Int, into values: inout MutableSpan<Double>, from start: Int
  ) -> Int {
    guard x.isFinite else {
      for index in start..<start + width { values[index] = .nan }
      return 0
    }
    switch self {
    case .one:
      values[start] = order == 0 ? 1 : 0
      return 0
    case .waves(let points, let shift):
      waves(points, at: x - shift, order, &values, start)
      return 0
    case .polynomials(let count):
      polynomials(count, at: 2 * x - 1, order, &values, start)
      return 0
    case .lagrange(let points, let width, let first, let spacing, let isPeriodic):
      let place = (x - first) / spacing
      let window = Window(of: width, around: place, points: points, isPeriodic: isPeriodic)
      lagrange(width, at: window.offset, order, 1 / spacing, &values, start)
      return window.first
    }
  }

  /// w_k cos(2πky)/n for the real parts and −2 sin(2πky)/n for the imaginary ones, w_k 2 but for k = 0 and n/2.
  private func waves(
    _ n: Int, at y: Double, _ order: Int, _ values: inout MutableSpan<Double>, _ start: Int
  ) {
    let y = y - y.rounded()
    let turn = 2 * Double.pi * y
    let (stepCosine, stepSine) = (cos(turn), sin(turn))
    var (cosine, sine) = (1.0, 0.0)
    for k in 0...n / 2 {
      if k % 32 == 0 {
        // Afresh from time to time, so that round-off does not add up.
        let waves = Double(k) * y
        let angle = 2 * Double.pi * (waves - waves.rounded())
        (cosine, sine) = (cos(angle), sin(angle))
      }
      let factor = pow(2 * Double.pi * Double(k), Double(order)) / Double(n)
      // Each derivative turns the phase by a right angle.
      let (c, s) =
        switch order % 4 {
        case 0: (cosine, sine)
        case 1: (-sine, cosine)
        case 2: (-cosine, -sine)
        default: (sine, -cosine)
        }
      let isEnd = k == 0 || 2 * k == n
      values[start + k] = (isEnd ? 1 : 2) * factor * c
      if !isEnd { values[start + n - k] = -2 * factor * s }
      (cosine, sine) = (
        cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine
      )
    }
  }

  /// By the recurrence T_{k+1} = 2ξ T_k − T_{k−1}, differentiated as often as needed; dξ/dx = 2.
  private func polynomials(
    _ count: Int, at xi: Double, _ order: Int, _ values: inout MutableSpan<Double>, _ start: Int
  ) {
    for k in 0..<count {
      let before = k > 1 ? values[start + k - 2] : 0
      values[start + k] = k == 0 ? 1 : k == 1 ? xi : 2 * xi * values[start + k - 1] - before
    }
    for derivative in 1..<order + 1 {
      var lower = values[start]
      values[start] = 0
      for k in 1..<max(1, count) {
        let next = values[start + k]
        let before = k > 1 ? values[start + k - 2] : 0
        values[start + k] =
          k == 1
          ? (derivative == 1 ? 2 : 0)
          : 2 * xi * values[start + k - 1] + 4 * Double(derivative) * lower - before
        lower = next
      }
    }
  }

  /// The products of (s − j)/(i − j) as Taylor polynomials around s, of which the coefficient of the order
  /// is the derivative over its factorial.
  private func lagrange(
    _ width: Int, at s: Double, _ order: Int, _ scale: Double,
    _ values: inout MutableSpan<Double>, _ start: Int
  ) {
    let jet = start + width
    var factor = 1.0
    for number in 1..<order + 1 { factor *= Double(number) * scale }
    for index in 0..<width {
      guard order < width else {
        values[start + index] = 0
        continue
      }
      for power in 0...order { values[jet + power] = power == 0 ? 1 : 0 }
      for other in 0..<width where other != index {
        let slope = 1 / Double(index - other)
        let value = (s - Double(other)) / Double(index - other)
        for power in (0...order).reversed() {
          let lower = power > 0 ? values[jet + power - 1] : 0
          values[jet + power] = value * values[jet + power] + slope * lower
        }
      }
      values[start + index] = factor * values[jet + order]
    }
  }
}

/// The nodes around a place, which is given in units of their spacing.
private struct Window {
  let first: Int
  /// The place, from the first of them on.
  let offset: Double

  init(of width: Int, around place: Double, points: Int, isPeriodic: Bool) {
    // Beyond, neighbours cannot be told apart: only to stay within whole numbers.
    let place = min(max(place, -0x1p50), 0x1p50)
    let central = place.rounded(.down) - Double(width / 2 - 1)
    if isPeriodic {
      let whole = Int(central) % points
      first = whole < 0 ? whole + points : whole
      offset = place - central
    } else {
      let start = min(max(central, 0), Double(points - width))
      first = Int(start)
      offset = place - start
    }
  }
}
