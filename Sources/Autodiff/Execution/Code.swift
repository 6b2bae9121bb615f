import CKernels

/// A program's instructions and constants, as they are compiled: offsets, not yet addresses.
///
/// `@unchecked Sendable`: everything is written in the initialiser and only read afterwards.
@safe final class Code: @unchecked Sendable {
  /// The doubles that a frame needs.
  let frameCount: Int
  /// The doubles that a thread needs beside it.
  let scratchCount: Int
  let steps: [Lowering.Step]
  let invariantStepCount: Int
  let operators: [LinearCall]
  let calls: [OperatorCall]
  let instructions: [ck_instruction]
  let constants: AlignedBuffer

  init(_ lowering: Lowering) {
    frameCount = lowering.arena.size
    scratchCount = lowering.scratchArena.size
    steps = lowering.steps
    invariantStepCount = lowering.invariantStepCount
    operators = lowering.operators
    calls = lowering.calls
    instructions = lowering.instructions
    constants = AlignedBuffer(count: lowering.constants.count)
    constants.copy(from: lowering.constants, at: 0)
  }
}
