import Synchronization

/// The memory in which a program runs: inputs are set, the program is run, outputs are read.
///
/// A workspace belongs to one thread at a time. Inputs keep their values from run to run.
public final class Workspace {
  private let program: Program
  private let memory: AlignedBuffer

  init(_ program: Program, memory: AlignedBuffer) {
    self.program = program
    self.memory = memory
  }

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

/// The memory of workspaces between runs. Not the workspaces themselves: they own the program, which
/// owns this.
///
/// Large pieces are given back to the system, since a program may be kept for long after its last
/// run.
final class MemoryStock: Sendable {
  private static let largestKept = 4 << 20

  /// `@unchecked Sendable`: whoever takes a piece from the stock is its only owner.
  private struct Kept: @unchecked Sendable {
    let memory: AlignedBuffer
  }

  private let kept = Mutex<[Kept]>([])

  func take() -> AlignedBuffer? { kept.withLock { $0.popLast() }?.memory }

  func putBack(_ memory: AlignedBuffer) {
    guard memory.count * MemoryLayout<Double>.stride <= MemoryStock.largestKept else { return }
    let memory = Kept(memory: memory)
    kept.withLock { $0.append(memory) }
  }
}
