/// The errors of one document, gathered so that they can be reported together.
package struct JSONErrors: Error, Sendable, Hashable {
  /// The errors, in the order of their discovery; at most ``limit``.
  package private(set) var all: [JSONError] = []

  /// How many errors are kept; each is bounded too, so that a hostile document cannot make the answer
  /// much longer than itself.
  package static let limit = 32

  /// Makes an empty collection.
  package init() {}

  /// Whether nothing was wrong so far.
  package var isEmpty: Bool { all.isEmpty }

  /// Whether no further error would be kept: whoever looks for more does it in vain.
  package var isFull: Bool { all.count >= Self.limit }

  /// Adds an error, unless there are enough of them.
  package mutating func add(_ error: JSONError) {
    if !isFull { all.append(error) }
  }

  /// The value of `body`, or nil after its error has been noted.
  package mutating func attempt<Value>(_ body: () throws(JSONError) -> Value) -> Value? {
    do throws(JSONError) {
      return try body()
    } catch {
      add(error)
      return nil
    }
  }

  /// Throws the collection if it holds an error.
  package func check() throws(JSONErrors) {
    if !isEmpty { throw self }
  }
}
