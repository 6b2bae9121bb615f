import Randomness
import Testing

@testable import Autodiff

/// An operation that the laws of differentiation are tested on: how to apply it, and where.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// The lengths to test at, odd and even, one element among them.
  let lengths: [Int]
  let shapes: [OperandShape]
  /// Per operand where it is smooth.
  let domains: [SamplingDomain]
  /// Whether the derivative is 0 wherever there is one.
  let isPiecewiseConstant: Bool
  /// The operation; derivatives by all operands are tested.
  let operation: @Sendable (_ operands: [Value]) -> Value

  var testDescription: String { name }

  init(
    _ name: String, lengths: [Int] = fieldLengths, shapes: [OperandShape],
    domains: [SamplingDomain]? = nil, isPiecewiseConstant: Bool = false,
    operation: @escaping @Sendable (_ operands: [Value]) -> Value
  ) {
    self.name = name
    self.lengths = lengths
    self.shapes = shapes
    self.domains = domains ?? shapes.map { _ in .standard }
    self.isPiecewiseConstant = isPiecewiseConstant
    self.operation = operation
  }

  /// Around a vector (8), around common sizes, and beyond two blocks of 1024, odd and even.
  static let fieldLengths = [1, 2, 7, 8, 9, 127, 128, 2500, 2501]

  /// Every elementwise function in every combination of scalars and fields, and everything else.
  static let all = elementwise + structural + operators

  /// Every row of the table with every combination of scalars and fields.
  private static let elementwise = Elementwise.table.flatMap { row in
    (0..<1 << row.arity).map { bits in
      let isField = (0..<row.arity).map { bits >> $0 & 1 == 1 }
      return OperationCase(
        "\(row.name)(\(isField.map { $0 ? "field" : "scalar" }.joined(separator: ", ")))",
        lengths: isField.contains(true) ? fieldLengths : [1],
        shapes: isField.map { $0 ? .field : .scalar },
        domains: (0..<row.arity).map { SamplingDomain.of(row, operand: $0) },
        isPiecewiseConstant: piecewiseConstant.contains(row)
      ) { operands in
        let shape = operands.map(\.shape).first { !$0.isScalar } ?? .scalar
        return operands[0].graph?.apply(.elementwise(row), operands, shape: shape) ?? operands[0]
      }
    }
  }

  /// The rows whose derivative is 0.
  private static let piecewiseConstant: Set<Elementwise> = [
    .sign, .floor, .less, .lessOrEqual, .equal, .notEqual, .step,
  ]
}

/// An operand's shape at a length.
struct OperandShape: Sendable {
  let shape: @Sendable (_ length: Int) -> Shape

  static let scalar = OperandShape { _ in .scalar }
  static let field = OperandShape { .field($0) }
  /// As many values as a square matrix has.
  static let square = OperandShape { .field($0 * $0) }
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

/// An operation applied to inputs x, with directions u and v in the space of x and weights w in that of the
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

  init(_ tested: OperationCase, length: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let shapes = tested.shapes.map { $0.shape(length) }
    let graph = graph
    x = shapes.map { graph.input($0) }
    v = shapes.map { graph.input($0) }
    u = shapes.map { graph.input($0) }
    result = tested.operation(x)
    w = graph.input(result.shape)
    values = (
      x: shapes.enumerated().map { operand, shape in
        tested.domains[operand].sample(shape.count, using: &generator)
      },
      v: shapes.map { generator.vector($0.count) },
      u: shapes.map { generator.vector($0.count) },
      w: generator.vector(result.shape.count, in: 0.5...1.5)
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
