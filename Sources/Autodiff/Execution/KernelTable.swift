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

  /// Calls a kernel on single numbers: operands in the second, third and fourth vector of the
  /// buffer, the result in its first.
  static func call(_ id: ck_kernel_id, on buffer: AlignedBuffer) {
    precondition(buffer.count >= 4 * AlignedBuffer.width)
    let out = unsafe buffer.base
    let a = unsafe UnsafePointer(out) + AlignedBuffer.width
    unsafe kernel(id)(out, a, a + AlignedBuffer.width, a + 2 * AlignedBuffer.width, 1)
  }
}
