/// A differentiable operator as a step of a program, with the places of what it reads and writes.
struct OperatorCall {
  let map: any DifferentiableOperator
  let operands: [Lowering.Place]
  let output: Lowering.Place
  /// Where its scratch space begins.
  let scratch: Int
}

/// A call bound to a frame's memory.
///
/// Unsafe because operands are addresses, which are found once per frame: a run allocates nothing. The
/// frame owns the memory.
@safe final class BoundCall {
  private let map: any DifferentiableOperator
  private let operands: UnsafeMutableBufferPointer<Operands.Place>
  private let output: UnsafeMutableBufferPointer<Double>
  private let scratch: UnsafeMutableBufferPointer<Double>

  init(_ call: OperatorCall, _ memory: AlignedBuffer, constants: AlignedBuffer) {
    map = call.map
    unsafe operands = .allocate(capacity: call.operands.count)
    _ = unsafe operands.initialize(
      from: call.operands.map { place in
        let (buffer, offset) =
          place.offset >= 0 ? (memory, place.offset) : (constants, ~place.offset)
        let base = unsafe buffer.base + offset
        return unsafe Operands.Place(base: UnsafePointer(base), count: place.count)
      })
    unsafe output = memory.part(at: call.output.offset, count: call.output.count)
    unsafe scratch = memory.part(at: call.scratch, count: call.map.scratchCount)
  }

  deinit { unsafe operands.deallocate() }

  func run(_ cancellation: Cancellation?) {
    unsafe map.apply(
      UnsafeBufferPointer(operands), into: output, scratch: scratch, cancellation)
  }
}
