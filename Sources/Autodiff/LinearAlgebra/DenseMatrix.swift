/// A dense matrix of traced entries. Products and solutions are differentiable in the entries and in the
/// vectors.
///
/// For a matrix that is known while tracing, a `LinearOperator` tells the engine more.
public struct DenseMatrix {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The entries as they were given: row by row, or column by column if the matrix is transposed.
  private let stored: Value
  private let isTransposed: Bool

  /// A matrix with these entries, row by row.
  ///
  /// - Parameters:
  ///   - entries: a field of `rows` · `columns` values.
  ///   - rows: the number of rows, 0 or more.
  ///   - columns: the number of columns, 0 or more.
  public init(_ entries: Value, rows: Int, columns: Int) {
    precondition(
      rows >= 0 && columns >= 0 && entries.shape == .field(rows * columns),
      "a matrix has rows · columns entries")
    self.init(stored: entries, rows: rows, columns: columns, isTransposed: false)
  }

  private init(stored: Value, rows: Int, columns: Int, isTransposed: Bool) {
    self.stored = stored
    self.rows = rows
    self.columns = columns
    self.isTransposed = isTransposed
  }

  /// The entries, row by row.
  public var entries: Value {
    isTransposed ? apply(Transposition(rows: columns, columns: rows), stored) : stored
  }

  /// Aᵀ; nothing is moved.
  public var transposed: DenseMatrix {
    DenseMatrix(stored: stored, rows: columns, columns: rows, isTransposed: !isTransposed)
  }

  /// A x, for a field of as many values as there are columns.
  public static func * (a: DenseMatrix, x: Value) -> Value {
    let (rows, columns) = a.isTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
    return apply(
      MatrixVectorProduct(rows: rows, columns: columns, isTransposed: a.isTransposed),
      [a.stored, x])
  }

  /// The solution x of A x = b for a square matrix, by Gaussian elimination with partial pivoting; NaN
  /// everywhere if that meets a zero pivot, as it does where the matrix is singular.
  ///
  /// Solutions with the same matrix, its transpose, and their derivatives of any order share one
  /// factorisation.
  public func solve(_ b: Value) -> Value {
    precondition(rows == columns, "only a square matrix has solutions")
    let factors = apply(Factorisation(count: rows), [stored])
    return apply(DenseSolution(count: rows, isTransposed: isTransposed), [stored, factors, b])
  }
}

/// The matrix with the entries xᵢ yⱼ.
public func outer(_ x: Value, _ y: Value) -> DenseMatrix {
  let (rows, columns) = (x.shape.count, y.shape.count)
  return DenseMatrix(
    apply(OuterProduct(rows: rows, columns: columns), [x, y]), rows: rows, columns: columns)
}

/// The entries of a matrix, row by row, of the transposed one.
private final class Transposition: LinearOperator {
  let rows: Int
  let columns: Int

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  var inputCount: Int { rows * columns }
  var outputCount: Int { rows * columns }
  var scratchCount: Int { 0 }
  var identity: [Int] { [rows, columns] }
  var transpose: any LinearOperator { Transposition(rows: columns, columns: rows) }

  func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? {
    guard let inner = inner as? Transposition, inner.rows == columns, inner.columns == rows else {
      return nil
    }
    return [Double](repeating: 1, count: inputCount)
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for row in 0..<rows {
      for column in 0..<columns { y[column * rows + row] = x[row * columns + column] }
    }
  }
}
