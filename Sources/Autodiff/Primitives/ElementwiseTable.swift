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

  /// x^y for x > 0. At x = 0 and below, where log x is no number, ∂/∂y is taken as 0 only if y is a
  /// known number; a variable exponent there gives NaN, which callers report.
  static let power = Elementwise(
    "pow", arity: 2,
    kernels: Kernels(fields: CK_POW_VV, fieldScalar: CK_POW_VS, scalarField: CK_POW_SV)
  ) { x, y in
    let base = x[1] * Autodiff.power(x[0], x[1] - 1)
    return [base, x[1].number == nil ? y * Autodiff.log(x[0]) : nil]
  }

  static let negate = Elementwise("neg", CK_NEG) { _, _ in -1 }
  static let square = Elementwise("square", CK_SQUARE) { x, _ in 2 * x }
  static let reciprocal = Elementwise("reciprocal", CK_RECIPROCAL) { _, y in
    -Autodiff.square(y)
  }
  /// The derivative of |x| is sign x, 0 at x = 0: the mean of the one-sided derivatives.
  static let abs = Elementwise("abs", CK_ABS) { x, _ in Autodiff.sign(x) }
  static let sign = Elementwise("sign", CK_SIGN) { _, _ in nil }
  static let sqrt = Elementwise("sqrt", CK_SQRT) { _, y in 0.5 / y }
  static let exp = Elementwise("exp", CK_EXP) { _, y in y }
  static let expm1 = Elementwise("expm1", CK_EXPM1) { _, y in y + 1 }
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

  /// Every row.
  static let table: [Elementwise] = [
    add, subtract, multiply, divide, power, negate, square, reciprocal, abs, sign, sqrt, exp,
    expm1, log, log1p, sin, cos, tan, sinh, cosh, tanh, atan, erf,
  ]
}
