extension Schedule.Block {
  /// The nodes, in the order in which they are computed.
  var nodes: [Int] {
    switch self {
    case .scalars(let nodes): nodes
    case .fields(let nodes, count: _): nodes
    case .whole(let node): [node]
    }
  }

  /// The block without products that their sums compute, in an order in which a value is followed by
  /// its consumers where it can be, so that they find it in the accumulator.
  func chained(_ graph: Graph, absorbed: [Bool]) -> Schedule.Block {
    switch self {
    case .scalars(let nodes): .scalars(Chains(graph, nodes, absorbed: absorbed).order)
    case .fields(let nodes, let count):
      .fields(Chains(graph, nodes, absorbed: absorbed).order, count: count)
    case .whole: self
    }
  }
}

/// An order of a block's nodes in which consumers follow what they consume.
private struct Chains {
  private(set) var order: [Int] = []
  private let graph: Graph
  private let nodes: [Int]
  /// Per node of the block, by its index there.
  private var consumers: [[Int]]
  private var waitsFor: [Int]
  private var isDone: [Bool]
  private var firstOpen = 0

  init(_ graph: Graph, _ block: [Int], absorbed: [Bool]) {
    self.graph = graph
    nodes = block.filter { !absorbed[$0] }
    consumers = [[Int]](repeating: [], count: nodes.count)
    waitsFor = [Int](repeating: 0, count: nodes.count)
    isDone = [Bool](repeating: false, count: nodes.count)
    let indices = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    for (index, node) in nodes.enumerated() {
      for source in Set(graph.sources(of: node, absorbed: absorbed)) {
        guard let source = indices[source] else { continue }
        consumers[source].append(index)
        waitsFor[index] += 1
      }
    }
    order.reserveCapacity(nodes.count)
    var value: Int?
    while let next = next(after: value) {
      take(next)
      // A sum leaves the accumulator as it is.
      if graph.nodes[nodes[next]].operation != .sum { value = next }
    }
  }

  private mutating func take(_ index: Int) {
    isDone[index] = true
    order.append(nodes[index])
    for consumer in consumers[index] { waitsFor[consumer] -= 1 }
  }

  /// A consumer of the value, sums first, or else the first node that is left.
  private mutating func next(after value: Int?) -> Int? {
    if let value {
      let ready = consumers[value].filter { !isDone[$0] && waitsFor[$0] == 0 }
      if let sum = ready.first(where: { graph.nodes[nodes[$0]].operation == .sum }) { return sum }
      if let consumer = ready.first { return consumer }
    }
    while firstOpen < nodes.count, isDone[firstOpen] { firstOpen += 1 }
    return firstOpen < nodes.count ? firstOpen : nil
  }
}
