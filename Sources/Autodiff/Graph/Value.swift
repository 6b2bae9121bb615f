/// A number or field that is being computed: what a traced function works on.
///
/// A value is either a known number or a node of a graph. Arithmetic and functions on values record
/// what they do; nothing is computed until a `Program` runs. A scalar combines with a field
/// point by point. Fields combine only with fields of the same shape; anything else is an error of
/// the program and stops it, like an index out of range.
public struct Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  enum Storage {
    case constant(Double)
    case node(Graph, Int)
  }

  let storage: Storage

  /// A known number.
  public init(_ number: Double) { storage = .constant(number) }

  /// A known number, so that literals can stand in formulas.
  public init(floatLiteral number: Double) { self.init(number) }

  /// A known number, so that literals can stand in formulas.
  public init(integerLiteral number: Int) { self.init(Double(number)) }

  init(_ graph: Graph, _ node: Int) { storage = .node(graph, node) }

  /// Scalar, or the field's extents.
  public var shape: Shape {
    switch storage {
    case .constant: .scalar
    case .node(let graph, let node): graph.shape(of: node)
    }
  }

  /// The graph this is a node of; nil for a number.
  package var graph: Graph? {
    if case .node(let graph, _) = storage { graph } else { nil }
  }

  /// The number, if it is known while tracing.
  package var number: Double? {
    switch storage {
    case .constant(let number): return number
    case .node(let graph, let node):
      if case .constant(let bits) = graph.nodes[node].operation { return Double(bitPattern: bits) }
      return nil
    }
  }

  /// The field, if it is known while tracing.
  var knownField: KnownField? {
    guard case .node(let graph, let node) = storage,
      case .constantField(let index) = graph.nodes[node].operation
    else { return nil }
    return graph.constantFields[index]
  }

  /// The elements of the field, if it is known while tracing.
  var constantField: [Double]? { knownField?.values }

  /// Whether this is a known field of zeros.
  var isZeroField: Bool {
    guard case .node(let graph, let node) = storage,
      case .constantField(let index) = graph.nodes[node].operation
    else { return false }
    return graph.isZero(constantField: index)
  }

  /// Whether this is a number or a field known while tracing.
  var isConstant: Bool { number != nil || knownField != nil }

  /// The operation and the operands that made this value; nil for a number.
  var definition: (operation: Operation, operands: [Value])? {
    guard case .node(let graph, let node) = storage else { return nil }
    let definition = graph.nodes[node]
    return (definition.operation, definition.operands.map { Value(graph, $0) })
  }

  /// Whether both are the same node, or the same number.
  package func isSame(as other: Value) -> Bool {
    switch (storage, other.storage) {
    case (.constant(let a), .constant(let b)): a.bitPattern == b.bitPattern
    case (.node(let g, let a), .node(let h, let b)): g === h && a == b
    default: false
    }
  }
}
