/// Rewrites applied to each new node while tracing. Each is an identity of real arithmetic; what it
/// may change is the last bits of a result.
public struct Simplifications: OptionSet, Sendable {
  /// One bit per rewrite.
  public let rawValue: Int

  /// The set with these bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// x + 0 = x − 0 = x · 1 = x / 1 = x.
  public static let neutralElements = Simplifications(rawValue: 1 << 0)
  /// x · (−1) = −x, −(−x) = x, x + (−y) = x − y, x − (−y) = x + y, 0 − x = −x.
  public static let signs = Simplifications(rawValue: 1 << 1)
  /// x · x = x².
  public static let squares = Simplifications(rawValue: 1 << 2)
  /// A (s x) = s (A x) and A (−x) = −(A x), for a scalar s and A a sum or a linear operator.
  public static let linearity = Simplifications(rawValue: 1 << 3)

  /// Scalar factors move outward through products of fields: a (s f) = s (a f), s (r f) = (s r) f,
  /// s f + s g = s (f + g), f / s = (1/s) f. They end where `linearity` takes them further.
  public static let scalarFactors = Simplifications(rawValue: 1 << 4)

  /// Every rewrite.
  public static let all: Simplifications = [
    .neutralElements, .signs, .squares, .linearity, .scalarFactors,
  ]
}

extension Graph {
  /// A simpler value equal to the operation's result, if a rewrite applies.
  func simplify(_ operation: Operation, _ operands: [Value], shape: Shape) -> Value? {
    switch operation {
    case .elementwise(let function):
      let x = operands[0]
      let y = operands.count > 1 ? operands[1] : x
      guard let simpler = simplify(function, x, y), simpler.shape == shape else { return nil }
      return simpler
    case .sum where simplifications.contains(.linearity):
      return factor(out: operands[0]) { Autodiff.sum($0) }
    case .linear(let linear) where simplifications.contains(.linearity):
      return factor(out: operands[0]) { Autodiff.apply(linear.map, $0) }
    default:
      return nil
    }
  }

  private func simplify(_ function: Elementwise, _ x: Value, _ y: Value) -> Value? {
    if simplifications.contains(.neutralElements), let same = neutral(function, x, y) {
      return same
    }
    if simplifications.contains(.signs), let same = signed(function, x, y) { return same }
    if simplifications.contains(.squares), function == .multiply, x.isSame(as: y) {
      return square(x)
    }
    return simplifications.contains(.scalarFactors) ? scaled(function, x, y) : nil
  }

  private func neutral(_ function: Elementwise, _ x: Value, _ y: Value) -> Value? {
    switch function {
    case .add: x.number == 0 ? y : y.number == 0 ? x : nil
    case .subtract: y.number == 0 ? x : nil
    case .multiply: x.number == 1 ? y : y.number == 1 ? x : nil
    case .divide: y.number == 1 ? x : nil
    default: nil
    }
  }

  private func signed(_ function: Elementwise, _ x: Value, _ y: Value) -> Value? {
    switch function {
    case .multiply: x.number == -1 ? -y : y.number == -1 ? -x : nil
    case .negate: x.negated
    case .add: y.negated.map { x - $0 } ?? x.negated.map { y - $0 }
    case .subtract: x.number == 0 ? -y : y.negated.map { x + $0 }
    default: nil
    }
  }

  private func scaled(_ function: Elementwise, _ x: Value, _ y: Value) -> Value? {
    switch function {
    case .multiply:
      if let (s, f) = x.scaled { return y.shape.isScalar ? (s * y) * f : s * (f * y) }
      if let (s, f) = y.scaled { return x.shape.isScalar ? (x * s) * f : s * (x * f) }
      if x.shape.isScalar != y.shape.isScalar { return nil }
      return x.negated.map { -($0 * y) } ?? y.negated.map { -(x * $0) }
    case .divide where y.shape.isScalar && !x.shape.isScalar:
      return reciprocal(y) * x
    case .divide:
      return x.scaled.map { s, f in s * (f / y) }
    case .negate:
      return x.scaled.map { s, f in -s * f }
    case .square:
      return x.scaled.map { s, f in square(s) * square(f) } ?? x.negated.map { square($0) }
    case .add, .subtract:
      guard let (s, f) = x.scaled, let (r, g) = y.scaled, s.isSame(as: r) else { return nil }
      return s * (function == .add ? f + g : f - g)
    default:
      return nil
    }
  }

  /// Moves the scalar factors and signs of the field x out of a linear map; in a loop, since there
  /// may be any number of them.
  private func factor(out x: Value, _ map: (Value) -> Value) -> Value? {
    var field = x
    var factors: [(Value) -> Value] = []
    while let (factor, rest) = outermostFactor(of: field) {
      factors.append(factor)
      field = rest
    }
    return factors.isEmpty ? nil : factors.reversed().reduce(map(field)) { $1($0) }
  }

  /// The outermost scalar factor or sign of a field, as what is done with the rest.
  private func outermostFactor(of x: Value) -> (factor: (Value) -> Value, rest: Value)? {
    guard case (.elementwise(let function), let operands)? = x.definition else { return nil }
    switch function {
    case .negate: return ({ -$0 }, operands[0])
    case .multiply where operands[0].shape.isScalar: return ({ operands[0] * $0 }, operands[1])
    case .multiply where operands[1].shape.isScalar: return ({ operands[1] * $0 }, operands[0])
    default: return nil
    }
  }
}

extension Value {
  /// (s, f) where this is s f with a scalar s and a field f.
  fileprivate var scaled: (scalar: Value, field: Value)? {
    guard !shape.isScalar, case (.elementwise(.multiply), let operands)? = definition else {
      return nil
    }
    if operands[0].shape.isScalar { return (operands[0], operands[1]) }
    return operands[1].shape.isScalar ? (operands[1], operands[0]) : nil
  }

  /// y where this is −y.
  fileprivate var negated: Value? {
    guard case (.elementwise(.negate), let operands)? = definition else { return nil }
    return operands[0]
  }
}
