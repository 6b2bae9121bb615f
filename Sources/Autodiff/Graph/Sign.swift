/// What is known of a value's sign bit before it is computed, leaving aside NaN: −0 counts as negative, so
/// that 1 / −0 does.
enum Sign {
  case notNegative
  case notPositive
  case unknown

  /// How many operations one looks back.
  static let depth = 16

  static prefix func - (a: Sign) -> Sign {
    switch a {
    case .notNegative: .notPositive
    case .notPositive: .notNegative
    case .unknown: .unknown
    }
  }

  static func + (a: Sign, b: Sign) -> Sign { a == b ? a : .unknown }

  static func * (a: Sign, b: Sign) -> Sign {
    if a == .unknown || b == .unknown { return .unknown }
    return a == b ? .notNegative : .notPositive
  }
}

extension Graph {
  /// The sign of a node's values, as far as it follows from its operations.
  func sign(of node: Int, depth: Int = 0) -> Sign {
    if depth > Sign.depth { return .unknown }
    func sign(_ operand: Int) -> Sign {
      self.sign(of: nodes[node].operands[operand], depth: depth + 1)
    }
    switch nodes[node].operation {
    case .ramp(let ramp):
      return ramp.first >= 0 && ramp.divisor > 0 ? .notNegative : .unknown
    case .constant(let bits):
      let number = Double(bitPattern: bits)
      if number.isNaN { return .unknown }
      return number.sign == .minus ? .notPositive : .notNegative
    case .broadcast, .spread:
      return sign(0)
    case .elementwise(let function):
      switch function {
      case .square, .exp, .abs: return .notNegative
      case .negate: return -sign(0)
      case .reciprocal, .sqrt: return sign(0)
      case .add: return sign(0) + sign(1)
      case .subtract: return sign(0) + -sign(1)
      case .multiply, .divide: return sign(0) * sign(1)
      default: return .unknown
      }
    default:
      return .unknown
    }
  }
}
