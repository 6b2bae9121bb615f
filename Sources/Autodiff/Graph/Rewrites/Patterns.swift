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

  /// (x, c) where this field is x + c with a scalar or a multiple of a known field c.
  var shifted: (field: Value, shift: Value)? {
    guard !shape.isScalar, let (function, x, y) = elementwise else { return nil }
    func isShift(_ c: Value) -> Bool {
      c.shape.isScalar || c.constantField != nil || c.scaled?.field.constantField != nil
    }
    switch function {
    case .add where isShift(y): return (x, y)
    case .add where isShift(x): return (y, x)
    case .subtract where isShift(y): return (x, -y)
    case .subtract where isShift(x): return (-y, x)
    default: return nil
    }
  }

  /// The operator and its operand, if this is a linear operator's result.
  var linear: (map: any LinearOperator, operand: Value)? {
    guard case (.linear(let linear), let operands)? = definition else { return nil }
    return (linear.map, operands[0])
  }
}
