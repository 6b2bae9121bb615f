import CKernels

/// A program's instructions and constants in raw memory, and the loop that executes them.
///
/// `@unchecked Sendable`: everything is written in the initialiser and only read afterwards.
@safe final class Code: @unchecked Sendable {
  private let steps: [Lowering.Step]
  private let operators: [any LinearOperator]
  private let instructions: UnsafeMutableBufferPointer<ck_instruction>
  private let constants: AlignedBuffer

  init(_ lowering: Lowering) {
    steps = lowering.steps
    operators = lowering.operators
    constants = AlignedBuffer(count: lowering.constants.count)
    constants.copy(from: lowering.constants, at: 0)
    unsafe instructions = .allocate(capacity: lowering.instructions.count)
    _ = unsafe instructions.initialize(from: lowering.instructions)
  }

  deinit { unsafe instructions.deallocate() }

  /// Executes every step on a workspace of the program's size.
  func run(on workspace: AlignedBuffer) {
    for step in steps {
      switch step {
      case .run(let range, let count):
        guard let first = unsafe instructions.baseAddress else { continue }
        unsafe ck_run(
          first + range.lowerBound, range.count, workspace.base, constants.base, 0, count,
          Lowering.block)
      case .linear(let index, let input, let output, let scratch):
        let source = input >= 0 ? workspace : constants
        operators[index].apply(
          from: source, at: input >= 0 ? input : ~input, into: workspace, at: output,
          scratch: workspace, at: scratch)
      }
    }
  }

  /// The values at a place of the workspace or of the constants.
  func read(_ place: Lowering.Place, from workspace: AlignedBuffer) -> [Double] {
    place.offset >= 0
      ? workspace.array(at: place.offset, count: place.count)
      : constants.array(at: ~place.offset, count: place.count)
  }

  /// The first value at a place of the workspace or of the constants.
  func readScalar(_ place: Lowering.Place, from workspace: AlignedBuffer) -> Double {
    place.offset >= 0 ? workspace[place.offset] : constants[~place.offset]
  }
}
