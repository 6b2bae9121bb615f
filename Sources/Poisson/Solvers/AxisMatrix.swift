import Autodiff

/// A matrix with every entry, to be applied along an axis: as it is, or by parity in half the operations.
///
/// Functions on symmetric nodes are even or odd about the middle. So a matrix from values to coefficients of such
/// functions needs values only by their sums x_c + x_{n−1−c} and differences x_c − x_{n−1−c} of both halves, each for
/// half of the coefficients (`Folding.before`), and back, halves follow from even and odd parts by the transposed
/// fold (`Folding.after`). Even parts and coefficients come first.
struct AxisMatrix: Sendable {
  /// When the values of both halves of the axis are added and subtracted.
  enum Folding: Sendable {
    case never
    case before
    case after
  }

  /// A part of the matrix on its diagonal.
  struct Block: Sendable {
    let rows, columns: Int
    /// Where it begins among `values`, and among `transposed`.
    let start: Int
  }

  let folding: Folding
  let blocks: [Block]
  /// The blocks' entries, row by row.
  let values: [Double]
  /// The same of the transposed blocks.
  let transposed: [Double]

  /// A matrix by its rows.
  init(_ rows: [[Double]]) {
    self.init([rows], .never)
  }

  /// A matrix by those of even and of odd parts.
  init(even: [[Double]], odd: [[Double]], _ folding: Folding) {
    self.init([even, odd], folding)
  }

  private init(_ parts: [[[Double]]], _ folding: Folding) {
    var blocks: [Block] = []
    var (values, transposed) = ([Double](), [Double]())
    for rows in parts {
      let columns = rows.first?.count ?? 0
      blocks.append(Block(rows: rows.count, columns: columns, start: values.count))
      for row in rows { values += row }
      for column in 0..<columns { transposed += rows.map { $0[column] } }
    }
    self.init(folding: folding, blocks: blocks, values: values, transposed: transposed)
  }

  private init(folding: Folding, blocks: [Block], values: [Double], transposed: [Double]) {
    (self.folding, self.blocks) = (folding, blocks)
    (self.values, self.transposed) = (values, transposed)
  }

  var rowCount: Int { blocks.reduce(0) { $0 + $1.rows } }
  var columnCount: Int { blocks.reduce(0) { $0 + $1.columns } }

  var transpose: AxisMatrix {
    let turned: Folding =
      switch folding {
      case .never: .never
      case .before: .after
      case .after: .before
      }
    return AxisMatrix(
      folding: turned,
      blocks: blocks.map { Block(rows: $0.columns, columns: $0.rows, start: $0.start) },
      values: transposed, transposed: values)
  }
}
