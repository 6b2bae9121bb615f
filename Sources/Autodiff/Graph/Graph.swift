/// A computation in static single assignment form, under construction: a flat list of nodes, each
/// of which reads earlier ones only.
///
/// A graph belongs to the function that traces it and is used from one thread. Equal nodes are made
/// once (hash-consing), so common subexpressions cost nothing. Derivatives are further nodes of
/// the same graph. `Program` turns a graph into something that runs.
public final class Graph {
  /// One operation applied to earlier nodes.
  struct Node: Hashable {
    let operation: Operation
    let operands: [Int]
    let shape: Shape
  }

  private(set) var nodes: [Node] = []
  private(set) var constantFields: [KnownField] = []
  /// The numbers that are kept of all constant fields.
  private(set) var constantCount = 0
  /// The most numbers in constant fields for which more of them are computed while tracing: 256 MB.
  var constantBudget = 1 << 25
  /// Of known fields that are products of another one and of one that repeats the numbers of an axis: these.
  var axisFactors: [Int: AxisFactor] = [:]
  private var zeroFields: [Bool] = []
  private var known: [Node: Int] = [:]
  private var knownFields: [KnownField: Int] = [:]
  private var inputCount = 0

  /// The rewrites that are applied to each new node.
  let simplifications: Simplifications

  /// Makes an empty graph.
  ///
  /// - Parameter simplifications: the algebra to apply while tracing; switched off only to measure
  ///   or to test what it brings.
  public init(simplifications: Simplifications = .all) {
    self.simplifications = simplifications
  }

  /// A new independent variable. Each call makes another one.
  public func input(_ shape: Shape = .scalar) -> Value {
    defer { inputCount += 1 }
    return append(Node(operation: .input(inputCount), operands: [], shape: shape))
  }

  /// A field that never changes, such as the coordinates of a grid.
  ///
  /// Equal fields, bit for bit, are kept once.
  public func constant(_ field: [Double]) -> Value {
    constant(field, shape: .field(field.count))
  }

  func constant(_ field: [Double], shape: Shape) -> Value {
    constant(KnownField(field), shape: shape)
  }

  func constant(_ field: KnownField, shape: Shape) -> Value {
    let index = knownFields[field] ?? constantFields.count
    if index == constantFields.count {
      constantFields.append(field)
      constantCount += field.keptCount
      zeroFields.append(field.isZero)
      knownFields[field] = index
    }
    return append(Node(operation: .constantField(index), operands: [], shape: shape))
  }

  /// The node of a number.
  func constant(_ number: Double) -> Int {
    index(of: Node(operation: .constant(bits: number.bitPattern), operands: [], shape: .scalar))
  }

  /// The node of a value of this graph; one is made for a number.
  func node(of value: Value) -> Int {
    switch value.storage {
    case .constant(let number): return constant(number)
    case .node(let graph, let node):
      precondition(graph === self, "a value of another graph")
      return node
    }
  }

  /// Whether a field of the table is zero everywhere.
  func isZero(constantField index: Int) -> Bool { zeroFields[index] }

  func shape(of node: Int) -> Shape { nodes[node].shape }

  /// The value that results from an operation, simplified if a rule applies.
  func apply(_ operation: Operation, _ operands: [Value], shape: Shape) -> Value {
    if let simpler = simplify(operation, operands, shape: shape) { return simpler }
    var nodes = operands.map(node(of:))
    if case .elementwise(let function) = operation, function.isCommutative { nodes.sort() }
    return append(Node(operation: operation, operands: nodes, shape: shape))
  }

  private func append(_ node: Node) -> Value { Value(self, index(of: node)) }

  /// The index of a node, which is added if there is none like it.
  func index(of node: Node) -> Int {
    if let index = known[node] { return index }
    nodes.append(node)
    known[node] = nodes.count - 1
    return nodes.count - 1
  }
}
