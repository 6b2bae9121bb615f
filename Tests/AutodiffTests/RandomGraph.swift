import Randomness

@testable import Autodiff

/// A random computation that follows from its seed alone, so that it can be traced again with other
/// rewrites.
///
/// Every operation maps [−2, 2] into itself and has a derivative of the order of 1: nothing overflows,
/// and the condition of the whole stays that of a few dozen well-conditioned steps.
struct RandomGraph {
  let graph: Graph
  /// Two scalars and, per length, two fields; the last field of each length is used by nothing.
  let inputs: [Value]
  /// Everything that was computed, in order.
  let values: [Value]
  /// A scalar that depends on most of it.
  let objective: Value
  /// Values and a direction for the inputs.
  let point: [[Double]]
  let direction: [[Double]]

  /// Lengths of one element, around a vector, around a block of 1024, and beyond two blocks.
  static let lengths = [1, 2, 7, 8, 9, 127, 1023, 1024, 1025, 2060]

  init(
    seed: UInt64, steps: Int = 40, simplifications: Simplifications = .all,
    lengths: [Int]? = nil
  ) {
    var generator = SeededGenerator(seed: seed)
    let chosen = Array(RandomGraph.lengths.shuffled(using: &generator)[..<2])
    let shapes = (lengths ?? chosen).map(Shape.field)
    let graph = Graph(simplifications: simplifications)
    self.graph = graph
    let fields = shapes.flatMap { [graph.input($0), graph.input($0)] }
    let unused = shapes.map { graph.input($0) }
    inputs = [graph.input(), graph.input()] + fields + unused
    var tracer = Tracer(graph: graph, generator: generator, shapes: shapes)
    tracer.values = Array(inputs[..<2]) + fields
    for _ in 0..<steps { tracer.addStep() }
    values = tracer.values
    objective = values.suffix(12).reduce(Value(0)) { $0 + mean($1) }
    var last = tracer.generator
    point = inputs.map { last.vector($0.shape.count, in: -1.5...1.5) }
    direction = inputs.map { last.vector($0.shape.count) }
  }

  /// The tangent vector of all inputs, as constants.
  var seeds: [(value: Value, tangent: Value)] {
    zip(inputs, direction).map { input, direction in
      (input, input.shape.isScalar ? Value(direction[0]) : graph.constant(direction))
    }
  }

  func compile(_ outputs: [Value]) -> Program {
    Program(graph, inputs: inputs, outputs: outputs)
  }

  /// Every node by the naive interpreter.
  func interpret() throws -> Interpreter<Double> {
    try Interpreter(graph, inputs: Array(zip(inputs, point)))
  }

  /// Every node and, in the imaginary part, its derivative along `direction`, times the complex step.
  func interpretComplex() throws -> Interpreter<Complex> {
    let values = zip(point, direction).map { point, direction in
      zip(point, direction).map { Complex($0, $1 * Complex.step) }
    }
    return try Interpreter(graph, inputs: Array(zip(inputs, values)))
  }
}

private struct Tracer {
  let graph: Graph
  var generator: SeededGenerator
  let shapes: [Shape]
  var values: [Value] = []

  /// One of the recent values, or any value of a shape.
  private mutating func pick(_ shape: Shape? = nil) -> Value {
    let candidates = values.filter { shape == nil || $0.shape == shape }
    let recent = Array(candidates.suffix(Bool.random(using: &generator) ? 6 : candidates.count))
    return recent[Int.random(in: 0..<recent.count, using: &generator)]
  }

  mutating func addStep() {
    let x = pick()
    switch Int.random(in: 0..<10, using: &generator) {
    case 0..<4: values.append(unary(x))
    case 4..<8: values.append(binary(x, partner(of: x)))
    default: values.append(structural(x))
    }
  }

  /// A value that can be combined with x: of its shape, or a scalar where it is a field.
  private mutating func partner(of x: Value) -> Value {
    if x.shape.isScalar { return pick() }
    return pick(Bool.random(using: &generator) ? x.shape : .scalar)
  }

  private mutating func unary(_ x: Value) -> Value {
    switch Int.random(in: 0..<16, using: &generator) {
    case 0: sin(x)
    case 1: cos(x)
    case 2: tanh(x)
    case 3: exp(-square(x))
    case 4: reciprocal(1 + square(x))
    case 5: 0.8 * sqrt(1 + x * x)
    case 6: log(1 + square(x))
    case 7: log1p(0.5 * x * x)
    case 8: 0.25 * exp(0.5 * x)
    case 9: 0.5 * power(1 + square(x), 0.7)
    case 10: -x
    case 11: x * -1
    case 12: (x * 1 + 0) / 1 - 0
    case 13: 0.5 * (x - -x)
    case 14: 0.25 * sinh(x)
    default: Value(generator.vector(1)[0]) * x
    }
  }

  private mutating func binary(_ x: Value, _ y: Value) -> Value {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: 0.5 * (x + y)
    case 1: 0.5 * (x - y)
    case 2: 0.5 * (y - x)
    case 3: x * y / 2
    case 4: x / (2 + square(y))
    case 5: y / (2 + square(x))
    case 6: power(1 + square(x), 0.2 * y)
    case 7: 0.5 * (x - -y)
    case 8: max(x, y)
    case 9: min(y, 0.9 * x)
    case 10: `where`(x - y, 0.5 * (x + y), y)
    default: 0.5 * (-x + y)
    }
  }

  private mutating func structural(_ x: Value) -> Value {
    guard !x.shape.isScalar else {
      if Bool.random(using: &generator) {
        let field = pick(shapes[Int.random(in: 0..<shapes.count, using: &generator)])
        return field.replacing(Int.random(in: 0..<field.shape.count, using: &generator), with: x)
      }
      let shape = shapes[Int.random(in: 0..<shapes.count, using: &generator)]
      return broadcast(x, to: shape)
    }
    let count = x.shape.count
    let point = Int.random(in: 0..<count, using: &generator)
    switch Int.random(in: 0..<15, using: &generator) {
    case 0: return mean(x)
    case 5: return x[point]
    case 6: return concatenate([x[point..<count], x[0..<point]])
    case 7: return reverse(x)
    case 8: return circularShift(x, by: point)
    case 9: return x.replacing(point..<count, with: pick(x.shape)[point..<count])
    case 10: return max(x)
    case 11: return min(x)
    case 12: return norm(x) / Double(count).squareRoot()
    case 13 where count <= 127:
      return apply(Convolution(count: count), [x, pick(x.shape), Value(0.5 / Double(count))])
    case 1: return dot(x, pick(x.shape)) / Double(2 * count)
    case 2: return sum(square(x)) / Double(2 * count)
    case 3: return apply(RingStencil(count: count), x)
    case 4: return apply(RingStencil(count: count), -(0.9 * x))
    default: return 0.5 * (x + graph.constant(generator.vector(count)))
    }
  }
}
