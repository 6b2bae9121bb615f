import Synchronization

/// The memory in which a program runs: inputs are set, the program is run, outputs are read.
///
/// A workspace belongs to one thread at a time. Inputs keep their values from run to run.
public final class Workspace {
  private let program: Program
  private let memory: AlignedBuffer

  init(_ program: Program) {
    self.program = program
    memory = AlignedBuffer(count: program.workspaceCount)
  }

  /// Bytes of memory.
  var byteCount: Int { memory.count * MemoryLayout<Double>.stride }

  /// Sets a scalar input.
  public func setInput(_ index: Int, to number: Double) {
    precondition(program.inputShapes[index].isScalar, "input \(index) is a field")
    memory[program.inputs[index].offset] = number
  }

  /// Sets a field.
  public func setInput(_ index: Int, to field: [Double]) {
    let count = program.inputShapes[index].count
    precondition(field.count == count, "input \(index) has \(count) values")
    memory.copy(from: field, at: program.inputs[index].offset)
  }

  /// Computes all outputs.
  public func run() { program.code.run(on: memory) }

  /// A scalar output of the last run.
  public func scalarOutput(_ index: Int) -> Double {
    precondition(program.outputShapes[index].isScalar, "output \(index) is a field")
    return program.code.readScalar(program.outputs[index], from: memory)
  }

  /// The values of an output of the last run.
  public func output(_ index: Int) -> [Double] {
    program.code.read(program.outputs[index], from: memory)
  }
}

/// Workspaces between runs.
///
/// Large ones are given back to the system, since a program may be kept for long after its last run.
final class WorkspaceStock: Sendable {
  private static let largestKept = 4 << 20

  /// `@unchecked Sendable`: whoever takes a workspace from the stock is its only owner.
  private struct Kept: @unchecked Sendable {
    let workspace: Workspace
  }

  private let kept = Mutex<[Kept]>([])

  func take() -> Workspace? { kept.withLock { $0.popLast() }?.workspace }

  func putBack(_ workspace: Workspace) {
    guard workspace.byteCount <= WorkspaceStock.largestKept else { return }
    let workspace = Kept(workspace: workspace)
    kept.withLock { $0.append(workspace) }
  }
}
