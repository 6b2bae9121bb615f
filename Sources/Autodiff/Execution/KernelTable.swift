import CKernels

/// The vector kernels for this processor, chosen once.
///
/// Unsafe because C hands out a pointer to a constant table of function pointers.
enum KernelTable {
  /// The instruction set in use: "avx512", "avx2" or "baseline".
  static var instructionSet: String { unsafe String(cString: ck_instruction_set()) }

  private static let table: [ck_kernel] = unsafe Array(
    UnsafeBufferPointer(start: ck_table(), count: Int(CK_COUNT.rawValue)))

  static func kernel(_ id: ck_kernel_id) -> ck_kernel { unsafe table[Int(id.rawValue)] }

  /// Calls an elementwise kernel on fields of one length, or on numbers as fields of length 1.
  static func call(_ id: ck_kernel_id, _ operands: [[Double]]) -> [Double] {
    call(id, operands, resultCount: operands[0].count)
  }

  /// Σᵢ xᵢ.
  static func sum(_ x: [Double]) -> Double { call(CK_SUM, [x], resultCount: 1)[0] }

  private static func call(
    _ id: ck_kernel_id, _ operands: [[Double]], resultCount: Int
  ) -> [Double] {
    precondition((1...3).contains(operands.count))
    let buffers = operands.map { operand in
      precondition(operand.count == operands[0].count)
      let buffer = AlignedBuffer(count: operand.count)
      buffer.copy(from: operand, at: 0)
      return buffer
    }
    let result = AlignedBuffer(count: resultCount)
    withExtendedLifetime(buffers) {
      let base = { (index: Int) in unsafe UnsafePointer(buffers[min(index, buffers.count - 1)].base)
      }
      unsafe kernel(id)(result.base, base(0), base(1), base(2), operands[0].count)
    }
    return result.array(at: 0, count: resultCount)
  }
}
