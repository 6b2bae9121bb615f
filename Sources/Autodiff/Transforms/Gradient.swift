/// The gradient of a scalar with respect to values it depends on, as values of the same graph: the
/// pullback of 1.
public func gradient(of objective: Value, withRespectTo inputs: [Value]) -> [Value] {
  precondition(objective.shape.isScalar, "only a scalar has a gradient")
  return pullback([(objective, 1)], to: inputs)
}

/// f(x) and f′(x) of a function of one number.
public func valueAndGradient(
  _ f: (Value) -> Value, _ x: Double
) -> (value: Double, gradient: Double) {
  let (value, gradient) = valueAndGradient({ (x: [Value]) in f(x[0]) }, [x])
  return (value, gradient[0])
}

/// f′(x) of a function of one number.
public func gradient(_ f: (Value) -> Value, _ x: Double) -> Double {
  valueAndGradient(f, x).gradient
}

/// f(x₁, …) and its partial derivatives, of a function of several numbers.
public func valueAndGradient(
  _ f: ([Value]) -> Value, _ x: [Double]
) -> (value: Double, gradient: [Double]) {
  let graph = Graph()
  let inputs = x.map { _ in graph.input() }
  let value = f(inputs)
  let gradient = gradient(of: value, withRespectTo: inputs)
  let program = Program(graph, inputs: inputs, outputs: [value] + gradient)
  let outputs = program.run(scalars: x)
  return (outputs[0], Array(outputs[1...]))
}

/// The partial derivatives of a function of several numbers.
public func gradient(_ f: ([Value]) -> Value, _ x: [Double]) -> [Double] {
  valueAndGradient(f, x).gradient
}

/// f(x) and its gradient, of a function of one field.
public func valueAndGradient(
  of f: (Value) -> Value, at field: [Double]
) -> (value: Double, gradient: [Double]) {
  let graph = Graph()
  let input = graph.input(.field(field.count))
  let value = f(input)
  let gradient = gradient(of: value, withRespectTo: [input])
  let program = Program(graph, inputs: [input], outputs: [value] + gradient)
  let workspace = program.makeWorkspace()
  workspace.setInput(0, to: field)
  workspace.run()
  return (workspace.scalarOutput(0), workspace.output(1))
}
