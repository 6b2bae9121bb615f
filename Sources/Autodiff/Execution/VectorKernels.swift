import CKernels

/// A few of the engine's kernels for linear operators to use on the buffers they are given.
///
/// Unsafe inside because kernels work on raw memory, in whole vectors: buffers begin on a 64-byte
/// boundary, which is checked, and are padded to a multiple of it, which `LinearOperator` promises.
package enum VectorKernels {
  private static let sumKernel = unsafe KernelTable.kernel(CK_SUM)
  private static let differenceKernel = unsafe KernelTable.kernel(CK_SUB_VS)
  static let sums = unsafe ck_field_sums().pointee

  /// Σᵢ xᵢ, in an order that depends on the length alone.
  package static func sum(_ x: Span<Double>) -> Double {
    var total = 0.0
    unsafe x.withUnsafeBufferPointer { x in
      guard let base = x.baseAddress else { return }
      precondition(unsafe isAligned(base))
      unsafe sumKernel(&total, base, base, base, x.count)
    }
    return total
  }

  /// yᵢ = xᵢ − s.
  package static func subtract(
    _ scalar: Double, from x: Span<Double>, into y: inout MutableSpan<Double>
  ) {
    precondition(x.count == y.count)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        guard let from = x.baseAddress, let into = y.baseAddress else { return }
        precondition(unsafe isAligned(from) && isAligned(into))
        var scalar = scalar
        unsafe differenceKernel(into, from, &scalar, from, x.count)
      }
    }
  }

  static func isAligned(_ pointer: UnsafePointer<Double>) -> Bool {
    UInt(bitPattern: pointer) % 64 == 0
  }
}
