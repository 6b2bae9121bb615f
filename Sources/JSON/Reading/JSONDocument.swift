import CSimdjson

/// A text that has been read as JSON: strict RFC 8259, valid UTF-8, no key twice in an object,
/// nesting and size within limits, every number within the range of a double.
///
/// Constant; the nodes that look into it share it, and keep it alive.
package struct JSONDocument: Sendable {
  let tape: Tape

  /// Reads a text.
  package init(
    parsing text: [UInt8], limits: JSONLimits = JSONLimits()
  ) throws(JSONError) {
    try self.init(parsing: text.span, limits: limits)
  }

  /// Reads a text.
  package init(parsing text: Span<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    if text.count > limits.byteCount {
      throw JSONError(.tooLarge, at: .root, expected: .byteCount(limits.byteCount))
    }
    tape = try Self.read(text, depth: limits.depth)
  }

  /// The whole document.
  package var root: JSONNode { JSONNode(tape: tape, index: 1) }

  private static func read(_ text: Span<UInt8>, depth: Int) throws(JSONError) -> Tape {
    do {
      let tape = try self.tape(parsing: text, depth: depth, allowMinusZero: false)
      switch tape.status {
      case CSIMDJSON_REFUSED, CSIMDJSON_MINUS_ZERO: break
      default: return try checked(tape, depth: depth)
      }
    }
    var scanner = Scanner(bytes(of: text), depthLimit: depth)
    try scanner.scan()
    let plain = scanner.withFloatingPointLiterals()
    return try checked(
      try tape(parsing: plain.span, depth: depth, allowMinusZero: true), depth: depth)
  }

  private static func tape(
    parsing text: Span<UInt8>, depth: Int, allowMinusZero: Bool
  ) throws(JSONError) -> Tape {
    guard let tape = Tape(parsing: text, depth: depth, allowMinusZero: allowMinusZero) else {
      throw JSONError(.outOfMemory, at: .root)
    }
    return tape
  }

  private static func checked(_ tape: Tape, depth: Int) throws(JSONError) -> Tape {
    switch tape.status {
    case CSIMDJSON_ACCEPTED: return tape
    case CSIMDJSON_DUPLICATE_KEY:
      let index = tape.errorIndex
      throw JSONError(.duplicateKey, at: tape.pointer(to: index), found: tape.string(index))
    case CSIMDJSON_TOO_DEEP:
      throw JSONError(
        .tooDeep, at: tape.pointer(to: tape.errorIndex), expected: .depth(depth))
    case CSIMDJSON_OUT_OF_MEMORY: throw JSONError(.outOfMemory, at: .root)
    default: throw JSONError(.malformed, at: .root)
    }
  }

  private static func bytes(of text: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for index in text.indices { bytes.append(text[index]) }
    return bytes
  }
}
