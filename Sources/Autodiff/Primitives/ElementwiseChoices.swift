import CKernels

// Rows that compare or choose. What they choose by is constant almost everywhere, and its
// derivative is 0 everywhere.
extension Elementwise {
  static let less = comparison(
    "<", Kernels(fields: CK_LESS_VV, fieldScalar: CK_LESS_VS, scalarField: CK_LESS_SV))

  static let lessOrEqual = comparison(
    "<=",
    Kernels(
      fields: CK_LESS_OR_EQUAL_VV, fieldScalar: CK_LESS_OR_EQUAL_VS,
      scalarField: CK_LESS_OR_EQUAL_SV))

  static let equal = comparison(
    "==", commutative: true, Kernels(fields: CK_EQUAL_VV, fieldScalar: CK_EQUAL_VS))

  static let notEqual = comparison(
    "!=", commutative: true, Kernels(fields: CK_NOT_EQUAL_VV, fieldScalar: CK_NOT_EQUAL_VS))

  /// 1 where x > y, 1/2 where x = y, else 0: the share that x has in the larger of the two.
  static let step = comparison(
    "step", Kernels(fields: CK_STEP_VV, fieldScalar: CK_STEP_VS, scalarField: CK_STEP_SV))

  private static func comparison(
    _ name: String, commutative: Bool = false, _ kernels: Kernels
  ) -> Elementwise {
    Elementwise(name, arity: 2, commutative: commutative, kernels: kernels) { _, _ in [nil, nil] }
  }

  /// NaN if either operand is. Where they are equal each has half of the derivative: the mean of
  /// the one-sided ones, and the same for x and y.
  static let minimum = choice(
    "min", Kernels(fields: CK_MIN_VV, fieldScalar: CK_MIN_VS)
  ) { x, _ in [step(x[1], x[0]), step(x[0], x[1])] }

  /// NaN if either operand is. Ties as for the minimum.
  static let maximum = choice(
    "max", Kernels(fields: CK_MAX_VV, fieldScalar: CK_MAX_VS)
  ) { x, _ in [step(x[0], x[1]), step(x[1], x[0])] }

  private static func choice(
    _ name: String, _ kernels: Kernels, shares: @escaping Partials
  ) -> Elementwise {
    Elementwise(
      name, arity: 2, commutative: true, kernels: kernels, selectors: shares, partials: shares)
  }

  /// The second operand where the first is above 0, else the third. Bits are chosen, not computed:
  /// what the other operand is there, and what its derivatives are, has no effect.
  static let select = Elementwise(
    "where", arity: 3,
    kernels: Kernels(
      fields: CK_SELECT_VVV,
      mixed: [
        CK_SELECT_VSS, CK_SELECT_SVS, CK_SELECT_VVS, CK_SELECT_SSV, CK_SELECT_VSV, CK_SELECT_SVV,
      ]),
    selectors: { x, _ in
      let isChosen = less(0, x[0])
      return [nil, isChosen, 1 - isChosen]
    },
    partials: { _, _ in [nil, 1, 1] })

  static let choices: [Elementwise] = [
    less, lessOrEqual, equal, notEqual, step, minimum, maximum, select,
  ]
}
