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
    self.init(rowCount: rows.count, columnCount: columnCount) { row, entries in
      for entry in rows[row] { entries.add(entry.column, entry.value) }
    }
  }

  /// A matrix whose rows are stated one by one: those of a large grid all together would be millions of
  /// small blocks of memory.
  package init(
    rowCount: Int, columnCount: Int, state: (_ row: Int, _ entries: inout Entries) -> Void
  ) {
    var starts = [0]
    starts.reserveCapacity(rowCount + 1)
    var entries = Entries()
    for row in 0..<rowCount {
      state(row, &entries)
      starts.append(entries.columns.count)
    }
    precondition(entries.columns.allSatisfy { (0..<columnCount).contains($0) })
    self.init(
      columnCount: columnCount, starts: starts, columns: entries.columns, values: entries.values)
  }

  /// The entries of the rows stated so far.
  package struct Entries {
    fileprivate var columns: [Int] = []
    fileprivate var values: [Double] = []

    /// Adds an entry to the row that is being stated.
    package mutating func add(_ column: Int, _ value: Double) {
      columns.append(column)
      values.append(value)
    }
  }

  private init(columnCount: Int, starts: [Int], columns: [Int], values: [Double]) {
    rowCount = starts.count - 1
    self.columnCount = columnCount
    self.starts = starts
    self.columns = columns
    self.values = values
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
    // Where each column's entries begin as a row, then where its next one goes.
    var starts = [Int](repeating: 0, count: columnCount + 1)
    for column in columns { starts[column + 1] += 1 }
    for column in 0..<columnCount { starts[column + 1] += starts[column] }
    var places = starts
    var rows = [Int](repeating: 0, count: columns.count)
    var entries = [Double](repeating: 0, count: columns.count)
    for row in 0..<rowCount {
      for entry in self.starts[row]..<self.starts[row + 1] {
        let place = places[columns[entry]]
        places[columns[entry]] += 1
        rows[place] = row
        entries[place] = values[entry]
      }
    }
    return SparseMatrix(columnCount: rowCount, starts: starts, columns: rows, values: entries)
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
