import Autodiff

/// A way to solve φ″ = ρ on a periodic axis: a row of the catalogue of schemes.
///
/// All schemes share one convention. Nodes are x_i = start + i L/n, i = 0 … n−1. The mean of ρ is
/// removed, and φ has zero mean. Solvers work on an axis of length 1; a length L enters as the
/// factor L², so that one can differentiate by it.
public struct Scheme: Sendable {
  /// The name in requests.
  public let name: String
  /// The order in requests, for schemes that come in several.
  public let order: Int?
  /// One sentence for people.
  public let summary: String
  /// The fewest points for which the scheme is defined.
  public let minimumPoints: Int
  /// φ on the unit axis from ρ, whose mean it ignores.
  let solve: @Sendable (_ graph: Graph, _ density: Value) -> Value
}

extension Scheme {
  /// Fourier series: the error falls faster than any power of n on smooth periodic data.
  public static let spectral = Scheme(
    name: "spectral", order: nil,
    summary: "Fourier series; error below any power of the spacing on smooth periodic data",
    minimumPoints: 3
  ) { _, density in
    SpectralSolver(points: density.shape.count)(density)
  }

  /// Central second differences.
  public static let finiteDifference2 = Scheme(
    name: "finite-difference", order: 2,
    summary: "central second differences; error proportional to the spacing squared",
    minimumPoints: 3
  ) { _, density in
    apply(FiniteDifferenceSolver(points: density.shape.count), density)
  }

  /// The posts' matrix: second differences with the first row replaced by φ_0 = 0, and the mean
  /// subtracted afterwards.
  public static let pinned = Scheme(
    name: "pinned", order: nil,
    summary: "second differences with the first row replaced by phi_0 = 0, as in the posts",
    minimumPoints: 3
  ) { graph, density in
    PinnedSolver.solveWithoutMean(density, in: graph)
  }

  /// Every scheme.
  public static let catalogue = [spectral, finiteDifference2, pinned]
}

extension Scheme: Hashable {
  /// Rows are told apart by name and order.
  public static func == (a: Scheme, b: Scheme) -> Bool { a.name == b.name && a.order == b.order }

  /// Hashes name and order.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(order)
  }
}
