/// A compiled graph: outputs as a function of inputs, run as often as one likes.
///
/// A program is immutable and may be run by any number of threads at once, each with a workspace of
/// its own. A run neither allocates nor locks, unless a linear operator does: FFTW takes a buffer of its
/// own at some odd lengths.
public final class Program: Sendable {
  /// The shapes of the inputs, in the order given.
  public let inputShapes: [Shape]
  /// The shapes of the outputs, in the order given.
  public let outputShapes: [Shape]
  /// The number of kernel calls and operator applications of a run over one block.
  public let instructionCount: Int

  /// The inputs, by index, that change from point to point of a sweep.
  public let swept: [Int]

  let inputs: [Lowering.Place]
  let outputs: [Lowering.Place]
  /// How many values at one point come before those of each output, and how many there are in all.
  let starts: [Int]
  let code: Code
  let stock = FrameStock(largestKept: 4 << 20)

  /// Compiles the part of the graph on which the outputs depend.
  ///
  /// - Parameters:
  ///   - graph: where the values were traced.
  ///   - inputs: independent variables of the graph, each once; every variable on which an output
  ///     depends must be among them.
  ///   - outputs: any values of the graph, or numbers.
  ///   - swept: those of the inputs, by index, that change from point to point of a sweep; all if nil.
  ///     What does not depend on them is computed once per sweep.
  public init(_ graph: Graph, inputs: [Value], outputs: [Value], swept: [Int]? = nil) {
    let hoisted = AxisHoisting(
      graph, inputs: inputs.map(graph.node(of:)), outputs: outputs.map(graph.node(of:)))
    self.swept = swept ?? Array(inputs.indices)
    let lowering = Lowering(
      hoisted.graph, inputs: hoisted.inputs, outputs: hoisted.outputs,
      swept: self.swept.map { hoisted.inputs[$0] })
    inputShapes = inputs.map(\.shape)
    outputShapes = outputs.map(\.shape)
    self.inputs = hoisted.inputs.compactMap { lowering.places[$0] }
    self.outputs = hoisted.outputs.compactMap { lowering.places[$0] }
    starts = self.outputs.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    code = Code(lowering)
    instructionCount =
      lowering.instructions.count + lowering.operators.count + lowering.calls.count
  }

  /// The memory of one workspace.
  public var workspaceByteCount: Int { code.frameCount * MemoryLayout<Double>.stride }

  /// The memory that the program takes while it does not run: its constants, and the workspace of one
  /// thread, unless that is large and was given back.
  public var keptByteCount: Int {
    let frame = workspaceByteCount <= stock.largestKept ? workspaceByteCount : 0
    return code.constants.count * MemoryLayout<Double>.stride + frame
  }

  /// Memory to run in; keep it for many runs on one thread.
  public func makeWorkspace() -> Workspace {
    Workspace(self, Frame(code))
  }

  /// Lends a workspace from the program's own stock to `body`.
  public func withWorkspace<Result>(_ body: (Workspace) throws -> Result) rethrows -> Result {
    let frame = stock.take() ?? Frame(code)
    defer { stock.putBack(frame) }
    return try body(Workspace(self, frame))
  }

  /// One run of a program with scalar inputs and outputs.
  public func run(scalars: [Double]) -> [Double] {
    withWorkspace { workspace in
      for (index, scalar) in scalars.enumerated() { workspace.setInput(index, to: scalar) }
      workspace.run()
      return outputs.indices.map(workspace.scalarOutput)
    }
  }
}
