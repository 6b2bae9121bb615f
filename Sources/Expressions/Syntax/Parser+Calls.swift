// Calls, sums and bindings: what begins with a name.
extension Parser {
  /// A call whose operands are being read.
  struct Call {
    let name: String
    /// Where it begins in the text, and its first node.
    let first: Int
    let start: Int
    var keywords: [String?] = []
  }

  /// A sum whose term is being read.
  struct Sum {
    let first: Int
    let start: Int
    /// How often the term is repeated after the first time, and the work before it.
    let repetitions: Int
    let workBefore: Int
  }

  // MARK: Calls

  /// Goes past a name and its parenthesis; to the end of a call without operands.
  mutating func open(_ name: String) throws(ExpressionError) -> Int? {
    var call = Call(name: name, first: token.range.lowerBound, start: nodes.count)
    advance()
    advance()
    if name == "sum", case .name = token.kind, following?.isSymbol(.comma) == true {
      try openSum(first: call.first)
      return nil
    }
    if token.isSymbol(.rightParenthesis) {
      defer { advance() }
      let range = call.first..<token.range.upperBound
      return try append(try kind(of: call, range: range), range: range)
    }
    try readKeyword(&call)
    try push(.call(call))
    return nil
  }

  /// Goes past the keyword of an operand, if it has one.
  mutating func readKeyword(_ call: inout Call) throws(ExpressionError) {
    guard case .name(let keyword) = token.kind, following?.isSymbol(.assign) == true else {
      call.keywords.append(nil)
      return
    }
    if Function.places[call.name] != nil { throw keywordOfFunction(call.name, keyword) }
    call.keywords.append(keyword)
    advance()
    advance()
  }

  /// Goes past the closing parenthesis of a call.
  mutating func finish(_ call: Call) throws(ExpressionError) -> Int {
    let range = call.first..<token.range.upperBound
    try take(.rightParenthesis, expecting: ["','"])
    return try append(try kind(of: call, range: range), start: call.start, range: range)
  }

  private func kind(of call: Call, range: Range<Int>) throws(ExpressionError) -> Node.Kind {
    let count = call.keywords.count
    let function = Function.places[call.name].map { (place: $0, row: Function.table[$0]) }
    if let function, function.row.accepts(count) { return .call(function.place) }
    // `min`, `max` and `sum` of one operand are the environment's, over a field.
    let isReduction = count == 1 && (call.name == "sum" || function?.row.isVariadic == true)
    let isForeign = function == nil && call.name != "sum"
    guard isReduction || isForeign else {
      let sums = ["sum(field)", Expression.sumSignature]
      throw error(
        .init(code: .wrongArity, found: "\(count)", expected: function?.row.signatures ?? sums),
        at: range)
    }
    return .invoke(call.name, keywords: call.keywords)
  }

  // MARK: Sums

  /// After `sum(`: a name, two whole numbers, and commas.
  private mutating func openSum(first: Int) throws(ExpressionError) {
    let start = nodes.count
    let (name, _) = try newName()
    try take(.comma, afterOperand: false)
    let bounds = token.range
    let lower = try bound()
    try take(.comma, afterOperand: false)
    let upper = try bound()
    let end = previous?.range.upperBound ?? bounds.upperBound
    guard lower <= upper else {
      throw error(.init(code: .invalidBounds), at: bounds.lowerBound..<end)
    }
    try take(.comma, afterOperand: false)
    let loop = try append(.loop(name, first: lower, last: upper), range: bounds.lowerBound..<end)
    scope.push(name, loop: loop)
    try push(
      .sum(Sum(first: first, start: start, repetitions: upper - lower, workBefore: work)))
  }

  /// Goes past the closing parenthesis of a sum.
  mutating func finish(_ sum: Sum) throws(ExpressionError) -> Int {
    let range = sum.first..<token.range.upperBound
    try take(.rightParenthesis)
    scope.pop()
    let (repeated, overflow) = (work - sum.workBefore)
      .multipliedReportingOverflow(by: sum.repetitions)
    try spend(overflow ? limits.nodes : min(repeated, limits.nodes), at: range)
    return try append(.sum, start: sum.start, range: range)
  }

  /// A whole number, written out; far larger ones than any limit allows to count to are refused.
  private mutating func bound() throws(ExpressionError) -> Int {
    let start = token.range.lowerBound
    let isNegative = token.isSymbol(.minus)
    if isNegative { advance() }
    guard case .number(let number) = token.kind, let whole = Int(exactly: number),
      whole <= ExpressionLimits.largest
    else {
      throw error(.init(code: .invalidBounds), at: start..<token.range.upperBound)
    }
    advance()
    return isNegative ? -whole : whole
  }

  // MARK: Bindings

  /// `let` name `=` expression `;`
  mutating func binding() throws(ExpressionError) {
    advance()
    let (name, range) = try newName()
    try take(.assign, afterOperand: false)
    let root = try expression()
    try take(.semicolon)
    scope.bind(name, root: root, range: range)
  }

  /// Goes past a name that nothing has yet.
  private mutating func newName() throws(ExpressionError) -> (String, Range<Int>) {
    guard case .name(let name) = token.kind else { throw unexpectedOperand(["a name"]) }
    guard !Expression.isReserved(name), !scope.knows(name) else {
      throw error(.init(code: .nameTaken, found: name), at: token.range)
    }
    defer { advance() }
    return (name, token.range)
  }
}
