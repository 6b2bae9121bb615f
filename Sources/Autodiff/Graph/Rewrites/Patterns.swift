// Shapes of expressions that rewrites look for.

extension Value {
  /// The function and the operands that made this, if it is elementwise.
  var elementwise: (function: Elementwise, x: Value, y: Value)? {
    guard case (.elementwise(let function), let operands)? = definition else { return nil }
    return (function, operands[0], operands.count > 1 ? operands[1] : operands[0])
  }

  /// y where this is −y.
  var negated: Value? {
    guard let (function, x, _) = elementwise, function == .negate else { return nil }
    return x
  }

  /// (s, f) where this is s f with a scalar s and a field f.
  var scaled: (scalar: Value, field: Value)? {
    guard !shape.isScalar, let (function, x, y) = elementwise, function == .multiply else {
      return nil
    }
    if x.shape.isScalar { return (x, y) }
    return y.shape.isScalar ? (y, x) : nil
  }

  /// (k, x) where this is k x with a known field k.
  var weighted: (weights: Value, field: Value)? {
    guard let (function, x, y) = elementwise, function == .multiply else { return nil }
    if x.knownField != nil { return (x, y) }
    return y.knownField != nil ? (y, x) : nil
  }

  /// ((s, g), (r, h)) where this field is s g + r h, neither g nor h a sum or a difference.
  var combination: (first: (scalar: Value, field: Value), second: (scalar: Value, field: Value))? {
    guard !shape.isScalar, let (function, x, y) = elementwise,
      function == .add || function == .subtract, let first = x.scaled, let second = y.scaled
    else { return nil }
    for (_, field) in [first, second] {
      if let (inner, _, _) = field.elementwise, inner == .add || inner == .subtract { return nil }
    }
    return (first, (function == .add ? second.scalar : -second.scalar, second.field))
  }

  /// (x, c) where this field is x + c with a field x, and c a scalar or a multiple of a known field.
  var shifted: (field: Value, shift: Value)? {
    guard !shape.isScalar, let (function, x, y) = elementwise else { return nil }
    func isShift(_ c: Value, of rest: Value) -> Bool {
      !rest.shape.isScalar
        && (c.shape.isScalar || c.knownField != nil || c.scaled?.field.knownField != nil)
    }
    switch function {
    case .add where isShift(y, of: x): return (x, y)
    case .add where isShift(x, of: y): return (y, x)
    case .subtract where isShift(y, of: x): return (x, -y)
    case .subtract where isShift(x, of: y): return (-y, x)
    default: return nil
    }
  }

  /// The operator and its operand, if this is a linear operator's result.
  var linear: (map: any LinearOperator, operand: Value)? {
    guard case (.linear(let linear), let operands)? = definition else { return nil }
    return (linear.map, operands[0])
  }
}
