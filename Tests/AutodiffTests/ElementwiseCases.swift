import Testing

@testable import Autodiff

/// A row of the table of elementwise functions, and which of its operands are fields.
struct ElementwiseCase: Sendable, CustomTestStringConvertible {
  let row: Elementwise
  let isField: [Bool]

  var testDescription: String {
    "\(row.name)(\(isField.map { $0 ? "field" : "scalar" }.joined(separator: ", ")))"
  }

  /// Every row of the table with every combination of scalars and fields.
  static let all = Elementwise.table.flatMap { row in
    (0..<1 << row.arity).map { bits in
      ElementwiseCase(row: row, isField: (0..<row.arity).map { bits >> $0 & 1 == 1 })
    }
  }

  /// Lengths around a vector (8), around common sizes, and beyond two blocks of 1024, odd and even.
  var lengths: [Int] { isField.contains(true) ? [1, 2, 7, 8, 9, 127, 128, 2500, 2501] : [1] }
}

/// Where a function is smooth enough for a Taylor test with steps of 0.01: per operand a range of
/// magnitudes, and whether both signs are allowed. A row that is not listed is sampled on
/// 0.1 ≤ |x| ≤ 1.2, away from kinks at 0; where that is no domain of it, its tests fail and it wants
/// an entry here.
struct SamplingDomain {
  let magnitudes: ClosedRange<Double>
  var isSigned = false

  static let standard = SamplingDomain(magnitudes: 0.1...1.2, isSigned: true)
  static let positive = SamplingDomain(magnitudes: 0.4...2.5)
  static let awayFromZero = SamplingDomain(magnitudes: 0.5...2, isSigned: true)
  /// Pairs from these two are never near each other.
  static let small = SamplingDomain(magnitudes: 0.1...0.7, isSigned: true)
  static let large = SamplingDomain(magnitudes: 1.1...1.9, isSigned: true)

  private static let exceptions: [String: [SamplingDomain]] = [
    "/": [standard, awayFromZero],
    "pow": [positive, awayFromZero],
    "reciprocal": [awayFromZero],
    "sqrt": [positive],
    "log": [positive],
    "log1p": [positive],
    "log2": [positive],
    "log10": [positive],
    "cbrt": [awayFromZero],
    "asin": [small],
    "acos": [small],
    "atanh": [small],
    "acosh": [SamplingDomain(magnitudes: 1.5...3)],
    "atan2": [awayFromZero, awayFromZero],
    "hypot": [awayFromZero, awayFromZero],
    "floor": [small],
    "mod": [small, large],
    "<": [small, large], "<=": [small, large], "==": [small, large], "!=": [small, large],
    "step": [small, large], "min": [small, large], "max": [small, large],
  ]

  static func of(_ row: Elementwise, operand: Int) -> SamplingDomain {
    exceptions[row.name]?[operand] ?? standard
  }

  func sample(_ count: Int, using generator: inout SeededGenerator) -> [Double] {
    generator.vector(count, in: magnitudes).map { magnitude in
      isSigned && Bool.random(using: &generator) ? -magnitude : magnitude
    }
  }
}

/// A row applied to inputs x, with directions u and v in the space of x and weights w in that of the
/// result, all inputs of one graph; and random values for them.
struct TracedCase {
  let graph = Graph()
  let x: [Value]
  let v: [Value]
  let u: [Value]
  let w: Value
  /// f(x).
  let result: Value

  let values: (x: [[Double]], v: [[Double]], u: [[Double]], w: [Double])

  init(_ parts: ElementwiseCase, length: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let shapes = parts.isField.map { $0 ? Shape.field(length) : .scalar }
    let shape = shapes.first { !$0.isScalar } ?? .scalar
    let graph = graph
    x = shapes.map { graph.input($0) }
    v = shapes.map { graph.input($0) }
    u = shapes.map { graph.input($0) }
    w = graph.input(shape)
    result = graph.apply(.elementwise(parts.row), x, shape: shape)
    values = (
      x: shapes.enumerated().map { operand, shape in
        SamplingDomain.of(parts.row, operand: operand).sample(shape.count, using: &generator)
      },
      v: shapes.map { generator.vector($0.count) },
      u: shapes.map { generator.vector($0.count) },
      w: generator.vector(shape.count, in: 0.5...1.5)
    )
  }

  /// The scalar w · f(x).
  var objective: Value { sum(w * result) }

  /// J v.
  var tangent: Value { pushforward(along: v, of: [result])[0] }

  /// Derivatives of values along a direction in x.
  func pushforward(along direction: [Value], of values: [Value]) -> [Value] {
    Autodiff.pushforward(
      zip(x, direction).map { (value: $0, tangent: $1) }, to: values)
  }

  func compile(_ outputs: [Value]) -> Program {
    Program(graph, inputs: x + v + u + [w], outputs: outputs)
  }

  /// A run at x + ε v.
  func run(_ program: Program, at epsilon: Double = 0, in workspace: Workspace) -> [[Double]] {
    let inputs =
      moved(values.x, by: epsilon, along: values.v) + values.v + values.u + [values.w]
    return program.run(inputs, in: workspace)
  }
}
