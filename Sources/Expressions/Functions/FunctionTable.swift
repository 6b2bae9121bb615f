import Autodiff

// The functions of the language. A new one is a row here, a line in the reference, and a row of
// the tests' table of values.
extension Function {
  static let table: [Function] = elementary + special + choices

  /// Each function's place in the table, by its name or a synonym.
  static let places: [String: Int] = {
    var places = Dictionary(uniqueKeysWithValues: zip(table.map(\.name), table.indices))
    for (synonym, name) in synonyms { places[synonym] = places[name] }
    return places
  }()

  private static let elementary: [Function] = [
    Function("sin") { sin($0) },
    Function("cos") { cos($0) },
    Function("tan") { tan($0) },
    Function("asin") { asin($0) },
    Function("acos") { acos($0) },
    Function("atan") { atan($0) },
    Function("atan2", ["y", "x"]) { atan2($0[0], $0[1]) },
    Function("sinh") { sinh($0) },
    Function("cosh") { cosh($0) },
    Function("tanh") { tanh($0) },
    Function("asinh") { asinh($0) },
    Function("acosh") { acosh($0) },
    Function("atanh") { atanh($0) },
    Function("exp") { exp($0) },
    Function("expm1") { expm1($0) },
    Function("log") { log($0) },
    Function("log2") { log2($0) },
    Function("log10") { log10($0) },
    Function("log1p") { log1p($0) },
    Function("sqrt") { sqrt($0) },
    Function("cbrt") { cbrt($0) },
    Function("pow", ["x", "y"]) { power($0[0], $0[1]) },
    Function("hypot", ["x", "y"]) { hypot($0[0], $0[1]) },
  ]

  private static let special: [Function] = [
    Function("erf") { erf($0) },
    Function("erfc") { erfc($0) },
    Function("gauss", ["u"], ["x", "mu", "sigma"]) { gauss($0) },
    Function("sinc") { sinc($0) },
  ]

  private static let choices: [Function] = [
    Function("abs") { abs($0) },
    Function("sign") { sign($0) },
    Function("min", ["x", "y"], variadic: true) { $0.dropFirst().reduce($0[0]) { min($0, $1) } },
    Function("max", ["x", "y"], variadic: true) { $0.dropFirst().reduce($0[0]) { max($0, $1) } },
    Function("clamp", ["x", "lower", "upper"]) { clamp($0[0], $0[1], $0[2]) },
    Function("heaviside") { heaviside($0) },
    Function("where", ["condition", "x", "y"]) { `where`($0[0], $0[1], $0[2]) },
    Function("floor") { floor($0) },
    Function("mod", ["x", "y"]) { mod($0[0], $0[1]) },
  ]

  /// Other spellings of a function in the table, which mean the same.
  static let synonyms = ["ln": "log"]

  /// What other languages call a function of this one; for suggestions.
  static let foreignNames = [
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "tg": "tan",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "arcsinh": "asinh",
    "arccosh": "acosh", "arctanh": "atanh", "sgn": "sign", "fabs": "abs", "theta": "heaviside",
    "power": "pow", "if": "where", "ifelse": "where", "iif": "where", "select": "where",
    "minimum": "min", "maximum": "max", "clip": "clamp", "remainder": "mod", "lg": "log10",
    "average": "mean", "avg": "mean", "int": "integral", "gaussian": "gauss",
  ]
}
