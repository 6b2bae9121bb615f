/// Forward mode as a transform of the graph: the tangents of `outputs`, given those of `inputs`, as
/// new values of the same graph. They can be differentiated again.
///
/// - Parameters:
///   - inputs: values and their tangents; a scalar tangent of a field stands for the field with
///     that value everywhere.
///   - outputs: any values.
/// - Returns: per output J·tangent, of the output's shape; zero if it depends on no input.
public func pushforward(_ inputs: [(value: Value, tangent: Value)], to outputs: [Value]) -> [Value]
{
  guard let graph = (inputs.map(\.value) + outputs).lazy.compactMap(\.graph).first else {
    return outputs.map { _ in 0 }
  }
  let seeds = inputs.map { (node: graph.node(of: $0.value), input: $0) }
  let last = graph.nodes.count
  let depends = graph.dependents(of: seeds.map(\.node), below: last)
  var tangents = [Value?](repeating: nil, count: last)
  for (node, input) in seeds {
    let tangent = graph.lift(input.tangent, to: input.value.shape)
    tangents[node] = tangents[node].map { $0 + tangent } ?? tangent
  }
  for node in 0..<last where depends[node] && tangents[node] == nil {
    let definition = graph.nodes[node]
    tangents[node] = definition.operation.pushforward(
      definition.operands.map { Value(graph, $0) }, result: Value(graph, node),
      tangents: definition.operands.map { tangents[$0] })
  }
  return outputs.map { output in
    guard output.graph != nil, let tangent = tangents[graph.node(of: output)] else {
      return graph.lift(0, to: output.shape)
    }
    return graph.lift(tangent, to: output.shape)
  }
}
