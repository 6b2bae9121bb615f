import Expressions
import HTTPCore
import JSON

extension Refusal {
  /// A document that could be read, but says what can't be.
  init(_ errors: JSONErrors, and others: [Detail]) {
    self.init(.unprocessableContent, errors.all.map(Detail.init) + others)
  }
}

extension Refusal.Detail {
  /// An error in an expression.
  ///
  /// - Parameters:
  ///   - error: the error.
  ///   - pointer: the place of the expression in the document.
  init(_ error: ExpressionError, at pointer: JSONPointer) {
    self.init(code: "\(error.code)", message: error.message, pointer: "\(pointer)")
    excerpt = Excerpt(
      offset: error.offset, length: error.length, line: error.line, column: error.column,
      rendering: error.rendering, expected: error.expected, suggestion: error.suggestion)
  }

  /// A place in an expression.
  package struct Excerpt: Sendable {
    /// Unicode scalars before it.
    package let offset: Int
    /// How many Unicode scalars it has.
    package let length: Int
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int
    /// The line's text, and below it carets.
    package let rendering: String
    /// What would have been right.
    package var expected: [String] = []
    /// What to write instead.
    package var suggestion: String?

    func write(to writer: inout JSONWriter) {
      writer.member("offset", offset)
      writer.member("length", length)
      writer.member("line", line)
      writer.member("column", column)
      writer.member("excerpt", rendering)
      if !expected.isEmpty {
        writer.array("expected") { writer in for words in expected { writer.write(words) } }
      }
      if let suggestion { writer.member("suggestion", suggestion) }
    }
  }
}
