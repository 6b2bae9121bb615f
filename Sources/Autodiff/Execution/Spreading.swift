import CKernels

/// Which known fields passes spread from the numbers of an axis, rather than reading them from memory.
struct Spreading {
  /// The fields by their nodes.
  private(set) var fields: [Int: AxisField] = [:]

  private let graph: Graph
  private let absorbed: [Bool]

  /// - Parameters:
  ///   - graph: the nodes and their operands.
  ///   - blocks: what is computed.
  ///   - absorbed: products that sums compute themselves.
  ///   - outputs: nodes that have to be whole.
  init(_ graph: Graph, blocks: [Schedule.Block], absorbed: [Bool], outputs: [Int]) {
    self.graph = graph
    self.absorbed = absorbed
    var read: Set<Int> = []
    var whole = Set(outputs)
    for block in blocks {
      for node in block.nodes {
        for source in graph.sources(of: node, absorbed: absorbed) {
          guard case .constantField = graph.nodes[source].operation,
            graph.shape(of: source).count >= Recomputation.shortest
          else { continue }
          if case .fields = block { read.insert(source) } else { whole.insert(source) }
        }
      }
    }
    for node in read.subtracting(whole) {
      guard case .constantField(let index) = graph.nodes[node].operation else { continue }
      fields[node] = AxisField(graph.constantFields[index])
    }
  }

  /// The blocks; passes begin with what they spread.
  func applied(to blocks: [Schedule.Block]) -> [Schedule.Block] {
    if fields.isEmpty { return blocks }
    return blocks.map { block in
      guard case .fields(let nodes, let count) = block else { return block }
      let sources = Set(nodes.flatMap { graph.sources(of: $0, absorbed: absorbed) })
      let spread = sources.filter { fields[$0] != nil }
      return .fields((spread + nodes).sorted(), count: count)
    }
  }
}

extension AxisField {
  /// The values, with as many of them again as a tile may read from any place.
  var padded: [Double] {
    values + (0..<Lowering.tile).map { values[$0 % values.count] }
  }

  /// What the machine has to know: the number of values, and the elements in a row of each.
  var layout: [Double] { [Double(values.count), Double(inner)] }
}
