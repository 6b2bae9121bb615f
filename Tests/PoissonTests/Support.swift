import Autodiff
import Glibc
import Poisson
import Workers

/// A relative comparison; both zero counts as close.
func isClose(_ a: Double, _ b: Double, relative: Double) -> Bool {
  Swift.abs(a - b) <= relative * max(Swift.abs(a), Swift.abs(b))
}

/// The largest difference; infinite if there is a NaN or the counts differ.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let differences = zip(a, b).map { Swift.abs($0 - $1) }
  return differences.contains { $0.isNaN } ? .infinity : differences.max() ?? 0
}

func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(into: 0.0) { $0 += $1.0 * $1.1 }
}

func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

func mean(_ a: [Double]) -> Double { a.reduce(into: 0.0) { $0 += $1 } / Double(a.count) }

func rootMeanSquare(_ a: [Double]) -> Double { norm(a) / Double(a.count).squareRoot() }

/// The lowest order at which a remainder falls along ε = 0.01, 0.005, 0.0025, 0.00125.
///
/// What is below `floor` is round-off and is not looked at: infinite order if all of it is. A
/// remainder that is no number has order −∞.
func observedOrder(
  floor: Double, of remainder: (_ epsilon: Double) throws -> Double
) rethrows -> Double {
  let remainders = try (0..<4).map { try remainder(0.01 / Double(1 << $0)) }
  guard remainders.allSatisfy(\.isFinite) else { return -.infinity }
  return zip(remainders, remainders.dropFirst()).reduce(into: Double.infinity) { order, pair in
    guard pair.0 > floor, pair.1 > floor else { return }
    order = min(order, log2(pair.0 / pair.1))
  }
}

// MARK: Solvers

/// The solvers of the catalogue, for tests of what all have in common.
enum Solver: String, CaseIterable, Sendable {
  case spectral
  case finiteDifference
  case pinned

  func make(_ points: Int) -> any LinearOperator {
    switch self {
    case .spectral: spectralSolver(points)
    case .finiteDifference: FiniteDifferenceSolver(points: points)
    case .pinned: PinnedSolver(points: points)
    }
  }

  /// The solution for a source.
  func solve(_ source: [Double]) -> [Double] {
    let map = make(source.count)
    return map(source)
  }

  /// The transposed map.
  func solveTransposed(_ source: [Double]) -> [Double] {
    let map = make(source.count).transpose
    return map(source)
  }
}

/// The spectral solver as an operator.
func spectralSolver(_ points: Int) -> TracedOperator {
  let solver = SpectralSolver(points: points)
  return TracedOperator(inputCount: points, outputCount: points) { solver($0) }
}
