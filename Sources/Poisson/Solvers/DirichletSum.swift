import Autodiff
import Fourier

/// The second difference on a ring of n points and length 1 with φ_0 = 0 given: the tridiagonal
/// Dirichlet problem D φ = h² ρ for φ_1 … φ_{n−1}, D = tri(1, −2, 1), φ_0 = φ_n = 0.
///
/// D is symmetric, and so is its inverse. It is solved by summing twice: the differences
/// d_i = φ_{i+1} − φ_i obey d_i = d + Σ_{1≤j≤i} b_j with b = h² ρ, and φ_n = φ_0 determines d.
///
/// The field is read twice and written once, in chunks that threads may share: first the moments of each
/// chunk are added up, from which follow d and where each chunk begins; then each is summed on its own.
struct DirichletSum {
  let points: Int

  /// Points of a chunk: they stay in the second-level cache.
  private static let chunk = 4096

  private var chunkCount: Int { (points + Self.chunk - 1) / Self.chunk }

  /// The doubles of scratch space that `solve` takes.
  var scratchCount: Int { 3 * chunkCount }

  /// Where the solution is to lie.
  enum Level {
    /// At this value at point 0.
    case start(Double)
    /// At the mean 0.
    case zeroMean
  }

  /// Solves for the source ρ, whose value at point 0 does not matter, and shifts the solution.
  ///
  /// - Parameter removesMean: whether the mean of ρ at all points is subtracted from it.
  func solve(
    _ source: Span<Double>, removingMean removesMean: Bool, at level: Level,
    into potential: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    precondition(source.count == points && potential.count == points)
    let (n, workers) = (Double(points), TransformWorkers.current)
    VectorKernels.moments(of: source, chunk: Self.chunk, into: &scratch, sharing: workers)
    var mean = 0.0
    if removesMean {
      mean = source[0] / n  // which the moments leave out
      for chunk in 0..<chunkCount { mean += scratch[3 * chunk] / n }
    }
    let scale = 1 / (n * n)
    for chunk in 0..<chunkCount { scaleMoments(of: chunk, in: &scratch, mean: mean, scale: scale) }
    // First with φ_0 = 0 and d = 0, to see where that ends.
    var probe = Position()
    for chunk in 0..<chunkCount { probe.advance(past: chunk, scratch.span, length(chunk)) }
    let slope = -probe.potential / n
    let shift =
      switch level {
      case .start(let value): value
      // The mean of the sums, and of the ramp i slope.
      case .zeroMean: -(probe.sum / n + slope * (n - 1) / 2)
      }
    var position = Position(difference: slope, potential: shift)
    for chunk in 0..<chunkCount {
      let start = position
      position.advance(past: chunk, scratch.span, length(chunk))
      (scratch[3 * chunk], scratch[3 * chunk + 1]) = (start.difference, start.potential)
    }
    VectorKernels.doubleSums(
      of: source, removing: mean, scale: scale, chunk: Self.chunk, starts: scratch.span,
      into: &potential, sharing: workers)
  }

  private func length(_ chunk: Int) -> Double {
    Double(min(Self.chunk, points - chunk * Self.chunk))
  }

  /// Turns a chunk's moments of ρ into what its own b add to the difference and to φ at its end, and to
  /// the Σ φ of its points.
  private func scaleMoments(
    of chunk: Int, in moments: inout MutableSpan<Double>, mean: Double, scale: Double
  ) {
    // Those of ones, without the first of all: b_0 = 0.
    let m = length(chunk) - (chunk == 0 ? 1 : 0)
    let ones = (m, m * (m + 1) / 2, (m + 1) * m * (m - 1) / 6)
    moments[3 * chunk] = scale * (moments[3 * chunk] - mean * ones.0)
    moments[3 * chunk + 1] = scale * (moments[3 * chunk + 1] - mean * ones.1)
    moments[3 * chunk + 2] = scale * (moments[3 * chunk + 2] - mean * ones.2)
  }
}

/// Where a solution is between two chunks.
private struct Position {
  /// φ_i − φ_{i−1} before the point i.
  var difference = 0.0
  /// φ_i.
  var potential = 0.0
  /// The sum of φ over the points passed.
  var sum = 0.0

  mutating func advance(past chunk: Int, _ moments: Span<Double>, _ m: Double) {
    sum += m * potential + m * (m - 1) / 2 * difference + moments[3 * chunk + 2]
    potential += m * difference + moments[3 * chunk + 1]
    difference += moments[3 * chunk]
  }
}
