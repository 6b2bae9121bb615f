/// A linear map written as a traced function of one field, as an operator: its transpose is its
/// pullback. For maps that are composed of others.
public final class TracedOperator: LinearOperator {
  /// The number of values read.
  public let inputCount: Int
  /// The number of values written.
  public let outputCount: Int
  private let forward: Program
  private let backward: Program

  /// Traces and compiles the map and its transpose.
  ///
  /// - Parameters:
  ///   - inputCount: the number of values read.
  ///   - outputCount: the number of values written.
  ///   - map: a linear function from a field of `inputCount` values to one of `outputCount`.
  public convenience init(inputCount: Int, outputCount: Int, _ map: (Value) -> Value) {
    let graph = Graph()
    let input = graph.input(.field(inputCount))
    let cotangent = graph.input(.field(outputCount))
    let output = map(input)
    precondition(output.shape.count == outputCount, "the map gives \(output.shape.count) values")
    let pullback = pullback([(output, cotangent)], to: [input])
    self.init(
      inputCount: inputCount, outputCount: outputCount,
      forward: Program(graph, inputs: [input], outputs: [output]),
      backward: Program(graph, inputs: [cotangent], outputs: pullback))
  }

  private init(inputCount: Int, outputCount: Int, forward: Program, backward: Program) {
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.forward = forward
    self.backward = backward
  }

  /// None: programs have their own memory.
  public var scratchCount: Int { 0 }

  /// The pullback.
  public var transpose: any LinearOperator {
    TracedOperator(
      inputCount: outputCount, outputCount: inputCount, forward: backward, backward: forward)
  }

  /// Runs the program; allocates what it needs.
  public func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    var input: [Double] = []
    input.reserveCapacity(x.count)
    for index in x.indices { input.append(x[index]) }
    let output = forward.withWorkspace { workspace in
      workspace.setInput(0, to: input)
      workspace.run()
      return workspace.output(0)
    }
    for index in y.indices { y[index] = output[index] }
  }
}
