/// An object in a document; its keys differ, or the document would have been refused.
package struct JSONObject: Sendable, Sequence {
  /// A member of an object.
  package struct Member: Sendable {
    /// Its name.
    package let key: String
    /// Its value.
    package let value: JSONNode
  }

  /// The object as a value.
  package let node: JSONNode

  /// The number of members.
  package var count: Int { node.tape.elementCount(of: node.index) }

  /// The member `key`, which may be `null`; nil if there is none.
  package subscript(_ key: String) -> JSONNode? {
    node.tape.member(key.utf8Span.span, of: node.index).map {
      JSONNode(tape: node.tape, index: $0)
    }
  }

  /// The member `key`; an error at its place if there is none.
  package func required(_ key: String) throws(JSONError) -> JSONNode {
    if let member = self[key] { return member }
    throw JSONError(.missingField, at: node.pointer.appending(key), found: key)
  }

  /// The members in the order of the text.
  package func makeIterator() -> Iterator {
    Iterator(tape: node.tape, index: node.index + 1, end: node.tape.end(of: node.index))
  }

  /// Walks through the members.
  package struct Iterator: IteratorProtocol, Sendable {
    let tape: Tape
    var index: Int
    let end: Int

    /// The next member.
    package mutating func next() -> Member? {
      guard index < end else { return nil }
      let key = tape.string(index)
      let value = JSONNode(tape: tape, index: index + 1)
      index = tape.after(index + 1)
      return Member(key: key, value: value)
    }
  }
}
