/// A document apart from some of its numbers: equal for documents that differ in these alone.
///
/// Equal forms have the same strings, the same other numbers, and members in the same order.
package struct JSONForm: Hashable, Sendable {
  private let words: [UInt64]
  private let strings: [UInt8]

  /// The form of a document.
  ///
  /// - Parameter numbers: nodes of the document that are numbers, which are left out.
  package init(_ document: JSONDocument, apartFrom numbers: [JSONNode]) {
    let tape = document.tape
    precondition(numbers.allSatisfy { $0.tape === tape && $0.kind == .number })
    words = tape.words(without: numbers.map(\.index))
    strings = tape.strings
  }
}

extension JSONDocument {
  /// About the memory that it takes, in bytes.
  package var byteCount: Int { tape.count * MemoryLayout<UInt64>.stride + tape.stringByteCount }
}
