/// Weights w with f^(d)(x) ≈ Σ w_j f(x_j), exact for polynomials of a degree below the number of points.
enum DifferenceWeights {
  /// The weights of derivative `order` at `x` from values at distinct points, by Fornberg's recurrence
  /// (Math. Comp. 51 (1988), 699): the interpolants of the first m points, m = 1, 2, …, and all
  /// their derivatives together.
  static func weights(at x: Double, from points: [Double], derivative order: Int) -> [Double] {
    // table[d][j]: weight of point j for derivative d, from the points so far.
    var table = [[Double]](repeating: [], count: order + 1)
    var previousProduct = 1.0
    for (new, point) in points.enumerated() {
      var product = 1.0
      let old = table
      for (j, other) in points[..<new].enumerated() {
        let distance = point - other
        product *= distance
        for d in 0...order {
          let lower = d == 0 ? 0 : Double(d) * old[d - 1][j]
          table[d][j] = ((point - x) * old[d][j] - lower) / distance
        }
      }
      for d in 0...order {
        guard new > 0 else {
          table[d].append(d == 0 ? 1 : 0)
          continue
        }
        let lower = d == 0 ? 0 : Double(d) * old[d - 1][new - 1]
        let last = lower - (points[new - 1] - x) * old[d][new - 1]
        table[d].append(previousProduct / product * last)
      }
      previousProduct = product
    }
    return table[order]
  }

  /// A matrix of first or second differences on equidistant points h apart, of an order that is even.
  ///
  /// Away from walls the difference is central. Near them it uses the nearest points, one or two more
  /// than in the middle, so that its order is the same.
  ///
  /// - Parameters:
  ///   - points: the number of points.
  ///   - spacing: h.
  ///   - derivative: 1 or 2.
  ///   - order: 2, 4, …
  ///   - isPeriodic: whether the points lie on a ring.
  static func matrix(
    points: Int, spacing: Double, derivative: Int, order: Int, isPeriodic: Bool
  ) -> SparseMatrix {
    let reach = order / 2
    let scale = derivative == 1 ? 1 / spacing : 1 / (spacing * spacing)
    let central = weights(
      at: 0, from: (-reach...reach).map(Double.init), derivative: derivative)
    let width = min(points, order + derivative)
    return SparseMatrix(rowCount: points, columnCount: points) { row, entries in
      if isPeriodic || (row >= reach && row + reach < points) {
        for (offset, weight) in central.enumerated() {
          entries.add((row + offset - reach + points) % points, scale * weight)
        }
        return
      }
      let first = row < reach ? 0 : points - width
      let nearby = weights(
        at: Double(row - first), from: (0..<width).map(Double.init), derivative: derivative)
      for (offset, weight) in nearby.enumerated() { entries.add(first + offset, scale * weight) }
    }
  }
}
