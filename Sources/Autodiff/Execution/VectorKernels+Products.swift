import CKernels
package import Workers

/// The product of two matrices that lie row by row in larger arrays, or a part of one.
package struct MatrixProduct: Sendable {
  /// Where a matrix begins, and how far its rows are apart.
  package struct Place: Sendable {
    let start: Int
    let stride: Int

    /// A place in an array.
    package init(start: Int, stride: Int) {
      self.start = start
      self.stride = stride
    }

    /// What lies behind the last value of so many rows and columns.
    fileprivate func end(_ rows: Int, _ columns: Int) -> Int {
      rows == 0 || columns == 0 ? start : start + (rows - 1) * stride + columns
    }
  }

  let rows, depth, columns: Int
  let left, right, result: Place

  /// The product of `rows` times `depth` and `depth` times `columns` values.
  package init(
    rows: Int, depth: Int, columns: Int, left: Place, right: Place, result: Place
  ) {
    (self.rows, self.depth, self.columns) = (rows, depth, columns)
    (self.left, self.right, self.result) = (left, right, result)
  }

  /// Multiplications and additions.
  var operationCount: Int { 2 * rows * depth * columns }

  /// The same product in parts, for threads to share: each as long as it takes to hand one over.
  package var parts: [MatrixProduct] {
    let number = max(1, operationCount >> 22)
    // Whole tiles of all kernels.
    func length(_ count: Int) -> Int { max(1, (count / number + 47) / 48) * 48 }
    if columns >= rows {
      return stride(from: 0, to: columns, by: length(columns)).map { first in
        MatrixProduct(
          rows: rows, depth: depth, columns: min(length(columns), columns - first), left: left,
          right: Place(start: right.start + first, stride: right.stride),
          result: Place(start: result.start + first, stride: result.stride))
      }
    }
    return stride(from: 0, to: rows, by: length(rows)).map { first in
      MatrixProduct(
        rows: min(length(rows), rows - first), depth: depth, columns: columns,
        left: Place(start: left.start + first * left.stride, stride: left.stride), right: right,
        result: Place(start: result.start + first * result.stride, stride: result.stride))
    }
  }
}

// Unsafe inside for the reason that `VectorKernels` gives.
extension VectorKernels {
  private static let product = unsafe ck_matrix_product()

  /// C = A B, for each of some products whose results don't overlap.
  ///
  /// - Parameters:
  ///   - products: where they are in the arrays; `MatrixProduct.parts` of larger ones.
  ///   - left: the array with the matrices A.
  ///   - right: that with the matrices B.
  ///   - result: that for the matrices C, of which nothing else is written.
  ///   - workers: who shares them; the result is the same, bit for bit.
  package static func multiply(
    _ products: [MatrixProduct], _ left: Span<Double>, _ right: Span<Double>,
    into result: inout MutableSpan<Double>, sharing workers: WorkerPool?
  ) {
    for product in products {
      precondition(product.left.end(product.rows, product.depth) <= left.count)
      precondition(product.right.end(product.depth, product.columns) <= right.count)
      precondition(product.result.end(product.rows, product.columns) <= result.count)
    }
    unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        unsafe result.withUnsafeMutableBufferPointer { result in
          guard let a = left.baseAddress, let b = right.baseAddress, let c = result.baseAddress
          else { return }
          let job = unsafe Products(products: products, a: a, b: b, c: c)
          if let workers, products.count > 1 {
            workers.forEach(products.count) { job.run($0) }
          } else {
            for index in products.indices { job.run(index) }
          }
        }
      }
    }
  }

  /// `@unchecked Sendable`: threads write different parts, and the loop ends before the memory does.
  @safe private struct Products: @unchecked Sendable {
    let products: [MatrixProduct]
    let a: UnsafePointer<Double>
    let b: UnsafePointer<Double>
    let c: UnsafeMutablePointer<Double>

    func run(_ index: Int) {
      let p = products[index]
      unsafe product(
        c + p.result.start, p.result.stride, a + p.left.start, p.left.stride, b + p.right.start,
        p.right.stride, p.rows, p.depth, p.columns)
    }
  }
}
