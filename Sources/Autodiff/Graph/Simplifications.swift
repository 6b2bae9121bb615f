/// The rewrites applied to each new node while tracing.
///
/// Each is an identity of real arithmetic; what it may change is the last bits of a result. They can be
/// switched off one by one, to measure or to test what they bring.
public struct Simplifications: OptionSet, Sendable {
  /// One bit per rewrite.
  public let rawValue: Int

  /// The set with these bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// x + 0 = x − 0 = x · 1 = x / 1 = x, s · 0 = 0 for a field 0.
  public static let neutralElements = Simplifications(rawValue: 1 << 0)
  /// x · (−1) = −x, −(−x) = x, x + (−y) = x − y, x − (−y) = x + y, 0 − x = −x.
  public static let signs = Simplifications(rawValue: 1 << 1)
  /// x · x = x².
  public static let squares = Simplifications(rawValue: 1 << 2)
  /// A (s x) = s (A x), A (−x) = −(A x) and A (x + c) = A x + A c, for a scalar s, a scalar or known
  /// field c, and A a sum or a linear operator; Σ f (s g + r h) = s Σ f g + r Σ f h; operators that say how
  /// are then written in other operations.
  public static let linearity = Simplifications(rawValue: 1 << 3)
  /// Scalar factors move outward through products of fields: a (s f) = s (a f), s (r f) = (s r) f,
  /// s f + s g = s (f + g), f / s = (1/s) f, |s f| = |s| |f|. They end where `linearity` takes them further.
  public static let scalarFactors = Simplifications(rawValue: 1 << 4)
  /// What is known while tracing is computed while tracing: functions, sums and linear maps of known
  /// fields; c (k x) = (c k) x, (k x)² = k² x² and c (x + s k) = c x + s (c k) for known fields c, k;
  /// x / 2ᵏ = x · 2⁻ᵏ.
  public static let constants = Simplifications(rawValue: 1 << 5)
  /// A (B x) = d x where the product of two linear operators is diagonal, and Σ (A x)² = Σ d x²,
  /// Σ (A x)(A y) = Σ d x y where Aᵀ A is: transforms cancel, and Parseval's theorem.
  public static let diagonals = Simplifications(rawValue: 1 << 6)
  /// What varies along one axis of a large grid only is computed once per point of that axis, and
  /// e^{a+b} = e^a e^b for such a, b ≤ 0; and (w k) x = w (k x) for a known field k that is read anyway and w that varies
  /// along one axis: see `AxisHoisting`. This one is applied when a program is made.
  public static let axes = Simplifications(rawValue: 1 << 7)

  /// Every rewrite.
  public static let all: Simplifications = [
    .neutralElements, .signs, .squares, .linearity, .scalarFactors, .constants, .diagonals,
    .axes,
  ]
}

/// A rewrite: a simpler value equal to an operation's result, or nil where it does not apply.
///
/// It must not recurse along chains of any length: graphs may be deep.
struct Rewrite: Sendable {
  let option: Simplifications
  let apply: @Sendable (_ graph: Graph, _ operation: Operation, _ operands: [Value]) -> Value?

  /// Every rewrite, in the order in which they are tried.
  static let table: [Rewrite] = [
    constants, neutralElements, signs, squares, diagonals, scalarFactors, linearity,
  ]
}

extension Graph {
  /// A simpler value equal to the operation's result, if a rewrite applies.
  func simplify(_ operation: Operation, _ operands: [Value], shape: Shape) -> Value? {
    for rewrite in Rewrite.table where simplifications.contains(rewrite.option) {
      // An identity of numbers may lose the shape: 0 + x is no field if only 0 was one.
      if let simpler = rewrite.apply(self, operation, operands), simpler.shape == shape {
        return simpler
      }
    }
    return nil
  }
}
