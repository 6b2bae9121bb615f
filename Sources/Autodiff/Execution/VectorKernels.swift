import CKernels

/// A few of the engine's kernels for linear operators to use on the buffers they are given.
///
/// Unsafe inside because kernels work on raw memory, in whole vectors: buffers begin on a 64-byte
/// boundary, which is checked, and are padded to a multiple of it, which `LinearOperator` promises.
package enum VectorKernels {
  private static let sumKernel = unsafe KernelTable.kernel(CK_SUM)
  private static let differenceKernel = unsafe KernelTable.kernel(CK_SUB_VS)
  private static let sums = unsafe ck_field_sums().pointee

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

  /// yᵢ = Σ_{j<i} dⱼ with dⱼ = Σ_{1≤k≤j} (xₖ − `mean`) `scale`.
  ///
  /// - Returns: the value that would follow the last, and the sum of all values.
  package static func doubleSum(
    _ x: Span<Double>, removing mean: Double, scale: Double, into y: inout MutableSpan<Double>
  ) -> (end: Double, sum: Double) {
    precondition(x.count == y.count)
    var end = 0.0
    var sum = 0.0
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        guard let from = x.baseAddress, let into = y.baseAddress else { return }
        precondition(unsafe isAligned(from) && isAligned(into))
        unsafe sums.double_sum(into, from, mean, scale, x.count, &end, &sum)
      }
    }
    return (end, sum)
  }

  /// yᵢ = yᵢ + i `slope` + `shift`.
  package static func addRamp(
    slope: Double, shift: Double, to y: inout MutableSpan<Double>
  ) {
    unsafe y.withUnsafeMutableBufferPointer { y in
      guard let base = y.baseAddress else { return }
      precondition(unsafe isAligned(base))
      unsafe sums.add_ramp(base, slope, shift, y.count)
    }
  }

  private static func isAligned(_ pointer: UnsafePointer<Double>) -> Bool {
    UInt(bitPattern: pointer) % 64 == 0
  }
}
