/// Long fields that are cheap to compute are computed again where a later pass reads them, rather than
/// written to memory and read back: recomputation where it beats memory. The bits are the same.
struct Recomputation {
  /// The length from which the fields of a computation don't stay in a core's own cache.
  static let shortest = 1 << 14
  /// The length from which they stay in no cache, or one that all cores share.
  static let long = 1 << 18
  /// The most operations that one value may take, from numbers and from what is given.
  static let dearest = 6
  /// The same for long fields: to write and to read a number takes as long as this many operations.
  static let dearestOfLong = 20

  private let graph: Graph
  private let outputs: Set<Int>
  /// The operations that each node takes from what is given; nil where it is to be stored.
  private var costs: [Int?]

  /// - Parameters:
  ///   - graph: the nodes and their operands.
  ///   - blocks: what is computed, in order.
  ///   - outputs: nodes that are stored in any case.
  init(_ graph: Graph, blocks: [Schedule.Block], outputs: [Int]) {
    self.graph = graph
    self.outputs = Set(outputs)
    costs = [Int?](repeating: nil, count: graph.nodes.count)
    for case .fields(let nodes, let count) in blocks where count >= Recomputation.shortest {
      let dearest =
        count >= Recomputation.long ? Recomputation.dearestOfLong : Recomputation.dearest
      for node in nodes { costs[node] = cost(of: node, upTo: dearest) }
    }
    // What is stored for others anyway is read.
    for case .whole(let node) in blocks {
      for operand in graph.nodes[node].operands { costs[operand] = nil }
    }
    for case .scalars(let nodes) in blocks {
      for node in nodes { for operand in graph.nodes[node].operands { costs[operand] = nil } }
    }
    // A line is a field of another length than those it is spread over.
    for case .fields(let nodes, _) in blocks {
      for node in nodes {
        for operand in graph.nodes[node].operands where graph.reads(node, wholeOf: operand) {
          costs[operand] = nil
        }
      }
    }
    for output in outputs { costs[output] = nil }
  }

  /// The blocks, with what they compute again.
  func applied(to blocks: [Schedule.Block]) -> [Schedule.Block] {
    blocks.map { block in
      guard case .fields(let nodes, let count) = block, count >= Recomputation.shortest else {
        return block
      }
      var known = Set(nodes)
      var added: [Int] = []
      var open = nodes
      while let node = open.popLast() {
        for operand in graph.nodes[node].operands
        where costs[operand] != nil && known.insert(operand).inserted {
          added.append(operand)
          open.append(operand)
        }
      }
      // One operation on what is at hand is cheaper than to read what is stored for others.
      let read = Set((added + nodes).flatMap { graph.nodes[$0].operands }).subtracting(known)
      for node in read.sorted() where !outputs.contains(node) && isAtHand(node, known) {
        known.insert(node)
        added.append(node)
      }
      // Nodes are numbered in an order in which they can be computed.
      return .fields((added + nodes).sorted(), count: count)
    }
  }

  /// Whether a field is one cheap operation on fields that a pass computes.
  private func isAtHand(_ node: Int, _ known: Set<Int>) -> Bool {
    guard case .elementwise(let function) = graph.nodes[node].operation,
      Recomputation.operations[function] == 1, !graph.shape(of: node).isScalar
    else { return false }
    return graph.nodes[node].operands.allSatisfy {
      graph.shape(of: $0).isScalar || known.contains($0)
    }
  }

  private func cost(of node: Int, upTo dearest: Int) -> Int? {
    switch graph.nodes[node].operation {
    case .spread, .ramp: return 1
    default: break
    }
    guard case .elementwise(let function) = graph.nodes[node].operation,
      var cost = Recomputation.operations[function]
    else { return nil }
    for operand in graph.nodes[node].operands
    where graph.nodes[operand].isComputed && !graph.shape(of: operand).isScalar {
      guard let own = costs[operand] else { return nil }
      cost += own
    }
    return cost <= dearest ? cost : nil
  }

  /// How long functions take, in additions.
  private static let operations: [Elementwise: Int] = [
    .add: 1, .subtract: 1, .multiply: 1, .negate: 1, .square: 1, .exp: 10,
  ]
}
