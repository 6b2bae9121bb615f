extension Expression {
  /// How each function of the language is called, such as `atan2(y, x)`: those of the table, then synonyms,
  /// then sums.
  public static var signatures: [String] {
    let synonyms = Function.synonyms.sorted { $0.key < $1.key }.flatMap { synonym, name in
      Function.table.filter { $0.name == name }.flatMap { $0.signatures(as: synonym) }
    }
    return Function.table.flatMap(\.signatures) + synonyms + [sumSignature]
  }

  /// How a sum with an index is written.
  static let sumSignature = "sum(i, first, last, terms)"

  /// The constants of the language.
  public static var constants: [String] { Constant.allCases.map(\.rawValue) }
}
