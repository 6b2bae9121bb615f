import CKernels
import Randomness
import Testing
import Workers

@testable import Autodiff

/// The product of matrices for one instruction set of the processor that the tests run on.
///
/// `@unchecked Sendable`: a function pointer.
@safe struct ProductKernel: @unchecked Sendable, CustomTestStringConvertible {
  let testDescription: String
  private let run: ck_product

  private init?(_ name: String, _ level: ck_level) {
    guard let run = unsafe ck_matrix_product_for(level) else { return nil }
    testDescription = name
    unsafe self.run = run
  }

  /// All instruction sets that this processor has.
  static let all = [
    ProductKernel("baseline", CK_BASELINE), ProductKernel("avx2", CK_AVX2),
    ProductKernel("avx512", CK_AVX512),
  ].compactMap { $0 }

  /// C = A B with rows of all three `gap` values further apart than they are long, between them NaN, in A and B as well.
  func product(_ a: [Double], _ b: [Double], _ size: (Int, Int, Int), gap: Int) -> [Double] {
    let (rows, depth, columns) = size
    func spaced(_ values: [Double], _ count: Int, _ width: Int) -> [Double] {
      (0..<count).flatMap { row in
        values[row * width..<(row + 1) * width] + [Double](repeating: .nan, count: gap)
      }
    }
    let (left, right) = (spaced(a, rows, depth), spaced(b, depth, columns))
    var result = [Double](repeating: .nan, count: rows * (columns + gap))
    unsafe result.withUnsafeMutableBufferPointer { result in
      unsafe left.withUnsafeBufferPointer { left in
        unsafe right.withUnsafeBufferPointer { right in
          guard let c = result.baseAddress, let a = left.baseAddress, let b = right.baseAddress
          else { return }
          unsafe run(
            c, columns + gap, a, depth + gap, b, columns + gap, rows, depth, columns)
        }
      }
    }
    return result
  }
}

@Suite("Matrix products")
struct MatrixProductTests {
  /// About the sizes of tiles (8), panels (24) and depths (128).
  private static let sizes = [
    (1, 1, 1), (1, 5, 24), (2, 3, 7), (7, 13, 29), (8, 24, 24), (9, 127, 25), (13, 128, 48),
    (16, 129, 23), (6, 257, 8), (50, 300, 3), (3, 40, 100),
  ]

  @Test("kernels against sums, nothing written beyond", arguments: ProductKernel.all, sizes)
  func kernels(_ kernel: ProductKernel, _ size: (Int, Int, Int)) {
    let (rows, depth, columns) = size
    let seed = UInt64(rows * depth * columns)
    var generator = SeededGenerator(seed: seed)
    let (a, b) = (generator.vector(rows * depth), generator.vector(depth * columns))
    for gap in [0, 1, 8] {
      let c = kernel.product(a, b, size, gap: gap)
      for row in 0..<rows {
        for column in 0..<columns + gap {
          let value = c[row * (columns + gap) + column]
          guard column < columns else {
            #expect(value.isNaN, "row \(row), column \(column), gap \(gap)")
            continue
          }
          var exact = 0.0
          for k in 0..<depth { exact += a[row * depth + k] * b[k * columns + column] }
          let error = (value - exact).magnitude
          #expect(
            error <= 1e-15 * Double(depth),
            "row \(row), column \(column), gap \(gap), seed \(seed)")
        }
      }
    }
  }

  @Test("an empty sum is 0", arguments: ProductKernel.all)
  func empty(_ kernel: ProductKernel) {
    #expect(kernel.product([], [], (3, 0, 5), gap: 0) == [Double](repeating: 0, count: 15))
  }

  /// Parts of a product, and threads that share them, make the same bits.
  @Test("parts and threads", arguments: [(300, 200, 310), (700, 100, 90), (40, 90, 2000)])
  func parts(_ size: (Int, Int, Int)) {
    let (rows, depth, columns) = size
    let seed = UInt64(rows)
    var generator = SeededGenerator(seed: seed)
    let (a, b) = (generator.vector(rows * depth), generator.vector(depth * columns))
    let whole = MatrixProduct(
      rows: rows, depth: depth, columns: columns, left: .init(start: 0, stride: depth),
      right: .init(start: 0, stride: columns), result: .init(start: 0, stride: columns))
    func product(_ products: [MatrixProduct], _ workers: WorkerPool?) -> [Double] {
      var c = [Double](repeating: .nan, count: rows * columns)
      var span = c.mutableSpan
      VectorKernels.multiply(products, a.span, b.span, into: &span, sharing: workers)
      return c
    }
    #expect(whole.parts.count > 1)
    let expected = product([whole], nil)
    #expect(product(whole.parts, nil) == expected, "seed \(seed)")
    #expect(product(whole.parts, WorkerPool(workerCount: 3)) == expected, "seed \(seed)")
  }
}
