/// Makes the nodes of an expression from its tokens: precedence climbing, one pass, no step back.
///
/// The depth of recursion is bounded by the limit on nesting, and nothing is kept for what a limit
/// refuses.
struct Parser {
  let scalars: [Unicode.Scalar]
  let limits: ExpressionLimits
  private let tokens: [Token]
  private var position = 0
  private var depth = 0
  private(set) var scope = Scope()
  private(set) var nodes: [Node] = []
  /// Nodes, where those of a sum count once for each term.
  private var work = 0

  init(_ scalars: [Unicode.Scalar], limits: ExpressionLimits) {
    self.scalars = scalars
    self.limits = limits
    tokens = Lexer.tokens(of: scalars)
    nodes.reserveCapacity(min(tokens.count, limits.nodes + 1))
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
  private mutating func take(
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

  private mutating func spend(_ count: Int, at range: Range<Int>) throws(ExpressionError) {
    work += count
    guard work <= limits.nodes else {
      throw error(.init(code: .tooManyNodes, limit: limits.nodes), at: range)
    }
  }

  private mutating func enter() throws(ExpressionError) {
    depth += 1
    guard depth <= limits.depth else {
      throw error(.init(code: .tooDeep, limit: limits.depth), at: token.range)
    }
  }

  // MARK: Grammar

  /// `let` name `=` expression `;`
  private mutating func binding() throws(ExpressionError) {
    advance()
    let (name, range) = try newName()
    try take(.assign, afterOperand: false)
    let root = try expression()
    try take(.semicolon)
    scope.bind(name, root: root, range: range)
  }

  /// A name that nothing has yet.
  private mutating func newName() throws(ExpressionError) -> (String, Range<Int>) {
    guard case .name(let name) = token.kind else { throw unexpectedOperand(["a name"]) }
    guard !Expression.isReserved(name), !scope.knows(name) else {
      throw error(.init(code: .nameTaken, found: name), at: token.range)
    }
    defer { advance() }
    return (name, token.range)
  }

  /// Operands joined by operators that bind at least as strongly as `minimum`.
  mutating func expression(_ minimum: Int = 0) throws(ExpressionError) -> Int {
    var left = try operand()
    var isComparison = false
    while case .symbol(let symbol) = token.kind, let join = Operator(symbol),
      join.precedence >= minimum
    {
      if join.isComparison, isComparison { throw chainedComparison(left) }
      isComparison = join.isComparison
      advance()
      if join == .power { try enter() }
      let right = try expression(join == .power ? Operator.signPrecedence : join.precedence + 1)
      if join == .power { depth -= 1 }
      left = try append(
        .binary(join), start: nodes[left].start,
        range: nodes[left].range.lowerBound..<nodes[right].range.upperBound)
    }
    return left
  }

  /// A signed operand, or a primary with its superscript.
  private mutating func operand() throws(ExpressionError) -> Int {
    let first = token.range
    if token.isSymbol(.minus) || token.isSymbol(.plus) {
      let isNegative = token.isSymbol(.minus)
      advance()
      try enter()
      let operand = try expression(Operator.signPrecedence)
      depth -= 1
      guard isNegative else { return operand }
      return try append(
        .negate, start: nodes[operand].start,
        range: first.lowerBound..<nodes[operand].range.upperBound)
    }
    let base = try primary()
    guard case .superscript(let exponent) = token.kind else { return base }
    let range = token.range
    advance()
    let power = try literal(exponent, range: range)
    if token.isSymbol(.power) {
      throw error(.init(code: .ambiguousPower), at: first.lowerBound..<token.range.upperBound)
    }
    return try append(
      .binary(.power), start: nodes[base].start,
      range: nodes[base].range.lowerBound..<nodes[power].range.upperBound)
  }

  private mutating func literal(
    _ number: Double, range: Range<Int>
  ) throws(ExpressionError) -> Int {
    let root = try append(.number(abs(number)), range: range)
    return number < 0 ? try append(.negate, start: root, range: range) : root
  }

  private mutating func primary() throws(ExpressionError) -> Int {
    let range = token.range
    switch token.kind {
    case .number(let number):
      advance()
      return try append(.number(number), range: range)
    case .name(let name) where following?.isSymbol(.leftParenthesis) == true:
      return try call(name)
    case .name(let name):
      return try value(name)
    case .symbol(.leftParenthesis):
      try enter()
      advance()
      let root = try expression()
      let end = token.range.upperBound
      try take(.rightParenthesis)
      depth -= 1
      nodes[root].range = range.lowerBound..<end
      return root
    default:
      throw unexpectedOperand(["a number", "a name", "'('"])
    }
  }

  /// A name that is not called.
  private mutating func value(_ name: String) throws(ExpressionError) -> Int {
    let range = token.range
    if Function.places[name] != nil || name == "let" { throw missingParentheses(name) }
    let kind: Node.Kind =
      if let constant = Constant.named[name] { .constant(constant) } else { scope.use(name) }
    advance()
    return try append(kind, range: range)
  }

  // MARK: Calls

  private mutating func call(_ name: String) throws(ExpressionError) -> Int {
    let start = nodes.count
    let first = token.range.lowerBound
    try enter()
    advance()
    advance()
    if name == "sum", case .name = token.kind, following?.isSymbol(.comma) == true {
      return try summation(first: first)
    }
    var keywords: [String?] = []
    while !token.isSymbol(.rightParenthesis) {
      if case .name(let keyword) = token.kind, following?.isSymbol(.assign) == true {
        guard Function.places[name] == nil else { throw keywordOfFunction(name, keyword) }
        keywords.append(keyword)
        advance()
        advance()
      } else {
        keywords.append(nil)
      }
      _ = try expression()
      guard token.isSymbol(.comma) else { break }
      advance()
      if token.isSymbol(.rightParenthesis) {
        throw unexpectedOperand(["a number", "a name", "'('"])
      }
    }
    let range = first..<token.range.upperBound
    try take(.rightParenthesis, expecting: ["','"])
    depth -= 1
    return try append(
      try kind(ofCall: name, keywords: keywords, range: range), start: start, range: range)
  }

  private func kind(
    ofCall name: String, keywords: [String?], range: Range<Int>
  ) throws(ExpressionError) -> Node.Kind {
    guard let place = Function.places[name] else {
      if name == "sum", keywords.count != 1 {
        let forms = ["sum(field)", "sum(i, first, last, terms)"]
        throw error(
          .init(code: .wrongArity, found: "\(keywords.count)", expected: forms), at: range)
      }
      return .invoke(name, keywords: keywords)
    }
    let function = Function.table[place]
    if function.accepts(keywords.count) { return .call(place) }
    // One operand: the largest or smallest value of a field, if the environment has it.
    if function.isVariadic, keywords.count == 1 { return .invoke(name, keywords: keywords) }
    throw error(
      .init(code: .wrongArity, found: "\(keywords.count)", expected: function.signatures),
      at: range)
  }

  /// The rest of `sum(` name `,` integer `,` integer `,` expression `)`
  private mutating func summation(first: Int) throws(ExpressionError) -> Int {
    let start = nodes.count
    let (name, _) = try newName()
    try take(.comma, afterOperand: false)
    let bounds = token.range
    let lower = try bound()
    try take(.comma, afterOperand: false)
    let upper = try bound()
    guard lower <= upper else {
      throw error(
        .init(code: .invalidBounds), at: bounds.lowerBound..<(previous ?? token).range.upperBound)
    }
    try take(.comma, afterOperand: false)
    let loop = try append(.loop(name, first: lower, last: upper), range: bounds)
    let before = work
    scope.push(name, loop: loop)
    _ = try expression()
    scope.pop()
    let range = first..<token.range.upperBound
    try take(.rightParenthesis)
    depth -= 1
    let (repeated, overflow) = (work - before).multipliedReportingOverflow(by: upper - lower)
    try spend(overflow ? limits.nodes : min(repeated, limits.nodes), at: range)
    return try append(.sum, start: start, range: range)
  }

  /// A whole number, written out.
  private mutating func bound() throws(ExpressionError) -> Int {
    let start = token.range.lowerBound
    let isNegative = token.isSymbol(.minus)
    if isNegative { advance() }
    guard case .number(let number) = token.kind, let whole = Int(exactly: number),
      whole <= 1 << 24
    else {
      throw error(.init(code: .invalidBounds), at: start..<token.range.upperBound)
    }
    advance()
    return isNegative ? -whole : whole
  }
}
