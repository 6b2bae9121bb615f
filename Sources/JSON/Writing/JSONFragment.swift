/// Members of an object, written once and put into any number of documents.
package struct JSONFragment: Sendable {
  fileprivate let bytes: [UInt8]

  /// Members as `members` writes them.
  package init(_ members: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    members(&writer)
    bytes = writer.finish()
  }
}

extension JSONWriter {
  /// Writes the members of a fragment.
  package mutating func members(_ fragment: JSONFragment) {
    if fragment.bytes.isEmpty { return }
    separate()
    append(fragment.bytes.span)
  }
}
