import Spelling

// What somebody may have meant by a name that nothing has.
extension Expression {
  /// What is wrong with names, without looking at what they mean: as ``lower(in:)`` would tell it, in time
  /// proportional to the text.
  ///
  /// - Parameters:
  ///   - known: the names that mean something.
  ///   - functions: the functions beside those of the language.
  ///   - absent: see ``Expression/Environment/absent``.
  /// - Returns: names that hide others, names that nothing has, and functions that there aren't, at most
  ///   ``ExpressionErrors/limit``.
  public func nameErrors(
    known: Set<String>, functions: Set<String> = [], absent: [String: String] = [:]
  ) -> [ExpressionError] {
    let sorted = known.sorted()
    let hidden = hiddenNames { known.contains($0) }
    let unknown = nodes.lazy.compactMap { node -> ExpressionError? in
      switch node.kind {
      case .name(let place) where !known.contains(freeNames[place]):
        error(unknownName(freeNames[place], known: sorted, absent: absent), at: node.range)
      case .invoke(let name, let keywords) where !functions.contains(name):
        error(
          unknownFunction(
            name, operandCount: keywords.count, functions: functions, absent: absent,
            isValue: { known.contains($0) }), at: node.range)
      default: nil
      }
    }
    return ExpressionErrors(hidden + unknown.prefix(ExpressionErrors.limit))?.all ?? []
  }

  /// A `let` or a sum that gives a name another meaning: hardly ever meant.
  func hiddenNames(_ isKnown: (String) -> Bool) -> [ExpressionError] {
    let counters = nodes.lazy.compactMap { node -> (name: String, range: Range<Int>)? in
      if case .loop(let name, _, _) = node.kind { (name, node.range) } else { nil }
    }
    let places = bindings.map { (name: $0.name, range: $0.range) } + counters
    return places.filter { isKnown($0.name) }.prefix(ExpressionErrors.limit).map {
      error(.init(code: .nameTaken, found: $0.name), at: $0.range)
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

  func unknownFunction(
    _ name: String, operandCount: Int, functions: some Sequence<String>,
    absent: [String: String], isValue: (String) -> Bool
  ) -> ExpressionError.Finding {
    if let place = Function.places[name] {
      return .init(
        code: .wrongArity, found: "\(operandCount)", expected: Function.table[place].signatures)
    }
    if isValue(name) || Constant.named[name] != nil {
      return .init(code: .notAFunction, found: name, suggestion: "\(name)*(…)")
    }
    if let reason = absent[name] {
      return .init(code: .unknownFunction, found: name, reason: reason)
    }
    let known = Set(Function.places.keys).union(functions).union(["sum"])
    if let foreign = Function.foreignNames[name.lowercased()], known.contains(foreign) {
      return .init(code: .unknownFunction, found: name, suggestion: foreign)
    }
    return .init(
      code: .unknownFunction, found: name,
      suggestion: nearestName(to: name, among: known.sorted()))
  }
}

extension Lowering {
  func resemblance(of name: String, among names: [String]) -> String? {
    nearestName(to: name, among: names)
  }
}
