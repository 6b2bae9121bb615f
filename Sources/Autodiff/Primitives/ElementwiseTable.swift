import CKernels

// The table of elementwise functions. A new function is a row here, a kernel, and a line in
// Functions.swift; the tests take every row through Taylor and dot-product tests by themselves.
extension Elementwise {
  static let add = Elementwise(
    "+", arity: 2, commutative: true,
    kernels: Kernels(fields: CK_ADD_VV, fieldScalar: CK_ADD_VS)
  ) { _, _ in [1, 1] }

  static let subtract = Elementwise(
    "-", arity: 2,
    kernels: Kernels(fields: CK_SUB_VV, fieldScalar: CK_SUB_VS, scalarField: CK_SUB_SV)
  ) { _, _ in [1, -1] }

  static let multiply = Elementwise(
    "*", arity: 2, commutative: true,
    kernels: Kernels(fields: CK_MUL_VV, fieldScalar: CK_MUL_VS)
  ) { x, _ in [x[1], x[0]] }

  static let divide = Elementwise(
    "/", arity: 2,
    kernels: Kernels(fields: CK_DIV_VV, fieldScalar: CK_DIV_VS, scalarField: CK_DIV_SV)
  ) { x, y in [reciprocal(x[1]), -(y / x[1])] }

  /// ∂/∂x = y x^(y−1), and 0 where y = 0, also at x = 0, so that every derivative in x is right for
  /// whole exponents and bases of any sign. ∂/∂y = x^y log x, and 0 where x = 0 and y ≥ 0; for x < 0,
  /// where x^y is a function of whole y only, NaN.
  static let power = Elementwise(
    "pow", arity: 2,
    kernels: Kernels(fields: CK_POW_VV, fieldScalar: CK_POW_VS, scalarField: CK_POW_SV)
  ) { x, y in
    let base = x[1] * Autodiff.power(x[0], x[1] - 1)
    if x[1].number != nil { return [base, nil] }
    let isFlat = equal(x[0], 0) * lessOrEqual(0, x[1])
    return [select(equal(x[1], 0), 0, base), select(isFlat, 0, y * Autodiff.log(x[0]))]
  }

  static let negate = Elementwise("neg", CK_NEG) { _, _ in -1 }
  static let square = Elementwise("square", CK_SQUARE) { x, _ in 2 * x }
  static let reciprocal = Elementwise("reciprocal", CK_RECIPROCAL) { _, y in
    -Autodiff.square(y)
  }
  /// The derivative of |x| is sign x, 0 at x = 0: the mean of the one-sided derivatives.
  static let abs = Elementwise("abs", CK_ABS) { x, _ in Autodiff.sign(x) }
  static let sign = Elementwise("sign", CK_SIGN) { _, _ in nil }
  /// The derivative at 0 is infinite, as the limit from above is.
  static let sqrt = Elementwise("sqrt", CK_SQRT) { _, y in 0.5 / y }
  static let exp = Elementwise("exp", CK_EXP) { _, y in y }
  static let expm1 = Elementwise("expm1", CK_EXPM1) { _, y in y + 1 }
  /// −∞ at 0, with the derivative ∞.
  static let log = Elementwise("log", CK_LOG) { x, _ in Autodiff.reciprocal(x) }
  static let log1p = Elementwise("log1p", CK_LOG1P) { x, _ in Autodiff.reciprocal(1 + x) }
  static let sin = Elementwise("sin", CK_SIN) { x, _ in Autodiff.cos(x) }
  static let cos = Elementwise("cos", CK_COS) { x, _ in -Autodiff.sin(x) }
  static let tan = Elementwise("tan", CK_TAN) { _, y in 1 + Autodiff.square(y) }
  static let sinh = Elementwise("sinh", CK_SINH) { x, _ in Autodiff.cosh(x) }
  static let cosh = Elementwise("cosh", CK_COSH) { x, _ in Autodiff.sinh(x) }
  static let tanh = Elementwise("tanh", CK_TANH) { _, y in 1 - Autodiff.square(y) }
  static let atan = Elementwise("atan", CK_ATAN) { x, _ in
    Autodiff.reciprocal(1 + Autodiff.square(x))
  }
  static let erf = Elementwise("erf", CK_ERF) { x, _ in
    1.1283791670955126 * Autodiff.exp(-Autodiff.square(x))  // 2/√π
  }
  static let erfc = Elementwise("erfc", CK_ERFC) { x, _ in
    -1.1283791670955126 * Autodiff.exp(-Autodiff.square(x))
  }
  static let log2 = Elementwise("log2", CK_LOG2) { x, _ in
    1.4426950408889634 * Autodiff.reciprocal(x)  // 1/log 2
  }
  static let log10 = Elementwise("log10", CK_LOG10) { x, _ in
    0.4342944819032518 * Autodiff.reciprocal(x)  // 1/log 10
  }
  /// The derivative at 0 is infinite.
  static let cbrt = Elementwise("cbrt", CK_CBRT) { _, y in
    Autodiff.reciprocal(3 * Autodiff.square(y))
  }
  static let asin = Elementwise("asin", CK_ASIN) { x, _ in
    Autodiff.reciprocal(Autodiff.sqrt((1 - x) * (1 + x)))
  }
  static let acos = Elementwise("acos", CK_ACOS) { x, _ in
    -Autodiff.reciprocal(Autodiff.sqrt((1 - x) * (1 + x)))
  }
  static let asinh = Elementwise("asinh", CK_ASINH) { x, _ in
    Autodiff.reciprocal(Autodiff.sqrt(1 + Autodiff.square(x)))
  }
  static let acosh = Elementwise("acosh", CK_ACOSH) { x, _ in
    Autodiff.reciprocal(Autodiff.sqrt((x - 1) * (x + 1)))
  }
  static let atanh = Elementwise("atanh", CK_ATANH) { x, _ in
    Autodiff.reciprocal((1 - x) * (1 + x))
  }

  /// The angle of the point (x₁, x₀). It has no derivative at the origin: NaN.
  static let atan2 = Elementwise(
    "atan2", arity: 2,
    kernels: Kernels(fields: CK_ATAN2_VV, fieldScalar: CK_ATAN2_VS, scalarField: CK_ATAN2_SV)
  ) { x, _ in
    let scale = Autodiff.reciprocal(Autodiff.square(x[0]) + Autodiff.square(x[1]))
    return [x[1] * scale, -(x[0] * scale)]
  }

  /// The derivatives at the origin are 0: the least of the subgradients, as for |x|.
  static let hypot = Elementwise(
    "hypot", arity: 2, commutative: true,
    kernels: Kernels(fields: CK_HYPOT_VV, fieldScalar: CK_HYPOT_VS)
  ) { x, y in
    [select(equal(y, 0), 0, x[0] / y), select(equal(y, 0), 0, x[1] / y)]
  }

  /// The derivative of a step is 0, at the step too.
  static let floor = Elementwise("floor", CK_FLOOR) { _, _ in nil }

  /// x − y ⌊x/y⌋, with the derivatives 1 and −⌊x/y⌋, at the jumps too. The quotient is rounded from
  /// x − (x mod y), which is a multiple of y, so that it is the one that the value belongs to.
  static let mod = Elementwise(
    "mod", arity: 2,
    kernels: Kernels(fields: CK_MOD_VV, fieldScalar: CK_MOD_VS, scalarField: CK_MOD_SV)
  ) { x, y in [1, -floor((x[0] - y) / x[1] + 0.5)] }

  /// Every row.
  static let table: [Elementwise] =
    [
      add, subtract, multiply, divide, power, negate, square, reciprocal, abs, sign, sqrt, exp,
      expm1, log, log1p, log2, log10, cbrt, sin, cos, tan, asin, acos, atan, atan2, sinh, cosh,
      tanh, asinh, acosh, atanh, erf, erfc, hypot, floor, mod,
    ] + choices
}
