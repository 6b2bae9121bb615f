/// A linear operator with the offsets of its operands.
///
/// Unsafe inside because operands are places in raw memory, found by the compiler of programs.
@safe final class LinearCall: Sendable {
  private let map: any LinearOperator
  private let sizes: OperatorSizes
  private let input: Int
  private let output: Int
  private let scratch: Int?

  /// - Parameters:
  ///   - map: the operator.
  ///   - input: doubles from the frame's start, or, where negative, ~offset into the constants.
  ///   - output: doubles from the frame's start.
  ///   - scratch: doubles from the frame's start; nil if the operator is to destroy its input instead.
  init(_ map: any LinearOperator, input: Int, output: Int, scratch: Int?) {
    self.map = map
    sizes = OperatorSizes(map)
    self.input = input
    self.output = output
    self.scratch = scratch
  }

  /// Applies the operator in a frame.
  func apply(
    in base: UnsafeMutablePointer<Double>, constants: UnsafePointer<Double>,
    _ cancellation: Cancellation?
  ) {
    guard let scratch else {
      unsafe map.apply(destroying: base + input, into: base + output, sizes)
      return
    }
    let source = unsafe input >= 0 ? UnsafePointer(base) + input : constants + ~input
    unsafe map.apply(
      from: source, into: base + output, scratch: base + scratch, sizes, cancellation)
  }
}

/// What a linear operator reads, writes and needs.
struct OperatorSizes {
  let input: Int
  let output: Int
  let scratch: Int

  init(_ map: any LinearOperator) {
    input = map.inputCount
    output = map.outputCount
    scratch = map.scratchCount
  }
}
