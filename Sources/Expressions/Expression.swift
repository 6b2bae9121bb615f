/// A formula that somebody wrote, understood but not yet given a meaning to its names.
///
/// Two expressions are equal if they have the same structure: spaces, redundant parentheses and the
/// spelling of operators, numbers and Greek letters don't count. So a problem made of expressions
/// can be cached by them; but places in the text, as errors tell them, are those of each text.
public struct Expression: Sendable {
  /// The text as it was written.
  public let text: String
  /// The names that the environment has to explain, in ASCII spelling, in the order of first use.
  public let freeNames: [String]
  let nodes: [Node]
  let bindings: [Scope.Binding]
  /// A hash of the structure, made once: expressions are looked up far more often than they are read.
  private let structureHash: Int

  /// Reads a text.
  ///
  /// It takes time and memory linear in the length of the text; see the article on the language.
  ///
  /// - Throws: the first error in the text, or the limit that it exceeds.
  public init(
    parsing text: String, limits: ExpressionLimits = ExpressionLimits()
  ) throws(ExpressionError) {
    let scalars = Array(text.unicodeScalars.prefix(limits.characters + 1))
    guard scalars.count <= limits.characters else {
      throw ExpressionError(
        .init(
          code: .tooLong, found: "\(text.unicodeScalars.count)", limit: limits.characters),
        at: limits.characters..<limits.characters, in: Array(scalars.dropLast()))
    }
    var parser = Parser(scalars, limits: limits)
    try parser.parse()
    self.text = text
    nodes = parser.nodes
    freeNames = parser.scope.names
    bindings = parser.scope.bindings
    structureHash = Self.hash(freeNames, nodes)
  }

  /// An expression without names.
  init(text: String, nodes: [Node]) {
    self.text = text
    self.nodes = nodes
    freeNames = []
    bindings = []
    structureHash = Self.hash([], nodes)
  }

  /// Whether a name belongs to the language, so that no parameter can have it.
  ///
  /// - Parameter name: in ASCII spelling, see ``canonicalName(_:)``.
  public static func isReserved(_ name: String) -> Bool {
    Function.places[name] != nil || Constant.named[name] != nil || name == "let" || name == "sum"
  }
}

extension Expression: Hashable {
  /// Whether both have the same structure.
  public static func == (a: Expression, b: Expression) -> Bool {
    guard a.structureHash == b.structureHash else { return false }
    // The usual case. The same text means the same: where one of them is a number that was never read,
    // and a sign is a node of the other, the hashes differ.
    if a.text == b.text { return true }
    return a.nodes.count == b.nodes.count && a.freeNames == b.freeNames
      && a.nodes.elementsEqual(b.nodes) { $0.kind == $1.kind && $0.start == $1.start }
      && a.bindings.elementsEqual(b.bindings) { $0.root == $1.root && $0.name == $1.name }
  }

  /// Hashes the structure.
  public func hash(into hasher: inout Hasher) { hasher.combine(structureHash) }

  private static func hash(_ freeNames: [String], _ nodes: [Node]) -> Int {
    var hasher = Hasher()
    hasher.combine(freeNames)
    for node in nodes {
      hasher.combine(node.kind)
      hasher.combine(node.start)
    }
    return hasher.finalize()
  }
}
