/// Reverse mode as a transform of the graph: the cotangents of `inputs`, given those of `outputs`,
/// as new values of the same graph. They can be differentiated again.
///
/// - Parameters:
///   - outputs: values and their cotangents; a scalar cotangent of a field stands for the field with
///     that value everywhere.
///   - inputs: any values that the outputs may depend on.
/// - Returns: per input Jᵀ·cotangent, of the input's shape; zero if nothing depends on it.
public func pullback(_ outputs: [(value: Value, cotangent: Value)], to inputs: [Value]) -> [Value] {
  guard let graph = (inputs + outputs.map(\.value)).lazy.compactMap(\.graph).first else {
    return inputs.map { _ in 0 }
  }
  let last = graph.nodes.count
  let targets = inputs.map { graph.node(of: $0) }
  let depends = graph.dependents(of: targets, below: last)
  var cotangents = [Cotangent?](repeating: nil, count: graph.nodes.count)
  func accumulate(_ cotangent: Cotangent, at node: Int) {
    cotangents[node] = cotangents[node].map { $0 + cotangent } ?? cotangent
  }
  for (value, cotangent) in outputs where value.graph != nil {
    accumulate(Cotangent(value: cotangent, mask: nil), at: graph.node(of: value))
  }
  var reads: [Int: [FieldRead]] = [:]
  for node in stride(from: last - 1, through: 0, by: -1) where depends[node] {
    if let reads = reads.removeValue(forKey: node) {
      accumulate(graph.collect(reads, shape: graph.shape(of: node)), at: node)
    }
    guard let cotangent = cotangents[node] else { continue }
    let definition = graph.nodes[node]
    if let start = definition.operation.readStart {
      reads[definition.operands[0], default: []].append(
        FieldRead(start: start, shape: definition.shape, cotangent: cotangent))
      continue
    }
    let operands = definition.operands.map { Value(graph, $0) }
    let contributions = definition.operation.pullback(
      operands, result: Value(graph, node), cotangent: cotangent)
    for (operand, contribution) in zip(definition.operands, contributions) where depends[operand] {
      if let contribution { accumulate(contribution, at: operand) }
    }
  }
  return zip(inputs, targets).map { input, target in
    graph.lift(cotangents[target]?.value ?? 0, to: input.shape)
  }
}

extension Graph {
  /// For each of the first `count` nodes, whether it depends on one of the targets.
  func dependents(of targets: [Int], below count: Int) -> [Bool] {
    var depends = [Bool](repeating: false, count: nodes.count)
    for target in targets { depends[target] = true }
    for node in 0..<count where !depends[node] {
      depends[node] = nodes[node].operands.contains { depends[$0] }
    }
    return depends
  }

  /// A derivative that may stand for a field by a scalar, as a value of full shape.
  package func lift(_ derivative: Value, to shape: Shape) -> Value {
    guard derivative.shape != shape else { return derivative }
    return broadcast(Value(self, node(of: derivative)), to: shape)
  }
}
