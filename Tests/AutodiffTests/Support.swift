import Glibc
import Randomness
import Testing

@testable import Autodiff

// Loops over elements are `while` loops because tests run without optimisation, where iterators
// cost a hundred times the arithmetic.

func dot(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  var total = 0.0
  var index = 0
  while index < a.count {
    total += a[index] * b[index]
    index += 1
  }
  return total
}

/// The inner product of lists of vectors.
func dot(_ a: [[Double]], _ b: [[Double]]) -> Double {
  zip(a, b).reduce(into: 0.0) { $0 += dot($1.0, $1.1) }
}

func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

func norm(_ a: [[Double]]) -> Double { dot(a, a).squareRoot() }

/// x + ε v.
func moved(_ x: [[Double]], by epsilon: Double, along v: [[Double]]) -> [[Double]] {
  zip(x, v).map { x, v in
    var result = x
    var index = 0
    while index < x.count {
      result[index] += epsilon * v[index]
      index += 1
    }
    return result
  }
}

/// A comparison relative to the larger of the two.
func isClose(_ a: Double, _ b: Double, relative: Double) -> Bool {
  Swift.abs(a - b) <= relative * max(Swift.abs(a), Swift.abs(b))
}

/// The largest difference; infinite if there is a NaN or the counts differ.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var worst = 0.0
  var index = 0
  while index < a.count {
    let difference = a[index] == b[index] ? 0 : Swift.abs(a[index] - b[index])
    if !(difference <= worst) { worst = difference.isNaN ? .infinity : difference }
    index += 1
  }
  return worst
}

/// The largest magnitude.
func largest(_ a: [Double]) -> Double {
  distance(a, [Double](repeating: 0, count: a.count))
}

/// How many representable numbers apart a and b are; 0 for two NaNs.
func ulps(_ a: Double, _ b: Double) -> UInt64 {
  func rank(_ x: Double) -> Int64 {
    let bits = Int64(bitPattern: x.bitPattern)
    return bits < 0 ? Int64.min &- bits : bits
  }
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .max }
  let (x, y) = (rank(a), rank(b))
  return (x > y ? x.subtractingReportingOverflow(y) : y.subtractingReportingOverflow(x))
    .partialValue.magnitude
}

extension Program {
  /// One run with inputs and outputs of any shape, in the given workspace or a new one.
  func run(_ inputs: [[Double]], in workspace: Workspace? = nil) -> [[Double]] {
    let workspace = workspace ?? makeWorkspace()
    for (index, input) in inputs.enumerated() { workspace.setInput(index, to: input) }
    workspace.run()
    return outputShapes.indices.map(workspace.output)
  }
}

extension Sequence<[Double]> {
  /// For comparisons bit for bit, in which NaN equals itself and −0 differs from 0.
  var bits: [[UInt64]] { map { $0.map(\.bitPattern) } }
}

/// Steps along which remainders are observed.
let taylorSteps = [0.01, 0.005, 0.0025, 0.00125]

/// The lowest order at which a remainder falls along the steps ε.
///
/// What is below `floor` is round-off and is not looked at: infinite order if all of it is. A
/// remainder that is no number has order −∞.
func observedOrder(floor: Double, of remainder: (_ epsilon: Double) -> Double) -> Double {
  let remainders = taylorSteps.map(remainder)
  guard remainders.allSatisfy(\.isFinite) else { return -.infinity }
  return zip(remainders, remainders.dropFirst()).reduce(into: Double.infinity) { order, pair in
    guard pair.0 > floor, pair.1 > floor else { return }
    order = min(order, log2(pair.0 / pair.1))
  }
}

/// A dense matrix, in general neither square nor symmetric.
final class Matrix: LinearOperator {
  let rows: [[Double]]
  let inputCount: Int

  /// The number of columns has to be told if there are no rows.
  init(rows: [[Double]], columns: Int? = nil) {
    self.rows = rows
    inputCount = columns ?? rows[0].count
  }

  convenience init(_ outputs: Int, _ inputs: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    self.init(rows: (0..<outputs).map { _ in generator.vector(inputs) }, columns: inputs)
  }

  var outputCount: Int { rows.count }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator {
    Matrix(
      rows: (0..<inputCount).map { column in rows.map { $0[column] } }, columns: outputCount)
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for row in rows.indices {
      var total = 0.0
      for column in x.indices { total += rows[row][column] * x[column] }
      y[row] = total
    }
  }
}

/// y_i = x_i / 2 + 3 x_{i+s} / 10 − x_{i−2s} / 5 on a ring: cheap at any length, not symmetric, and
/// it leaves rubbish in its scratch space.
final class RingStencil: LinearOperator {
  let count: Int
  let step: Int

  init(count: Int, step: Int = 1) {
    self.count = count
    self.step = step
  }

  var inputCount: Int { count }
  var outputCount: Int { count }
  var scratchCount: Int { count }
  var transpose: any LinearOperator { RingStencil(count: count, step: -step) }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    func wrapped(_ index: Int) -> Int { ((index % count) + count) % count }
    var index = 0
    while index < count {
      y[index] =
        0.5 * x[index] + 0.3 * x[wrapped(index + step)] - 0.2 * x[wrapped(index - 2 * step)]
      scratch[index] = .nan
      index += 1
    }
  }
}
