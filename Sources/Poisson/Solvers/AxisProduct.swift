import Autodiff
import Fourier

/// A matrix with every entry applied along one axis of a field: y(o, r, i) = Σ_c a_rc x(o, c, i), o over the axes
/// before and i over those after it, as products of matrices.
final class AxisProduct: LinearOperator {
  private let matrix: AxisMatrix
  private let outer: Int
  private let inner: Int
  private let products: [MatrixProduct]

  /// A map of fields with `outer` points before and `inner` points after the axis.
  init(_ matrix: AxisMatrix, outer: Int, inner: Int) {
    self.matrix = matrix
    self.outer = outer
    self.inner = inner
    let (rows, columns) = (matrix.rowCount, matrix.columnCount)
    var whole: [MatrixProduct] = []
    var (row, column) = (0, 0)
    for block in matrix.blocks {
      if inner == 1 {
        // The points before the axis are the rows of x, and it is multiplied by the transposed matrix.
        whole.append(
          MatrixProduct(
            rows: outer, depth: block.columns, columns: block.rows,
            left: .init(start: column, stride: columns),
            right: .init(start: block.start, stride: block.rows),
            result: .init(start: row, stride: rows)))
      } else {
        for slice in 0..<outer {
          whole.append(
            MatrixProduct(
              rows: block.rows, depth: block.columns, columns: inner,
              left: .init(start: block.start, stride: block.columns),
              right: .init(start: (slice * columns + column) * inner, stride: inner),
              result: .init(start: (slice * rows + row) * inner, stride: inner)))
        }
      }
      row += block.rows
      column += block.columns
    }
    products = whole.flatMap(\.parts)
  }

  var inputCount: Int { outer * matrix.columnCount * inner }
  var outputCount: Int { outer * matrix.rowCount * inner }
  var scratchCount: Int {
    switch matrix.folding {
    case .never: 0
    case .before: inputCount
    case .after: outputCount
    }
  }
  var transpose: any LinearOperator {
    AxisProduct(matrix.transpose, outer: outer, inner: inner)
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    switch matrix.folding {
    case .never: multiply(x, into: &y)
    case .before:
      fold(x, into: &scratch, matrix.columnCount)
      multiply(scratch.span, into: &y)
    case .after:
      multiply(x, into: &scratch)
      unfold(scratch.span, into: &y, matrix.rowCount)
    }
  }

  private func multiply(_ x: Span<Double>, into y: inout MutableSpan<Double>) {
    let workers = TransformWorkers.current
    let factor = inner == 1 ? matrix.transposed : matrix.values
    if inner == 1 {
      VectorKernels.multiply(products, x, factor.span, into: &y, sharing: workers)
    } else {
      VectorKernels.multiply(products, factor.span, x, into: &y, sharing: workers)
    }
  }

  /// Sums of both halves, the middle as it is, then differences.
  private func fold(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, _ count: Int
  ) {
    let (half, even) = (count / 2, (count + 1) / 2)
    for slice in 0..<outer {
      let first = slice * count * inner
      for row in 0..<half {
        let near = x.extracting(first + row * inner..<first + (row + 1) * inner)
        let mirrored = first + (count - 1 - row) * inner
        let far = x.extracting(mirrored..<mirrored + inner)
        let (sums, differences) = (first + row * inner, first + (even + row) * inner)
        for index in 0..<inner { y[sums + index] = near[index] + far[index] }
        for index in 0..<inner { y[differences + index] = near[index] - far[index] }
      }
      if half < even {
        for index in first + half * inner..<first + even * inner { y[index] = x[index] }
      }
    }
  }

  /// Both halves, from even and odd parts: the transposed fold.
  private func unfold(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, _ count: Int
  ) {
    let (half, even) = (count / 2, (count + 1) / 2)
    for slice in 0..<outer {
      let first = slice * count * inner
      for row in 0..<half {
        let sums = x.extracting(first + row * inner..<first + (row + 1) * inner)
        let differences = x.extracting(
          first + (even + row) * inner..<first + (even + row + 1) * inner)
        let (near, far) = (first + row * inner, first + (count - 1 - row) * inner)
        for index in 0..<inner { y[near + index] = sums[index] + differences[index] }
        for index in 0..<inner { y[far + index] = sums[index] - differences[index] }
      }
      if half < even {
        for index in first + half * inner..<first + even * inner { y[index] = x[index] }
      }
    }
  }
}
