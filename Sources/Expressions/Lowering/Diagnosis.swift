import Autodiff

/// The innermost part of an expression that made a value infinite or NaN out of finite ones.
public struct NonFiniteValue: Error, Sendable, Hashable {
  /// A part of the expression and its value.
  public struct Part: Sendable, Hashable {
    /// As it is written.
    public let text: String
    /// Its value at the point.
    public let value: Double
  }

  /// What is infinite or NaN, such as `log(x - 1)`.
  public let part: Part
  /// Unicode scalars before it.
  public let offset: Int
  /// How many Unicode scalars it has.
  public let length: Int
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int
  /// What it was made of.
  public let operands: [Part]
  /// The line it is in, and below it carets.
  public let rendering: String
}

extension Expression {
  /// The value for given numbers.
  ///
  /// - Parameter numbers: by names in ASCII spelling.
  /// - Throws: every unknown name, and every function that is not of the language.
  public func evaluate(_ numbers: [String: Double]) throws(ExpressionErrors) -> Double {
    try lower(in: Environment(values: numbers.mapValues { Value($0) })).number ?? .nan
  }

  /// Where the value for given numbers becomes infinite or NaN; nil if it doesn't.
  ///
  /// What is infinite but has no effect, such as a quotient 1/∞ or what a `where` does not choose,
  /// is no answer.
  ///
  /// - Parameter numbers: by names in ASCII spelling.
  /// - Throws: every unknown name, and every function that is not of the language.
  public func firstNonFinite(
    _ numbers: [String: Double]
  ) throws(ExpressionErrors) -> NonFiniteValue? {
    var lowering = Lowering(
      self, Environment(values: numbers.mapValues { Value($0) }), endsSumsThatAreNotFinite: true)
    lowering.run()
    guard try lowering.result().number?.isFinite == false else { return nil }
    let values = lowering.values.map { $0?.number ?? .nan }
    var culprit = nodes.count - 1
    while let cause = causes(of: culprit, values).first(where: { !values[$0].isFinite }) {
      culprit = cause
    }
    return nonFinite(culprit, values)
  }

  /// The nodes that a node's value was made of.
  private func causes(of node: Int, _ values: [Double]) -> [Int] {
    let operands = nodes.operands(of: node)
    switch nodes[node].kind {
    case .binding(let place):
      return [bindings[place].root]
    case .call(let place) where Function.table[place].name == "where":
      return [operands[0], values[operands[0]] > 0 ? operands[1] : operands[2]]
    default:
      return operands
    }
  }

  private func nonFinite(_ node: Int, _ values: [Double]) -> NonFiniteValue {
    let scalars = Array(text.unicodeScalars)
    func part(_ node: Int) -> NonFiniteValue.Part {
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars[nodes[node].range])
      return NonFiniteValue.Part(text: text, value: values[node])
    }
    let range = nodes[node].range
    let marked = error(.init(code: .init("non-finite")), at: range)
    return NonFiniteValue(
      part: part(node), offset: range.lowerBound, length: range.count, line: marked.line,
      column: marked.column, operands: causes(of: node, values).map(part),
      rendering: marked.rendering)
  }
}
