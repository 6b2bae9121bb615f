extension Expression {
  /// How each function of the language is called, such as `atan2(y, x)`.
  public static var signatures: [String] { Function.table.flatMap(\.signatures) }

  /// The constants of the language.
  public static var constants: [String] { Constant.allCases.map(\.rawValue) }
}
