import Autodiff
import Synchronization

/// A field computed from several fields by a traced function, as one operator: its derivatives by one operand,
/// with the others as they are, are there for the asking, even where the others depend on it.
///
/// The derivatives are operators of the same kind, traced when they are first needed.
final class TracedFunction: DifferentiableOperator {
  /// A field from operands of the shapes agreed on.
  typealias Function = @Sendable (_ operands: [Value]) -> Value

  let inputShapes: [Shape]
  let outputShape: Shape
  private let function: Function
  private let program: Program
  private let known = Mutex<(backward: TracedFunction?, forward: TracedFunction?)>((nil, nil))

  /// Traces and compiles the function.
  init(_ inputShapes: [Shape], _ function: @escaping Function) {
    let graph = Graph()
    let inputs = inputShapes.map { graph.input($0) }
    let output = function(inputs)
    self.inputShapes = inputShapes
    outputShape = output.shape
    self.function = function
    program = Program(graph, inputs: inputs, outputs: [output])
  }

  /// All cotangents, one after the other.
  private var backward: TracedFunction {
    known.withLock { [inputShapes, outputShape, function] known in
      if let backward = known.backward { return backward }
      let backward = TracedFunction(inputShapes + [outputShape]) { operands in
        let (x, w) = (Array(operands.dropLast()), operands[operands.count - 1])
        return concatenate(Autodiff.pullback([(function(x), w)], to: x))
      }
      known.backward = backward
      return backward
    }
  }

  private var forward: TracedFunction {
    known.withLock { [inputShapes, outputShape, function] known in
      if let forward = known.forward { return forward }
      let forward = TracedFunction(inputShapes + inputShapes) { operands in
        let x = Array(operands[..<inputShapes.count])
        let tangents = zip(x, operands[inputShapes.count...]).map { (value: $0, tangent: $1) }
        let y = function(x)
        guard let graph = x[0].graph else { return y }
        return graph.lift(Autodiff.pushforward(tangents, to: [y])[0], to: outputShape)
      }
      known.forward = forward
      return forward
    }
  }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let all = Autodiff.apply(backward, operands + [cotangent])
    var start = 0
    return inputShapes.map { shape in
      defer { start += shape.count }
      return shape.isScalar ? all[start] : all[start..<start + shape.count]
    }
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    guard let graph = operands.lazy.compactMap(\.graph).first else { return nil }
    let all = zip(tangents, inputShapes).map { $0 ?? graph.lift(0, to: $1) }
    return Autodiff.apply(forward, operands + all)
  }

  /// Runs the program; allocates what it needs.
  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    let output = self(operands.arrays)
    for index in y.indices { y[index] = output[index] }
  }

  /// The function of numbers.
  func callAsFunction(_ fields: [[Double]]) -> [Double] {
    program.withWorkspace { workspace in
      workspace.set(fields, inputShapes)
      workspace.run()
      return workspace.output(0)
    }
  }
}

extension Operands {
  /// The values of all operands.
  var arrays: [[Double]] {
    var fields: [[Double]] = []
    for index in 0..<count {
      let span = self[index]
      var values: [Double] = []
      values.reserveCapacity(span.count)
      for place in span.indices { values.append(span[place]) }
      fields.append(values)
    }
    return fields
  }
}

extension Workspace {
  /// Sets the first inputs.
  func set(_ fields: [[Double]], _ shapes: [Shape]) {
    for (index, field) in fields.enumerated() {
      if shapes[index].isScalar {
        setInput(index, to: field[0])
      } else {
        setInput(index, to: field)
      }
    }
  }
}
