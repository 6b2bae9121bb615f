package import Autodiff

/// A matrix applied along one axis of a field: y(o, r, i) = Σ_c a_rc x(o, c, i), o over the axes before
/// and i over those after it.
package final class AxisMap: LinearOperator {
  private let matrix: SparseMatrix
  private let outer: Int
  private let inner: Int

  /// A map of fields with `outer` points before and `inner` points after the axis.
  package init(_ matrix: SparseMatrix, outer: Int, inner: Int) {
    self.matrix = matrix
    self.outer = outer
    self.inner = inner
  }

  package var inputCount: Int { outer * matrix.columnCount * inner }
  package var outputCount: Int { outer * matrix.rowCount * inner }
  package var scratchCount: Int { 0 }
  package var transpose: any LinearOperator {
    AxisMap(matrix.transpose, outer: outer, inner: inner)
  }

  package func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for block in 0..<outer {
      let first = block * matrix.columnCount * inner
      var target = block * matrix.rowCount * inner
      for row in 0..<matrix.rowCount {
        if inner == 1 {
          y[target] = matrix.product(row, x, from: first)
        } else {
          matrix.combine(row, x, from: first, inner: inner, into: &y, at: target)
        }
        target += inner
      }
    }
  }
}

/// A matrix by its entries that are not zero, row after row.
package struct SparseMatrix: Sendable {
  package let rowCount: Int
  package let columnCount: Int
  private let starts: [Int]
  private let columns: [Int]
  private let values: [Double]

  /// A matrix of rows of entries.
  package init(columnCount: Int, rows: [[(column: Int, value: Double)]]) {
    rowCount = rows.count
    self.columnCount = columnCount
    var starts = [0]
    for row in rows { starts.append(starts[starts.count - 1] + row.count) }
    self.starts = starts
    columns = rows.flatMap { $0.map(\.column) }
    values = rows.flatMap { $0.map(\.value) }
    precondition(columns.allSatisfy { (0..<columnCount).contains($0) })
  }

  /// A matrix with every entry.
  package init(dense rows: [[Double]]) {
    self.init(
      columnCount: rows.first?.count ?? 0,
      rows: rows.map { $0.enumerated().map { (column: $0.offset, value: $0.element) } })
  }

  /// Whether there are no entries.
  package var isZero: Bool { values.isEmpty }

  /// The entries of a row.
  package func row(_ index: Int) -> [(column: Int, value: Double)] {
    (starts[index]..<starts[index + 1]).map { (columns[$0], values[$0]) }
  }

  /// The transposed matrix.
  package var transpose: SparseMatrix {
    var rows = [[(column: Int, value: Double)]](repeating: [], count: columnCount)
    for row in 0..<rowCount {
      for entry in starts[row]..<starts[row + 1] {
        rows[columns[entry]].append((row, values[entry]))
      }
    }
    return SparseMatrix(columnCount: rowCount, rows: rows)
  }

  fileprivate func product(_ row: Int, _ x: Span<Double>, from first: Int) -> Double {
    var sum = 0.0
    for entry in starts[row]..<starts[row + 1] { sum += values[entry] * x[first + columns[entry]] }
    return sum
  }

  /// A row's products with `inner` columns at once, four entries in each pass over y.
  fileprivate func combine(
    _ row: Int, _ x: Span<Double>, from first: Int, inner: Int,
    into y: inout MutableSpan<Double>, at target: Int
  ) {
    for index in target..<target + inner { y[index] = 0 }
    func operands(_ entry: Int) -> Range<Int> {
      let source = first + columns[entry] * inner
      return source..<source + inner
    }
    var entry = starts[row]
    let end = starts[row + 1]
    while entry + 4 <= end {
      let (a, b) = (values[entry], values[entry + 1])
      let (c, d) = (values[entry + 2], values[entry + 3])
      let p = x.extracting(operands(entry))
      let q = x.extracting(operands(entry + 1))
      let r = x.extracting(operands(entry + 2))
      let s = x.extracting(operands(entry + 3))
      for index in 0..<inner {
        y[target + index] += (a * p[index] + b * q[index]) + (c * r[index] + d * s[index])
      }
      entry += 4
    }
    while entry < end {
      let (a, p) = (values[entry], x.extracting(operands(entry)))
      for index in 0..<inner { y[target + index] += a * p[index] }
      entry += 1
    }
  }
}
