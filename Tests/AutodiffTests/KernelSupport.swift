import CKernels
import Glibc
import Testing

@testable import Autodiff

/// The kernels for one instruction set of the processor that the tests run on.
///
/// `@unchecked Sendable`: C's table is constant.
@safe struct Kernels: @unchecked Sendable, CustomTestStringConvertible {
  let testDescription: String
  private let table: UnsafePointer<ck_kernel>

  private init?(_ name: String, _ level: ck_level) {
    guard let table = unsafe ck_table_for(level) else { return nil }
    testDescription = name
    unsafe self.table = table
  }

  /// All instruction sets that this processor has.
  static let all = [
    Kernels("baseline", CK_BASELINE), Kernels("avx2", CK_AVX2), Kernels("avx512", CK_AVX512),
  ].compactMap { $0 }

  /// Calls a kernel on places of a buffer.
  func call(
    _ id: ck_kernel_id, on buffer: AlignedBuffer, out: Int, _ a: Int, _ b: Int, _ c: Int, count: Int
  ) {
    let base = unsafe buffer.base
    unsafe table[Int(id.rawValue)](base + out, base + a, base + b, base + c, count)
  }

  /// f of whole vectors, each operand in a place of its own.
  func values(_ id: ck_kernel_id, _ operands: [[Double]]) -> [Double] {
    let count = operands[0].count
    let size = AlignedBuffer.padded(count)
    let buffer = AlignedBuffer(count: 4 * size)
    for (index, operand) in operands.enumerated() {
      buffer.copy(from: operand, at: (index + 1) * size)
    }
    call(id, on: buffer, out: 0, size, 2 * size, 3 * size, count: count)
    return buffer.array(at: 0, count: count)
  }
}

extension Elementwise {
  /// What a row computes, from the standard library and the C library. A row without an entry fails
  /// the tests of values: this is the one thing about a new row that they can't know.
  func reference() throws -> @Sendable ([Double]) -> Double {
    try #require(Elementwise.references[name], "no reference value for row \(name)")
  }

  private static let references: [String: @Sendable ([Double]) -> Double] = [
    "+": { $0[0] + $0[1] }, "-": { $0[0] - $0[1] }, "*": { $0[0] * $0[1] },
    "/": { $0[0] / $0[1] }, "pow": { Glibc.pow($0[0], $0[1]) },
    "neg": { -$0[0] }, "square": { $0[0] * $0[0] }, "reciprocal": { 1 / $0[0] },
    "abs": { $0[0].magnitude }, "sqrt": { $0[0].squareRoot() },
    "sign": { $0[0] > 0 ? 1 : $0[0] < 0 ? -1 : $0[0].isNaN ? .nan : 0 },
    "exp": { Glibc.exp($0[0]) }, "expm1": { Glibc.expm1($0[0]) },
    "log": { Glibc.log($0[0]) }, "log1p": { Glibc.log1p($0[0]) },
    "sin": { Glibc.sin($0[0]) }, "cos": { Glibc.cos($0[0]) }, "tan": { Glibc.tan($0[0]) },
    "sinh": { Glibc.sinh($0[0]) }, "cosh": { Glibc.cosh($0[0]) },
    "tanh": { Glibc.tanh($0[0]) }, "atan": { Glibc.atan($0[0]) }, "erf": { Glibc.erf($0[0]) },
    "erfc": { Glibc.erfc($0[0]) }, "log2": { Glibc.log2($0[0]) }, "log10": { Glibc.log10($0[0]) },
    "cbrt": { Glibc.cbrt($0[0]) }, "asin": { Glibc.asin($0[0]) }, "acos": { Glibc.acos($0[0]) },
    "atan2": { Glibc.atan2($0[0], $0[1]) }, "asinh": { Glibc.asinh($0[0]) },
    "acosh": { Glibc.acosh($0[0]) }, "atanh": { Glibc.atanh($0[0]) },
    "hypot": { Glibc.hypot($0[0], $0[1]) }, "floor": { $0[0].rounded(.down) },
    "mod": { $0[0] - $0[1] * ($0[0] / $0[1]).rounded(.down) },
    "<": { $0[0] < $0[1] ? 1 : 0 }, "<=": { $0[0] <= $0[1] ? 1 : 0 },
    "==": { $0[0] == $0[1] ? 1 : 0 }, "!=": { $0[0] != $0[1] ? 1 : 0 },
    "step": { $0[0] > $0[1] ? 1 : $0[0] == $0[1] ? 0.5 : 0 },
    "min": { Double.minimum($0[0], $0[1]) }, "max": { Double.maximum($0[0], $0[1]) },
    "where": { $0[0] > 0 ? $0[1] : $0[2] },
  ]
}
