/// What is wrong with an expression, as data; ``message`` makes the sentence.
///
/// Places count Unicode scalars, as Python's strings do; JavaScript's count more for characters
/// beyond U+FFFF.
public struct ExpressionError: Error, Sendable, Hashable {
  /// What kind of error it is.
  public let code: Code
  /// Unicode scalars before the place, from the beginning of the text.
  public let offset: Int
  /// How many Unicode scalars are concerned; 0 at a place where something is missing.
  public let length: Int
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int
  /// What stands there, or what it is about.
  public let found: String?
  /// What would have been right there, in words; or the function's form.
  public let expected: [String]
  /// What to write instead.
  public let suggestion: String?
  /// Why it is wrong, where the code does not say it: part of a sentence.
  let reason: String?
  /// The limit that was passed.
  public let limit: Int?
  /// The line, or the part of it around the place.
  let excerpt: Excerpt
}

extension ExpressionError {
  /// What is known of an error before its place is worked out.
  struct Finding: Hashable {
    var code: Code
    var found: String?
    var expected: [String] = []
    var suggestion: String?
    var reason: String?
    var limit: Int?
  }

  init(_ finding: Finding, at range: Range<Int>, in scalars: [Unicode.Scalar]) {
    code = finding.code
    found = finding.found
    expected = finding.expected
    suggestion = finding.suggestion
    reason = finding.reason
    limit = finding.limit
    offset = range.lowerBound
    length = range.count
    let lineStart = scalars[..<range.lowerBound].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    line = scalars[..<range.lowerBound].reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
    column = range.lowerBound - lineStart + 1
    excerpt = Excerpt(of: scalars, lineStart: lineStart, range: range)
  }
}

/// The errors that were found in one go: at least one.
public struct ExpressionErrors: Error, Sendable, Hashable {
  /// In the order of their places in the text; at most ``limit``.
  public let all: [ExpressionError]

  /// The first in the text.
  public var first: ExpressionError { all[0] }

  /// How many errors are kept.
  public static let limit = 16

  init(_ error: ExpressionError) { all = [error] }

  /// Nil if there is none.
  init?(_ errors: [ExpressionError]) {
    guard !errors.isEmpty else { return nil }
    all = Array(errors.sorted { $0.offset < $1.offset }.prefix(Self.limit))
  }
}

extension ExpressionErrors: CustomStringConvertible {
  /// All of them with their carets.
  public var description: String { all.map(\.description).joined(separator: "\n") }
}
