import Autodiff

/// The steps between neighbouring cells, a_{i+1} − a_i at each of the n − 1 faces between n cells.
/// Its transpose, with the sign turned, is the divergence of what flows through the faces.
final class Difference: LinearOperator {
  private let cells: Int
  private let isTransposed: Bool

  init(cells: Int, isTransposed: Bool = false) {
    self.cells = cells
    self.isTransposed = isTransposed
  }

  var inputCount: Int { isTransposed ? cells - 1 : cells }
  var outputCount: Int { isTransposed ? cells : cells - 1 }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator { Difference(cells: cells, isTransposed: !isTransposed) }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for i in 0..<outputCount {
      if isTransposed {
        y[i] = (i > 0 ? x[i - 1] : 0) - (i < cells - 1 ? x[i] : 0)
      } else {
        y[i] = x[i + 1] - x[i]
      }
    }
  }
}

/// The means of neighbouring cells, at the faces between them. The transpose takes means at the
/// cells, of faces of which the outermost, the walls, have zero.
final class Average: LinearOperator {
  private let cells: Int
  private let isTransposed: Bool

  init(cells: Int, isTransposed: Bool = false) {
    self.cells = cells
    self.isTransposed = isTransposed
  }

  var inputCount: Int { isTransposed ? cells - 1 : cells }
  var outputCount: Int { isTransposed ? cells : cells - 1 }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator { Average(cells: cells, isTransposed: !isTransposed) }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for i in 0..<outputCount {
      if isTransposed {
        y[i] = 0.5 * ((i > 0 ? x[i - 1] : 0) + (i < cells - 1 ? x[i] : 0))
      } else {
        y[i] = 0.5 * (x[i] + x[i + 1])
      }
    }
  }
}
