import Spelling

// What somebody may have meant by a name that nothing has.
extension Expression {
  /// Every use of a name that none of these is, without looking at what the names mean: as ``lower(in:)``
  /// would tell it, in time proportional to the text.
  ///
  /// - Parameters:
  ///   - known: the names that mean something.
  ///   - absent: see ``Expression/Environment/absent``.
  public func unknownNames(
    besides known: Set<String>, absent: [String: String] = [:]
  ) -> [ExpressionError] {
    let sorted = known.sorted()
    return references.lazy.filter { !known.contains($0.name) }.prefix(ExpressionErrors.limit).map {
      error(
        unknownName($0.name, known: sorted, absent: absent), at: $0.offset..<$0.offset + $0.length)
    }
  }

  func unknownName(
    _ name: String, known: [String], absent: [String: String]
  ) -> ExpressionError.Finding {
    if let reason = absent[name] {
      return .init(code: .unknownName, found: name, reason: reason)
    }
    return .init(
      code: .unknownName, found: name, suggestion: resemblance(of: name, among: known))
  }

  /// A value's name, or the product of two that a missing sign made one word of.
  private func resemblance(of name: String, among names: [String]) -> String? {
    guard name.utf8.count <= 32 else { return nil }
    let known = Set(names).union(Constant.named.keys).union(bindings.map(\.name))
    var split = name.startIndex
    while split < name.endIndex {
      let (left, right) = (String(name[..<split]), String(name[split...]))
      if known.contains(left), known.contains(right) { return "\(left)*\(right)" }
      split = name.index(after: split)
    }
    return nearestName(to: name, among: known.sorted())
  }
}

extension Lowering {
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
