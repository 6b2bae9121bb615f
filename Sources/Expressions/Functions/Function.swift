import Autodiff

/// A function of the language: a row of the table.
struct Function: Sendable {
  /// As it is written.
  let name: String
  /// The operands' names, for each number of operands that it can take.
  let forms: [[String]]
  /// Whether the last form may have more operands.
  let isVariadic: Bool
  /// The function of as many values as one of the forms has.
  let apply: @Sendable ([Value]) -> Value

  init(
    _ name: String, _ forms: [String]..., variadic: Bool = false,
    apply: @escaping @Sendable ([Value]) -> Value
  ) {
    self.name = name
    self.forms = forms
    isVariadic = variadic
    self.apply = apply
  }

  /// A function of one number.
  init(_ name: String, _ apply: @escaping @Sendable (Value) -> Value) {
    self.init(name, ["x"]) { apply($0[0]) }
  }

  func accepts(_ count: Int) -> Bool {
    forms.contains { $0.count == count } || (isVariadic && count > (forms.last?.count ?? 0))
  }

  /// How it is called, for messages: `atan2(y, x)`.
  var signatures: [String] { signatures(as: name) }

  /// How it is called by another name.
  func signatures(as name: String) -> [String] {
    forms.map { "\(name)(\($0.joined(separator: ", "))\(isVariadic ? ", …" : ""))" }
  }
}
