// Rewrites of elementwise arithmetic.

extension Rewrite {
  static let neutralElements = elementwise(.neutralElements) { function, x, y in
    switch function {
    case .add: x.isZero ? y : y.isZero ? x : nil
    case .subtract: y.isZero ? x : nil
    case .multiply where x.number == 1: y
    case .multiply where y.number == 1: x
    // A number times a field of zeros. The other factor is a field only where it might be infinite.
    case .multiply where x.shape.isScalar && y.isZeroField: y
    case .multiply where y.shape.isScalar && x.isZeroField: x
    case .divide: y.number == 1 ? x : nil
    default: nil
    }
  }

  static let signs = elementwise(.signs) { function, x, y in
    switch function {
    case .multiply: x.number == -1 ? -y : y.number == -1 ? -x : nil
    case .negate: x.negated
    case .add: y.negated.map { x - $0 } ?? x.negated.map { y - $0 }
    case .subtract: x.isZero ? -y : y.negated.map { x + $0 }
    default: nil
    }
  }

  static let squares = elementwise(.squares) { function, x, y in
    function == .multiply && x.isSame(as: y) ? square(x) : nil
  }

  static let scalarFactors = elementwise(.scalarFactors) { function, x, y in
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
    case .abs:
      return x.scaled.map { s, f in abs(s) * abs(f) } ?? x.negated.map { abs($0) }
    case .add, .subtract:
      guard let (s, f) = x.scaled, let (r, g) = y.scaled, s.isSame(as: r) else { return nil }
      return s * (function == .add ? f + g : f - g)
    default:
      return nil
    }
  }

  /// A rewrite of elementwise functions; a function of one variable has y = x.
  static func elementwise(
    _ option: Simplifications,
    _ rewrite: @escaping @Sendable (_ function: Elementwise, _ x: Value, _ y: Value) -> Value?
  ) -> Rewrite {
    Rewrite(option: option) { _, operation, operands in
      guard case .elementwise(let function) = operation else { return nil }
      return rewrite(function, operands[0], operands.count > 1 ? operands[1] : operands[0])
    }
  }
}

extension Value {
  /// Whether this is the number 0 or a known field of zeros.
  fileprivate var isZero: Bool { number == 0 || isZeroField }
}
