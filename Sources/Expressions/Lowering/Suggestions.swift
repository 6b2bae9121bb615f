import Spelling

// What somebody may have meant by a name that nothing has.
extension Lowering {
  /// A value's name, or the product of two that a missing sign made one word of.
  func resemblance(ofName name: String) -> String? {
    guard name.utf8.count <= 32 else { return nil }
    let known = Set(environment.values.keys)
      .union(Constant.named.keys).union(expression.bindings.map(\.name))
    var split = name.startIndex
    while split < name.endIndex {
      let (left, right) = (String(name[..<split]), String(name[split...]))
      if known.contains(left), known.contains(right) { return "\(left)*\(right)" }
      split = name.index(after: split)
    }
    return nearestName(to: name, among: known.sorted())
  }

  func resemblance(of name: String, among names: [String]) -> String? {
    nearestName(to: name, among: names)
  }

  func unknownFunction(_ name: String, operandCount: Int) -> ExpressionError.Finding {
    if let place = Function.places[name] {
      return .init(
        code: .wrongArity, found: "\(operandCount)", expected: Function.table[place].signatures)
    }
    if environment.values[name] != nil || Constant.named[name] != nil {
      return .init(code: .notAFunction, found: name, suggestion: "\(name)*(…)")
    }
    let known = Set(Function.places.keys).union(environment.functions.keys).union(["sum"])
    if let foreign = Function.foreignNames[name.lowercased()], known.contains(foreign) {
      return .init(code: .unknownFunction, found: name, suggestion: foreign)
    }
    return .init(
      code: .unknownFunction, found: name,
      suggestion: nearestName(to: name, among: known.sorted()))
  }
}
