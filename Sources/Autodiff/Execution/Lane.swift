import CKernels
import Synchronization

/// A thread's way through a pass: the instructions, bound to a frame's memory and to scratch space of
/// the thread's own.
///
/// `@unchecked Sendable`: a lane is used by one thread at a time, and threads in different lanes of a
/// frame work on different blocks of its fields.
@safe final class Lane: @unchecked Sendable {
  private let scratch: AlignedBuffer
  private let calls: UnsafeMutableBufferPointer<ck_call>
  private let machine: ck_machine

  init(_ code: Code, _ memory: AlignedBuffer) {
    scratch = AlignedBuffer(count: code.scratchCount)
    unsafe machine = ck_tile_machine()
    unsafe calls = .allocate(capacity: max(1, code.instructions.count))
    guard let base = unsafe calls.baseAddress else { return }
    unsafe code.instructions.withUnsafeBufferPointer { instructions in
      guard let first = instructions.baseAddress else { return }
      unsafe ck_bind(
        first, instructions.count, memory.base, code.constants.base, scratch.base, base)
    }
  }

  deinit { unsafe calls.deallocate() }

  /// Calls kernels on some elements of fields; they begin with a block's first.
  func call(_ instructions: Range<Int>, on elements: Range<Int>) {
    guard let base = unsafe calls.baseAddress else { return }
    unsafe ck_run(
      base + instructions.lowerBound, instructions.count, elements.lowerBound,
      elements.upperBound, Lowering.block)
  }

  /// Executes a pass, from an instruction on, on some elements of fields; they begin with a block's first.
  func pass(from first: Int, on elements: Range<Int>) {
    guard let base = unsafe calls.baseAddress else { return }
    unsafe machine(base + first, elements.lowerBound, elements.upperBound, Lowering.block)
  }

  /// Computes scalars, from an instruction on.
  func scalars(from first: Int) {
    guard let base = unsafe calls.baseAddress else { return }
    unsafe ck_run_scalars(base + first)
  }
}

/// The lanes of the threads that help with a frame's long passes.
///
/// `@unchecked Sendable`: the memory is only handed on to lanes.
final class Lanes: @unchecked Sendable {
  private let code: Code
  private let memory: AlignedBuffer
  private let idle = Mutex<[Lane]>([])

  init(_ code: Code, _ memory: AlignedBuffer) {
    self.code = code
    self.memory = memory
  }

  /// A lane for the calling thread; there are never more than threads.
  func take() -> Lane { idle.withLock { $0.popLast() } ?? Lane(code, memory) }

  func putBack(_ lane: Lane) { idle.withLock { $0.append(lane) } }
}
