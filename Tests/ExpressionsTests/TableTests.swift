import Autodiff
import Foundation
import Testing

@testable import Expressions

/// What independent systems computed; Tables/make_tables.py says how.
@Suite("Tables by mpmath and SymPy")
struct TableTests {
  struct Row {
    let text: String
    let x: Double
    let y: Double
    let expected: [Double]
  }

  private static func rows(_ file: String) throws -> [Row] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables/\(file)")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    return try lines.map { line in
      let cells = line.split(separator: "\t")
      let numbers = try cells.dropFirst().map { try #require(Double($0)) }
      return Row(
        text: String(cells[0]), x: numbers[0], y: numbers[1], expected: Array(numbers[2...]))
    }
  }

  private static func isClose(_ a: Double, _ b: Double, relative: Double) -> Bool {
    a == b || abs(a - b) <= relative * max(abs(a), abs(b))
  }

  @Test("values, of numbers and along a field")
  func values() throws {
    let rows = try Self.rows("values.tsv")
    #expect(rows.count > 500)
    for (text, rows) in Dictionary(grouping: rows, by: \.text) {
      let expression = try Expression(parsing: text)
      let graph = Graph()
      let environment = Expression.Environment(values: [
        "x": graph.constant(rows.map(\.x)), "y": graph.constant(rows.map(\.y)),
      ])
      let field = try expression.lowerField(in: environment, shape: .field(rows.count), of: graph)
      let program = Program(graph, inputs: [], outputs: rows.indices.map { field[$0] })
      let along = try #require(program.sweep([], count: 1))
      for (index, row) in rows.enumerated() {
        let value = try expression.evaluate(["x": row.x, "y": row.y])
        let expected = row.expected[0]
        // Vector kernels are right to 2 units in the last place, and formulas have several.
        #expect(Self.isClose(value, expected, relative: 1e-14), "\(text) at \(row.x), \(row.y)")
        #expect(
          Self.isClose(along[index][0], expected, relative: 1e-14), "\(text) at \(row.x), \(row.y)")
      }
    }
  }

  @Test("every function has rows in the table of values")
  func coverage() throws {
    let texts = Set(try Self.rows("values.tsv").map(\.text))
    for name in Function.places.keys {
      #expect(texts.contains { $0.contains("\(name)(") }, "\(name)")
    }
  }

  @Test("values and derivatives of random expressions, as numbers and through a field")
  func derivatives() throws {
    let rows = try Self.rows("derivatives.tsv")
    #expect(rows.count >= 400)
    for row in rows {
      let expression = try Expression(parsing: row.text)
      let (point, mean) = try Self.gradients(expression, x: row.x, y: row.y)
      for (index, expected) in row.expected.enumerated() {
        #expect(
          Self.isClose(point[index], expected, relative: 1e-11), "\(row.text) at \(row.x), \(row.y)"
        )
        #expect(
          Self.isClose(mean[index], expected, relative: 1e-11), "\(row.text) at \(row.x), \(row.y)")
      }
    }
  }

  /// Value and derivatives of the expression of two numbers, and of the mean of the expression over
  /// fields that are these numbers at every point.
  private static func gradients(
    _ expression: Expressions.Expression, x: Double, y: Double
  ) throws -> (point: [Double], mean: [Double]) {
    let graph = Graph()
    let inputs = [graph.input(), graph.input()]
    func outputs(_ names: [Value], _ reduce: (Value) -> Value) throws -> [Value] {
      let values = Dictionary(uniqueKeysWithValues: zip(["x", "y"], names))
      let value = reduce(try expression.lower(in: .init(values: values)))
      return [value] + gradient(of: value, withRespectTo: inputs)
    }
    let all =
      try outputs(inputs) { $0 }
      + outputs(inputs.map { broadcast($0, to: .field(7)) }) { mean($0) }
    let program = Program(graph, inputs: inputs, outputs: all)
    let columns = try #require(program.sweep([.constant(x), .constant(y)], count: 1))
    return (columns[..<3].map { $0[0] }, columns[3...].map { $0[0] })
  }

  @Test("sinc has the derivatives of its series at 0 and no jump where the series ends")
  func sincDerivatives() throws {
    let graph = Graph()
    let x = graph.input()
    var derivatives = [try Expression(parsing: "sinc(x)").lower(in: .init(values: ["x": x]))]
    for order in 0..<4 { derivatives += gradient(of: derivatives[order], withRespectTo: [x]) }
    let program = Program(graph, inputs: [x], outputs: derivatives)
    let below = 0.999_999_999_999
    let columns = try #require(program.sweep([.values([0, below, 1])], count: 3))
    for (order, exact) in [1, 0, -1.0 / 3, 0, 0.2].enumerated() {
      #expect(abs(columns[order][0] - exact) < 1e-15)
      #expect(abs(columns[order][1] - columns[order][2]) < 1e-11)
    }
  }
}
