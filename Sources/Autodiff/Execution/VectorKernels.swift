import CKernels

/// A few of the engine's kernels for linear operators to use on the buffers they are given.
///
/// Unsafe inside because kernels work on raw memory, in whole vectors: buffers begin on a 64-byte
/// boundary, which is checked, and are padded to a multiple of it, which `LinearOperator` promises.
package enum VectorKernels {
  private static let sumKernel = unsafe KernelTable.kernel(CK_SUM)
  private static let multiplyKernel = unsafe KernelTable.kernel(CK_MUL_VV)

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

  /// xᵢ ← xᵢ fᵢ.
  package static func multiply(_ x: inout MutableSpan<Double>, by factors: VectorConstants) {
    precondition(x.count == factors.count)
    unsafe x.withUnsafeMutableBufferPointer { x in
      guard let base = x.baseAddress else { return }
      precondition(unsafe isAligned(base))
      unsafe multiplyKernel(base, base, factors.base, factors.base, x.count)
    }
  }

  private static func isAligned(_ pointer: UnsafePointer<Double>) -> Bool {
    UInt(bitPattern: pointer) % 64 == 0
  }
}

/// Numbers that a linear operator keeps, laid out for vector kernels.
///
/// `@unchecked Sendable`: written in the initialiser, only read afterwards.
@safe package final class VectorConstants: @unchecked Sendable {
  /// How many there are.
  package let count: Int
  private let buffer: AlignedBuffer

  /// A copy of the numbers.
  package init(_ values: [Double]) {
    count = values.count
    buffer = AlignedBuffer(count: values.count)
    buffer.copy(from: values, at: 0)
  }

  fileprivate var base: UnsafePointer<Double> { unsafe UnsafePointer(buffer.base) }
}
