import CKernels

/// A program's instructions and constants, as they are compiled: offsets, not yet addresses.
///
/// `@unchecked Sendable`: everything is written in the initialiser and only read afterwards.
@safe final class Code: @unchecked Sendable {
  /// The doubles that a frame needs.
  let frameCount: Int
  fileprivate let steps: [Lowering.Step]
  fileprivate let invariantStepCount: Int
  fileprivate let operators: [any LinearOperator]
  fileprivate let instructions: [ck_instruction]
  fileprivate let constants: AlignedBuffer

  init(_ lowering: Lowering) {
    frameCount = lowering.arena.size
    steps = lowering.steps
    invariantStepCount = lowering.invariantStepCount
    operators = lowering.operators
    instructions = lowering.instructions
    constants = AlignedBuffer(count: lowering.constants.count)
    constants.copy(from: lowering.constants, at: 0)
  }
}

/// Code bound to memory of its own: what one thread needs to run a program.
@safe final class Frame {
  private let code: Code
  private let memory: AlignedBuffer
  private let steps: UnsafeMutableBufferPointer<Lowering.Step>
  private let calls: UnsafeMutableBufferPointer<ck_call>

  /// Allocates the memory and finds every operand's address.
  init(_ code: Code) {
    self.code = code
    memory = AlignedBuffer(count: code.frameCount)
    unsafe steps = .allocate(capacity: code.steps.count)
    _ = unsafe steps.initialize(from: code.steps)
    unsafe calls = .allocate(capacity: max(1, code.instructions.count))
    if let base = unsafe calls.baseAddress {
      unsafe code.instructions.withUnsafeBufferPointer { instructions in
        guard let first = instructions.baseAddress else { return }
        unsafe ck_bind(first, instructions.count, memory.base, code.constants.base, base)
      }
    }
  }

  deinit {
    unsafe steps.deallocate()
    unsafe calls.deallocate()
  }

  /// Bytes of memory.
  var byteCount: Int { memory.count * MemoryLayout<Double>.stride }

  /// Executes every step.
  func run() { unsafe run(steps.indices) }

  /// Executes the steps that do not depend on swept inputs.
  func runInvariant() { run(0..<code.invariantStepCount) }

  /// Executes the steps that depend on swept inputs.
  func runVarying() { unsafe run(code.invariantStepCount..<steps.count) }

  /// Steps, calls and addresses are plain memory, so that the loop counts no references; what they
  /// point to is owned by this frame and its code.
  private func run(_ range: Range<Int>) {
    let base = unsafe memory.base
    let constants = unsafe UnsafePointer(code.constants.base)
    let operators = code.operators
    guard let calls = unsafe calls.baseAddress else { return }
    for index in range {
      switch unsafe steps[index] {
      case .run(let range, let count):
        unsafe ck_run(calls + range.lowerBound, range.count, count, Lowering.block)
      case .linear(let index, let input, let output, let scratch, let sizes):
        let source = unsafe input >= 0 ? UnsafePointer(base) + input : constants + ~input
        unsafe operators[index].apply(
          from: source, into: base + output, scratch: base + scratch, sizes)
      }
    }
  }

  /// Writes values to a place.
  func write(_ values: [Double], to place: Lowering.Place) {
    memory.copy(from: values, at: place.offset)
  }

  /// Writes a scalar to a place.
  func write(_ value: Double, to place: Lowering.Place) { memory[place.offset] = value }

  /// The values at a place, which may be a constant's.
  func read(_ place: Lowering.Place) -> [Double] {
    place.offset >= 0
      ? memory.array(at: place.offset, count: place.count)
      : code.constants.array(at: ~place.offset, count: place.count)
  }

  /// The first value at a place, which may be a constant's.
  func readScalar(_ place: Lowering.Place) -> Double {
    place.offset >= 0 ? memory[place.offset] : code.constants[~place.offset]
  }
}
