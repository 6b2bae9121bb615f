/// The Hessian of a scalar times a direction, as values of the same graph: forward mode over reverse mode,
/// at the cost of a few gradients whatever the number of inputs.
///
/// - Parameters:
///   - objective: a scalar.
///   - inputs: what it depends on, and a direction for each, of the input's shape.
/// - Returns: per input Σⱼ (∂²f/∂xᵢ∂xⱼ) vⱼ, of the input's shape.
public func hessianProduct(
  of objective: Value, along inputs: [(value: Value, direction: Value)]
) -> [Value] {
  let gradient = gradient(of: objective, withRespectTo: inputs.map(\.value))
  return pushforward(inputs.map { ($0.value, tangent: $0.direction) }, to: gradient)
}

/// The derivative of a function of several numbers in a direction: J v, forward mode.
public func directionalDerivative(
  _ f: ([Value]) -> Value, _ x: [Double], along v: [Double]
) -> Double {
  evaluate(at: x) { inputs in
    pushforward(zip(inputs, v).map { ($0, tangent: Value($1)) }, to: [f(inputs)])
  }[0]
}

/// H v of a function of several numbers, H its Hessian.
public func hessianProduct(_ f: ([Value]) -> Value, _ x: [Double], along v: [Double]) -> [Double] {
  evaluate(at: x) { inputs in
    hessianProduct(of: f(inputs), along: zip(inputs, v).map { ($0, direction: Value($1)) })
  }
}

/// The matrix of second derivatives of a function of several numbers, row by row.
public func hessian(_ f: ([Value]) -> Value, _ x: [Double]) -> [[Double]] {
  let entries = evaluate(at: x) { inputs in
    let gradient = gradient(of: f(inputs), withRespectTo: inputs)
    return gradient.flatMap { Autodiff.gradient(of: $0, withRespectTo: inputs) }
  }
  return x.indices.map { Array(entries[$0 * x.count..<($0 + 1) * x.count]) }
}

/// Traces, compiles and runs a function of several numbers once.
private func evaluate(at x: [Double], _ f: ([Value]) -> [Value]) -> [Double] {
  let graph = Graph()
  let inputs = x.map { _ in graph.input() }
  return Program(graph, inputs: inputs, outputs: f(inputs)).run(scalars: x)
}
