/// Makes the nodes of an expression from its tokens, by the precedence of operators: one pass, no
/// step back.
///
/// What is begun and not yet complete waits in a list and not on the stack of the thread, which a
/// deep text could exhaust. The limits are checked before anything is kept.
struct Parser {
  /// What waits for its last operand.
  enum Frame {
    /// A parenthesis that stands here.
    case group(first: Int)
    case call(Call)
    case sum(Sum)
    /// A sign that stands here.
    case sign(isNegative: Bool, first: Int)
    /// An operator and the root of its left operand.
    case join(Operator, left: Int)
  }

  let scalars: [Unicode.Scalar]
  let limits: ExpressionLimits
  private let tokens: [Token]
  private var position = 0
  private var frames: [Frame] = []
  private var depth = 0
  var scope = Scope()
  private(set) var nodes: [Node] = []
  /// Nodes, where those of a sum count once for each term.
  private(set) var work = 0

  init(_ scalars: [Unicode.Scalar], limits: ExpressionLimits) {
    self.scalars = scalars
    self.limits = limits
    tokens = Lexer.tokens(of: scalars)
    nodes.reserveCapacity(min(tokens.count, limits.nodes))
  }

  /// Reads the whole text.
  mutating func parse() throws(ExpressionError) {
    if token.kind == .end { throw error(.init(code: .empty), at: token.range) }
    while token.kind == .name("let") { try binding() }
    _ = try expression()
    guard token.kind == .end else { throw unexpectedAfterOperand(["the end"]) }
    if let unused = scope.firstUnused {
      throw error(.init(code: .unusedName, found: unused.name), at: unused.range)
    }
  }

  // MARK: Tokens

  var token: Token { tokens[position] }
  var previous: Token? { position > 0 ? tokens[position - 1] : nil }
  var following: Token? { position + 1 < tokens.count ? tokens[position + 1] : nil }

  mutating func advance() {
    if position + 1 < tokens.count { position += 1 }
  }

  /// Goes past a mark that has to be here.
  mutating func take(
    _ symbol: Symbol, expecting others: [String] = [], afterOperand: Bool = true
  ) throws(ExpressionError) {
    let expected = ["'\(symbol.rawValue)'"] + others
    guard token.isSymbol(symbol) else {
      throw afterOperand ? unexpectedAfterOperand(expected) : unexpectedOperand(expected)
    }
    advance()
  }

  // MARK: Nodes

  /// Appends the root of the nodes from `start` on.
  mutating func append(
    _ kind: Node.Kind, start: Int? = nil, range: Range<Int>
  ) throws(ExpressionError) -> Int {
    try spend(1, at: range)
    nodes.append(Node(kind: kind, start: start ?? nodes.count, range: range))
    return nodes.count - 1
  }

  mutating func spend(_ count: Int, at range: Range<Int>) throws(ExpressionError) {
    work += count
    guard work <= limits.nodes else {
      throw error(.init(code: .tooManyNodes, limit: limits.nodes), at: range)
    }
  }

  mutating func push(_ frame: Frame) throws(ExpressionError) {
    if frame.isDeeper { depth += 1 }
    guard depth <= limits.depth else {
      throw error(.init(code: .tooDeep, limit: limits.depth), at: token.range)
    }
    frames.append(frame)
  }

  private mutating func pop() {
    if frames.removeLast().isDeeper { depth -= 1 }
  }

  // MARK: Expressions

  /// Reads on until what was begun is complete, and the next token cannot go on with it.
  mutating func expression() throws(ExpressionError) -> Int {
    var root = try operand()
    while true {
      if case .superscript(let exponent) = token.kind { root = try raised(root, to: exponent) }
      if case .symbol(let symbol) = token.kind, let join = Operator(symbol) {
        root = try operand(after: join, left: root)
        continue
      }
      root = try applied(root, minimum: 0)
      switch frames.last {
      case .group(let first)?:
        let end = token.range.upperBound
        try take(.rightParenthesis)
        nodes[root].range = first..<end
      case .call(var call)? where token.isSymbol(.comma):
        advance()
        try readKeyword(&call)
        frames[frames.count - 1] = .call(call)
        root = try operand()
        continue
      case .call(let call)?:
        root = try finish(call)
      case .sum(let sum)?:
        root = try finish(sum)
      default:
        return root
      }
      pop()
    }
  }

  /// Goes past signs and what opens, to the first number or name.
  private mutating func operand() throws(ExpressionError) -> Int {
    while true {
      let range = token.range
      switch token.kind {
      case .symbol(.minus), .symbol(.plus):
        try push(.sign(isNegative: token.isSymbol(.minus), first: range.lowerBound))
        advance()
      case .symbol(.leftParenthesis):
        try push(.group(first: range.lowerBound))
        advance()
      case .name("let"):
        throw error(.init(code: .misplacedBinding, found: "let"), at: range)
      case .name(let name) where following?.isSymbol(.leftParenthesis) == true:
        if let root = try open(name) { return root }
      case .name(let name):
        return try value(name)
      case .number(let number):
        advance()
        return try append(.number(number), range: range)
      default:
        throw unexpectedOperand(["a number", "a name", "'('"])
      }
    }
  }

  /// A name that is not called.
  private mutating func value(_ name: String) throws(ExpressionError) -> Int {
    let range = token.range
    if Function.places[name] != nil { throw missingParentheses(name) }
    let kind: Node.Kind =
      if let constant = Constant.named[name] { .constant(constant) } else { scope.use(name) }
    advance()
    return try append(kind, range: range)
  }

  // MARK: Operators

  /// The next operand, after what binds more strongly than the operator has been applied.
  private mutating func operand(
    after join: Operator, left: Int
  ) throws(ExpressionError) -> Int {
    // Powers associate to the right, comparisons not at all, the others to the left.
    let waits = join == .power || join.isComparison
    let root = try applied(left, minimum: join.precedence + (waits ? 1 : 0))
    if join.isComparison, case .join(let other, _)? = frames.last, other.isComparison {
      let comparison = try applied(root, minimum: join.precedence)
      throw chainedComparison(comparison)
    }
    try push(.join(join, left: root))
    advance()
    return try operand()
  }

  /// Applies to an operand the signs and operators before it that bind at least so strongly.
  private mutating func applied(_ operand: Int, minimum: Int) throws(ExpressionError) -> Int {
    var root = operand
    while let frame = frames.last, let precedence = frame.precedence, precedence >= minimum {
      pop()
      let end = nodes[root].range.upperBound
      switch frame {
      case .join(let join, let left):
        let range = nodes[left].range.lowerBound..<end
        root = try append(.binary(join), start: nodes[left].start, range: range)
      case .sign(isNegative: true, let first):
        root = try append(.negate, start: nodes[root].start, range: first..<end)
      default:
        break
      }
    }
    return root
  }

  /// An operand with the superscript that stands here.
  private mutating func raised(_ base: Int, to exponent: Double) throws(ExpressionError) -> Int {
    let range = token.range
    advance()
    let first = nodes[base].range.lowerBound
    if token.isSymbol(.power) {
      throw error(.init(code: .ambiguousPower), at: first..<token.range.upperBound)
    }
    if case .superscript = token.kind { throw unexpectedAfterOperand([]) }
    let magnitude = try append(.number(abs(exponent)), range: range)
    if exponent.sign == .minus { _ = try append(.negate, start: magnitude, range: range) }
    return try append(
      .binary(.power), start: nodes[base].start, range: first..<range.upperBound)
  }
}

extension Parser.Frame {
  /// How strongly an operator or a sign binds; nil for what is closed by a parenthesis.
  fileprivate var precedence: Int? {
    switch self {
    case .join(let join, _): join.precedence
    case .sign: Operator.signPrecedence
    case .group, .call, .sum: nil
    }
  }

  /// Whether it counts as a level of nesting. Other operators can't be nested without one that does.
  fileprivate var isDeeper: Bool {
    if case .join(let join, _) = self { join == .power } else { true }
  }
}
