extension Expression {
  /// A number that needs no reading, of either sign.
  public init(number: Double) {
    let text = "\(number)"
    self.init(
      text: text,
      nodes: [Node(kind: .number(number), start: 0, range: 0..<text.unicodeScalars.count)])
  }

  /// The number that the expression is, if it is no more than that.
  public var number: Double? {
    guard nodes.count == 1, case .number(let number) = nodes[0].kind else { return nil }
    return number
  }
}
