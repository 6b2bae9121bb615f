/// The errors of one document, gathered so that they can be reported together.
package struct JSONErrors: Error, Sendable, Hashable {
  /// The errors, in the order of their discovery; at most ``limit``.
  package private(set) var all: [JSONError] = []

  /// How many errors are kept.
  package static let limit = 32

  /// How many bytes of names and pointers are kept, the first error's apart, so that a hostile
  /// document cannot make the answer much longer than itself.
  private static let byteLimit = 16 << 10

  private var byteCount = 0

  /// Makes an empty collection.
  package init() {}

  /// Whether nothing was wrong so far.
  package var isEmpty: Bool { all.isEmpty }

  /// Whether no further error would be kept: whoever looks for more does it in vain.
  package var isFull: Bool { all.count >= Self.limit || byteCount > Self.byteLimit }

  /// Adds an error, unless there are enough of them.
  package mutating func add(_ error: JSONError) {
    byteCount += error.pointer.description.utf8.count + (error.found?.utf8.count ?? 0)
    let fits = all.count < Self.limit && byteCount <= Self.byteLimit
    if isEmpty || fits { all.append(error) }
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
