import Testing

@testable import Autodiff

/// Numbers that the naive interpreter computes with.
protocol InterpretedNumber {
  init(real: Double)
  /// The sum of all elements.
  static func sum(_ x: [Self]) -> Self
  /// A row of the table of elementwise functions.
  static func apply(_ row: Elementwise, _ operands: [[Self]], count: Int) throws -> [Self]
  /// A linear operator.
  static func apply(_ map: any LinearOperator, _ x: [Self]) -> [Self]
  /// A differentiable operator.
  static func apply(_ map: any DifferentiableOperator, _ operands: [[Self]]) throws -> [Self]
}

/// Executes a graph node by node in plain Swift: no schedule, no fused passes, no reuse of memory and
/// no vector kernels. What a program must agree with.
///
/// Its loops over elements are `while` loops on concrete types because tests run without
/// optimisation, where iterators cost a hundred times the arithmetic.
struct Interpreter<Number: InterpretedNumber> {
  /// The values of every node.
  let values: [[Number]]

  init(_ graph: Graph, inputs: [(Value, [Number])]) throws {
    var given: [Int: [Number]] = [:]
    for (input, value) in inputs { given[graph.node(of: input)] = value }
    var values: [[Number]] = []
    for (index, node) in graph.nodes.enumerated() {
      let operands = node.operands.map { values[$0] }
      switch node.operation {
      case .input:
        values.append(try #require(given[index]))
      case .constant(let bits):
        values.append([Number(real: Double(bitPattern: bits))])
      case .constantField(let field):
        values.append(graph.constantFields[field].values.map(Number.init(real:)))
      case .elementwise(let row):
        values.append(try Number.apply(row, operands, count: node.shape.count))
      case .sum:
        values.append([Number.sum(operands[0])])
      case .broadcast:
        values.append([Number](repeating: operands[0][0], count: node.shape.count))
      case .ramp(let ramp):
        values.append(
          (0..<node.shape.count).map { Number(real: (ramp.first + Double($0)) / ramp.divisor) })
      case .spread(let layout):
        values.append(
          (0..<node.shape.count).map { operands[0][$0 / layout.inner % layout.count] })
      case .linear(let linear):
        values.append(Number.apply(linear.map, operands[0]))
      case .general(let general):
        values.append(try Number.apply(general.map, operands))
      case .element(let index):
        values.append([operands[0][index]])
      case .slice(let start):
        values.append(Array(operands[0][start..<start + node.shape.count]))
      case .assemble(let offsets):
        var field = [Number](repeating: Number(real: 0), count: node.shape.count)
        for (operand, offset) in zip(operands, offsets) {
          for (index, value) in operand.enumerated() {
            field[offset + index] = Number.sum([field[offset + index], value])
          }
        }
        values.append(field)
      }
    }
    self.values = values
  }

  func callAsFunction(_ value: Value) throws -> [Number] {
    switch value.storage {
    case .constant(let number): [Number(real: number)]
    case .node(_, let node): values[node]
    }
  }
}

extension Double: InterpretedNumber {
  init(real: Double) { self = real }

  static func sum(_ x: [Double]) -> Double {
    var total = 0.0
    var index = 0
    while index < x.count {
      total += x[index]
      index += 1
    }
    return total
  }

  static func apply(
    _ row: Elementwise, _ operands: [[Double]], count: Int
  ) throws -> [Double] {
    let function = try row.reference()
    var arguments = operands.map { $0[0] }
    var results: [Double] = []
    var point = 0
    while point < count {
      var index = 0
      while index < operands.count {
        if operands[index].count > 1 { arguments[index] = operands[index][point] }
        index += 1
      }
      results.append(function(arguments))
      point += 1
    }
    return results
  }

  static func apply(_ map: any LinearOperator, _ x: [Double]) -> [Double] { map(x) }

  static func apply(_ map: any DifferentiableOperator, _ operands: [[Double]]) -> [Double] {
    map(operands)
  }
}

extension Complex: InterpretedNumber {
  init(real: Double) { self.init(real) }

  static func sum(_ x: [Complex]) -> Complex {
    var total = Complex(0)
    var index = 0
    while index < x.count {
      total = total + x[index]
      index += 1
    }
    return total
  }

  static func apply(
    _ row: Elementwise, _ operands: [[Complex]], count: Int
  ) throws -> [Complex] {
    let function = try function(of: row)
    var arguments = operands.map { $0[0] }
    var results: [Complex] = []
    var point = 0
    while point < count {
      var index = 0
      while index < operands.count {
        if operands[index].count > 1 { arguments[index] = operands[index][point] }
        index += 1
      }
      results.append(function(arguments))
      point += 1
    }
    return results
  }

  private static func function(of row: Elementwise) throws -> ([Complex]) -> Complex {
    switch row {
    case .add: { $0[0] + $0[1] }
    case .subtract: { $0[0] - $0[1] }
    case .multiply: { $0[0] * $0[1] }
    case .divide: { $0[0] / $0[1] }
    case .power: { exp($0[1] * log($0[0])) }
    case .negate: { -$0[0] }
    case .square: { $0[0] * $0[0] }
    case .reciprocal: { Complex(1) / $0[0] }
    case .sqrt: { sqrt($0[0]) }
    case .exp: { exp($0[0]) }
    case .log: { log($0[0]) }
    case .log1p: { log(Complex(1) + $0[0]) }
    case .sin: { sin($0[0]) }
    case .cos: { cos($0[0]) }
    case .tan: { sin($0[0]) / cos($0[0]) }
    case .sinh: { sinh($0[0]) }
    case .cosh: { cosh($0[0]) }
    case .tanh: { sinh($0[0]) / cosh($0[0]) }
    case .equal: { Complex($0[0].real == $0[1].real ? 1 : 0) }
    case .lessOrEqual: { Complex($0[0].real <= $0[1].real ? 1 : 0) }
    case .less: { Complex($0[0].real < $0[1].real ? 1 : 0) }
    case .step: { Complex($0[0].real > $0[1].real ? 1 : $0[0].real == $0[1].real ? 0.5 : 0) }
    case .minimum: { $0[0].real < $0[1].real ? $0[0] : $0[1] }
    case .maximum: { $0[0].real > $0[1].real ? $0[0] : $0[1] }
    case .select: { $0[0].real > 0 ? $0[1] : $0[2] }
    default: throw NoComplexForm(name: row.name)
    }
  }

  static func apply(_ map: any LinearOperator, _ x: [Complex]) -> [Complex] {
    let (real, imaginary) = (map(x.map(\.real)), map(x.map(\.imaginary)))
    return real.indices.map { Complex(real[$0], imaginary[$0]) }
  }

  static func apply(_ map: any DifferentiableOperator, _ operands: [[Complex]]) throws -> [Complex]
  {
    guard let map = map as? any ComplexOperator else {
      throw NoComplexForm(name: String(describing: type(of: map)))
    }
    return map.evaluate(operands)
  }

  struct NoComplexForm: Error {
    let name: String
  }
}

/// A differentiable operator that can be evaluated at complex operands, for complex steps.
protocol ComplexOperator: DifferentiableOperator {
  func evaluate(_ operands: [[Complex]]) -> [Complex]
}
