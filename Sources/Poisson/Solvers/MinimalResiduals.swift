import Autodiff

/// Generalised minimal residuals for a traced system with given parameters: each step adds a direction, and the
/// solution is the combination of all that leaves the least residual.
struct MinimalResiduals {
  /// The part of |b| at which the residual is small enough to stop, and at which it is too large to trust.
  private static let (tolerance, limit) = (1e-14, 1e-10)
  /// The most directions that are kept, fewer where these would take more than some 70 megabytes; then the iteration
  /// begins again with what is left, until it has taken so many steps.
  private static func directions(_ count: Int) -> Int { max(20, min(80, (1 << 22) / count)) }
  private static let steps = 400

  private let direction: TracedSystem.Direction
  private let isLeft: Bool
  private let shapes: [Shape]
  private let parameters: [[Double]]
  private let prepared: [Double]

  /// - Parameters:
  ///   - system: the equations.
  ///   - parameters: θ.
  ///   - isTransposed: whether to solve the transposed system.
  init(_ system: TracedSystem, _ parameters: [[Double]], isTransposed: Bool) {
    direction = system.direction(isTransposed: isTransposed)
    isLeft = system.isPreconditionedFromLeft
    shapes = system.parameters
    self.parameters = parameters
    prepared = system.prepared(parameters)
  }

  /// Solves M x = b. The residual told is |b − M x|/|b|, or |P b − P M x|/|P b|, computed from x.
  ///
  /// - Parameters:
  ///   - right: b.
  ///   - cancellation: asked at every step; once cancelled, the iteration is given up.
  func solve(
    _ right: [Double], _ cancellation: Cancellation? = nil
  ) -> ConjugateGradients.Outcome {
    let zero = [Double](repeating: 0, count: right.count)
    let isFinite = right.allSatisfy(\.isFinite)
    let isZero = right.allSatisfy { $0 == 0 }
    let right = isLeft ? precondition(right) : right
    guard right.allSatisfy(\.isFinite) else {
      // Where P is infinite M has a nullspace, or may have one.
      return ConjugateGradients.Outcome(
        residual: .infinity, status: isFinite ? .notDefinite : .notFinite)
    }
    let scale = right.reduce(0) { max($0, $1.magnitude) }
    if scale == 0 {
      // P b = 0 for another b than 0 tells nothing of M.
      return ConjugateGradients.Outcome(
        solution: isZero ? zero : nil, residual: isZero ? 0 : .infinity,
        status: isZero ? .converged : .notDefinite)
    }
    let b = right.map { $0 / scale }
    let whole = norm(b)
    var outcome = ConjugateGradients.Outcome(residual: 1)
    var (x, rest) = (zero, b)
    let cycles = MinimalResiduals.steps / MinimalResiduals.directions(b.count)
    for _ in 0..<cycles where outcome.residual > MinimalResiduals.tolerance {
      let step = cycle(
        rest, until: MinimalResiduals.tolerance * whole, &outcome.iterations, cancellation)
      if cancellation?.isCancelled == true { return outcome }
      let next = zip(x, step).map { $0 + $1 }
      let image = image(of: next)
      let nextRest = zip(b, image).map { $0 - $1 }
      let residual = norm(nextRest) / whole
      guard residual < outcome.residual else { break }
      let isSlow = residual > 0.5 * outcome.residual
      (x, rest, outcome.residual) = (next, nextRest, residual)
      if isSlow { break }
    }
    if outcome.residual <= MinimalResiduals.limit {
      outcome.solution = x.map { scale * $0 }
      outcome.status = .converged
    }
    return outcome
  }

  /// P r.
  private func precondition(_ r: [Double]) -> [Double] {
    direction.precondition.withWorkspace { workspace in
      workspace.set(parameters + [prepared], shapes + [.field(prepared.count)])
      workspace.setInput(parameters.count + 1, to: r)
      workspace.run()
      return workspace.output(0)
    }
  }

  /// M x, or P M x.
  private func image(of x: [Double]) -> [Double] {
    let image = direction.function([x] + parameters)
    return isLeft ? precondition(image) : image
  }

  /// What to add to x for a residual r; once cancelled, anything.
  private func cycle(
    _ r: [Double], until goal: Double, _ iterations: inout Int, _ cancellation: Cancellation?
  ) -> [Double] {
    let first = norm(r)
    var basis = [r.map { $0 / first }]
    var directions: [[Double]] = []
    var triangle = Triangle(first)
    direction.precondition.withWorkspace { workspace in
      workspace.set(parameters + [prepared], shapes + [.field(prepared.count)])
      while directions.count < MinimalResiduals.directions(r.count), triangle.residual > goal,
        cancellation?.isCancelled != true
      {
        let last = basis[basis.count - 1]
        if isLeft {
          directions.append(last)
        } else {
          workspace.setInput(parameters.count + 1, to: last)
          workspace.run()
          directions.append(workspace.output(0))
        }
        iterations += 1
        var image = image(of: directions[directions.count - 1])
        var column = [Double](repeating: 0, count: basis.count)
        // Twice, since once leaves what round-off makes of it.
        for _ in 0..<2 {
          for (index, vector) in basis.enumerated() {
            let part = dot(vector, image)
            column[index] += part
            for place in image.indices { image[place] -= part * vector[place] }
          }
        }
        let length = norm(image)
        let size = column.reduce(length) { max($0, $1.magnitude) }
        triangle.append(column + [length])
        // The directions span the solution: beyond is round-off.
        guard length > 1e-15 * size else { break }
        basis.append(image.map { $0 / length })
      }
    }
    let weights = triangle.solution()
    return r.indices.map { place in
      weights.indices.reduce(into: 0.0) { $0 += weights[$1] * directions[$1][place] }
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(into: 0.0) { $0 += $1.0 * $1.1 }
  }

  private func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
}

/// The least squares problem of minimal residuals: a matrix with one diagonal below the triangle, made
/// triangular column by column by rotations.
private struct Triangle {
  private var columns: [[Double]] = []
  private var rotations: [(cosine: Double, sine: Double)] = []
  private var right: [Double]

  init(_ first: Double) { right = [first] }

  /// What the best combination leaves.
  var residual: Double { right[right.count - 1].magnitude }

  mutating func append(_ column: [Double]) {
    var column = column
    for (index, rotation) in rotations.enumerated() { rotate(&column, index, rotation) }
    let last = column.count - 2
    let radius = (column[last] * column[last] + column[last + 1] * column[last + 1]).squareRoot()
    let rotation =
      radius == 0
      ? (cosine: 1.0, sine: 0.0) : (column[last] / radius, column[last + 1] / radius)
    rotate(&column, last, rotation)
    rotations.append(rotation)
    columns.append(column.dropLast())
    right.append(0)
    rotate(&right, last, rotation)
  }

  private func rotate(
    _ column: inout [Double], _ index: Int, _ rotation: (cosine: Double, sine: Double)
  ) {
    let (upper, lower) = (column[index], column[index + 1])
    column[index] = rotation.cosine * upper + rotation.sine * lower
    column[index + 1] = rotation.cosine * lower - rotation.sine * upper
  }

  /// The weights of the directions.
  func solution() -> [Double] {
    var weights = [Double](repeating: 0, count: columns.count)
    for row in columns.indices.reversed() {
      var rest = right[row]
      for column in row + 1..<max(row + 1, columns.count) {
        rest -= columns[column][row] * weights[column]
      }
      // A direction whose image is nothing new.
      weights[row] = columns[row][row] == 0 ? 0 : rest / columns[row][row]
    }
    return weights
  }
}
