/// An array in a document.
package struct JSONArray: Sendable, Sequence {
  /// The array as a value.
  package let node: JSONNode

  /// The number of elements.
  package var count: Int { node.tape.elementCount(of: node.index) }

  /// Whether there is no element.
  package var isEmpty: Bool { node.index + 1 == node.tape.end(of: node.index) }

  /// All elements as doubles, fast; the error tells the first that is no number.
  package func doubles() throws(JSONError) -> [Double] {
    let end = node.tape.end(of: node.index)
    let (numbers, stop) = node.tape.doubles(from: node.index + 1, to: end)
    guard stop == end else {
      throw JSONNode(tape: node.tape, index: stop).mismatch(.number)
    }
    return numbers
  }

  /// The elements in their order.
  package func makeIterator() -> Iterator {
    Iterator(tape: node.tape, index: node.index + 1, end: node.tape.end(of: node.index))
  }

  /// Walks through the elements.
  package struct Iterator: IteratorProtocol, Sendable {
    let tape: Tape
    var index: Int
    let end: Int

    /// The next element.
    package mutating func next() -> JSONNode? {
      guard index < end else { return nil }
      defer { index = tape.after(index) }
      return JSONNode(tape: tape, index: index)
    }
  }
}

extension JSONNode {
  /// The value as an array.
  package var array: JSONArray {
    get throws(JSONError) {
      guard kind == .array else { throw mismatch(.array) }
      return JSONArray(node: self)
    }
  }

  /// The value as an array of doubles.
  package func doubles() throws(JSONError) -> [Double] { try array.doubles() }
}
