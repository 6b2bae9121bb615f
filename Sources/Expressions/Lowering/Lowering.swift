public import Autodiff

extension Expression {
  /// The expression as a computation on the values of an environment.
  ///
  /// - Throws: every unknown name and function, and every operand of the wrong kind.
  public func lower(in environment: Environment) throws(ExpressionErrors) -> Value {
    var lowering = Lowering(self, environment)
    lowering.run()
    return try lowering.result()
  }

  /// The same for an expression that must be a single number, such as an objective.
  public func lowerScalar(in environment: Environment) throws(ExpressionErrors) -> Value {
    let value = try lower(in: environment)
    guard value.shape.isScalar else {
      throw ExpressionErrors(
        error(
          .init(code: .wrongType, found: "a field", expected: ["a single number"]),
          at: nodes[nodes.count - 1].range))
    }
    return value
  }

  /// The same for an expression that must be a field of a shape; a single number fills it.
  public func lowerField(
    in environment: Environment, shape: Shape, of graph: Graph
  ) throws(ExpressionErrors) -> Value {
    let value = try lower(in: environment)
    if value.shape == shape { return value }
    guard value.shape.isScalar else {
      throw ExpressionErrors(
        error(
          .init(
            code: .wrongType, found: "a field of \(value.shape.count) values",
            expected: ["a field of \(shape.count) values"]), at: nodes[nodes.count - 1].range))
    }
    return graph.lift(value, to: shape)
  }

  func error(_ finding: ExpressionError.Finding, at range: Range<Int>) -> ExpressionError {
    ExpressionError(finding, at: range, in: Array(text.unicodeScalars))
  }
}

/// Gives every node its value, in the order of the nodes; sums go back to their first term.
struct Lowering {
  /// A sum that is being added up.
  private struct Loop {
    let node: Int
    var current: Int
    let last: Int
    var total: Value?
  }

  let expression: Expression
  let environment: Expression.Environment
  /// Whether sums end at the first term that makes them infinite or NaN, whose values then stand.
  let endsSumsThatAreNotFinite: Bool
  /// Nil where an error is in the way.
  private(set) var values: [Value?]
  private var loops: [Loop] = []
  private var errors: [ExpressionError] = []

  init(
    _ expression: Expression, _ environment: Expression.Environment,
    endsSumsThatAreNotFinite: Bool = false
  ) {
    self.expression = expression
    self.environment = environment
    self.endsSumsThatAreNotFinite = endsSumsThatAreNotFinite
    values = Array(repeating: nil, count: expression.nodes.count)
  }

  func result() throws(ExpressionErrors) -> Value {
    if let errors = ExpressionErrors(errors) { throw errors }
    return values[values.count - 1] ?? 0
  }

  mutating func run() {
    errors = expression.hiddenNames { environment.values[$0] != nil }
    var node = 0
    while node < expression.nodes.count {
      if case .sum = expression.nodes[node].kind, let first = repeated(node) {
        node = first
      } else {
        values[node] = value(of: node)
        node += 1
      }
    }
  }

  // MARK: Sums

  /// The node to go back to for the next term; nil after the last one.
  private mutating func repeated(_ sum: Int) -> Int? {
    guard var loop = loops.popLast() else { return nil }
    if let term = values[sum - 1] {
      let shapes = [loop.total?.shape ?? .scalar, term.shape]
      guard combined(shapes) != nil else { return nil }
      loop.total = loop.total.map { $0 + term } ?? term
    }
    values[sum] = loop.total
    let isLost = endsSumsThatAreNotFinite && loop.total?.number?.isFinite == false
    guard loop.current < loop.last, errors.isEmpty, !isLost else {
      loops.append(loop)
      return nil
    }
    loop.current += 1
    values[loop.node] = Value(Double(loop.current))
    loops.append(loop)
    return loop.node + 1
  }

  // MARK: Values

  private mutating func value(of node: Int) -> Value? {
    switch expression.nodes[node].kind {
    case .number(let number): return Value(number)
    case .constant(let constant): return Value(constant.value)
    case .name(let place): return value(named: expression.freeNames[place], at: node)
    case .binding(let place): return values[expression.bindings[place].root]
    case .counter(let loop): return values[loop]
    case .loop(_, let first, let last):
      loops.append(Loop(node: node, current: first, last: last))
      return Value(Double(first))
    case .sum:
      return loops.popLast()?.total
    case .negate: return values[node - 1].map { -$0 }
    case .binary(let join): return value(of: node) { join($0[0], $0[1]) }
    case .call(let place): return value(of: node, Function.table[place].apply)
    case .invoke(let name, let keywords): return invoke(name, keywords, at: node)
    }
  }

  /// The values of a node's operands, if there are all of them.
  private func operands(of node: Int) -> [Value]? {
    let operands = expression.nodes.operands(of: node).compactMap { values[$0] }
    return operands.count == expression.nodes.operands(of: node).count ? operands : nil
  }

  private mutating func value(of node: Int, _ function: ([Value]) -> Value) -> Value? {
    guard let operands = operands(of: node) else { return nil }
    guard combined(operands.map(\.shape)) != nil else {
      let counts = operands.map(\.shape).filter { !$0.isScalar }.map { "\($0.count)" }
      report(
        .init(
          code: .wrongType, found: "fields of \(counts.joined(separator: " and ")) values",
          expected: ["fields of one shape"]), at: node)
      return nil
    }
    return function(operands)
  }

  /// The shape of what is computed point by point; nil if fields differ.
  private func combined(_ shapes: [Shape]) -> Shape? {
    let fields = shapes.filter { !$0.isScalar }
    guard let first = fields.first else { return .scalar }
    return fields.allSatisfy { $0 == first } ? first : nil
  }

  private mutating func value(named name: String, at node: Int) -> Value? {
    if let value = environment.values[name] { return value }
    guard errors.count < ExpressionErrors.limit else { return nil }
    report(
      expression.unknownName(
        name, known: environment.values.keys.sorted(), absent: environment.absent), at: node)
    return nil
  }

  // MARK: Functions of the environment

  private mutating func invoke(_ name: String, _ keywords: [String?], at node: Int) -> Value? {
    guard let function = environment.functions[name] else {
      guard errors.count < ExpressionErrors.limit else { return nil }
      report(
        expression.unknownFunction(
          name, operandCount: keywords.count, functions: environment.functions.keys,
          absent: environment.absent, isValue: { environment.values[$0] != nil }), at: node)
      return nil
    }
    let nodes = expression.nodes.operands(of: node)
    guard let order = order(of: function, name, keywords, nodes, at: node) else { return nil }
    var operands: [Value] = []
    for (index, declared) in function.operands.enumerated() {
      guard let value = values[nodes[order[index]]] else { continue }
      guard declared.kind.allows(value.shape) else {
        report(
          .init(
            code: .wrongType, found: value.shape.isScalar ? "a single number" : "a field",
            expected: [declared.kind == .scalar ? "a single number" : "a field"]),
          at: nodes[order[index]])
        continue
      }
      operands.append(value)
    }
    guard operands.count == function.operands.count else { return nil }
    do throws(Expression.EnvironmentFunction.Refusal) {
      return try function.apply(operands)
    } catch {
      let place = order.indices.contains(error.operand) ? nodes[order[error.operand]] : node
      report(.init(code: .invalidArgument, found: error.reason), at: place)
      return nil
    }
  }

  /// For each declared operand its place in the text; nil after reporting that they don't fit.
  private mutating func order(
    of function: Expression.EnvironmentFunction, _ name: String, _ keywords: [String?],
    _ nodes: [Int], at node: Int
  ) -> [Int]? {
    let signature = function.signature(name)
    let declared = function.operands.filter(\.isKeyword).map(\.name)
    for (index, keyword) in keywords.enumerated() {
      guard let keyword else { continue }
      guard declared.contains(keyword), keywords.firstIndex(of: keyword) == index else {
        let missing = declared.filter { !keywords.contains($0) }
        report(
          .init(
            code: .unexpectedKeyword, found: keyword, expected: [signature],
            suggestion: resemblance(of: keyword, among: missing)), at: nodes[index])
        return nil
      }
    }
    let places = keywords.indices.filter { keywords[$0] == nil }
    let positional = function.operands.count { !$0.isKeyword }
    guard places.count == positional, keywords.count == function.operands.count else {
      report(
        .init(code: .wrongArity, found: "\(keywords.count)", expected: [signature]), at: node)
      return nil
    }
    return places
      + function.operands.dropFirst(positional).compactMap { keywords.firstIndex(of: $0.name) }
  }

  // MARK: Errors

  private mutating func report(_ finding: ExpressionError.Finding, at node: Int) {
    let error = expression.error(finding, at: expression.nodes[node].range)
    if errors.count < ExpressionErrors.limit, !errors.contains(error) { errors.append(error) }
  }
}

extension Expression.EnvironmentFunction.Kind {
  fileprivate func allows(_ shape: Shape) -> Bool {
    switch self {
    case .scalar: shape.isScalar
    case .field: !shape.isScalar
    case .any: true
    }
  }
}

extension Expression.EnvironmentFunction {
  func signature(_ name: String) -> String { Self.signature(name, operands) }

  /// How a function of these operands is called, for people: `at(field, x = …)`.
  public static func signature(_ name: String, _ operands: [Operand]) -> String {
    let list = operands.map { $0.isKeyword ? "\($0.name) = …" : $0.name }
    return "\(name)(\(list.joined(separator: ", ")))"
  }
}
