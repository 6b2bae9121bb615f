/// A second, plain reader of JSON that runs only when simdjson has refused a text.
///
/// It decides the same language (RFC 8259, strict UTF-8), in linear time and without recursion, and
/// says what simdjson does not: where the error is, in the text and in the document. A text that it
/// accepts holds integers beyond 64 bits, or the integer -0; it lists where these end, so that the
/// caller can write them as floating-point literals (`-0` as `-0e0`) and parse again.
struct Scanner {
  /// A container around the place being read.
  enum Frame {
    /// An array, and the index of its element.
    case array(index: Int)
    /// An object, and the place of its member's key between the quotes.
    case object(key: Range<Int>)
  }

  let text: [UInt8]
  let depthLimit: Int

  var offset = 0
  var frames: [Frame] = []

  /// The offsets just after each integer that only a floating-point literal can express.
  var wideIntegerEnds: [Int] = []

  init(_ text: [UInt8], depthLimit: Int) {
    self.text = text
    self.depthLimit = depthLimit
  }

  /// Reads the whole text.
  mutating func scan() throws(JSONError) {
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { throw failure(.byteOrderMark) }
    skipSpace()
    if offset == text.count { throw failure(.empty) }
    var needsValue = true
    while needsValue || !frames.isEmpty {
      needsValue = needsValue ? try value() : try separator()
      skipSpace()
    }
    if offset < text.count { throw malformed(.endOfText) }
  }

  /// Reads a scalar, an empty container, or the start of a container; true if a value must follow.
  private mutating func value() throws(JSONError) -> Bool {
    guard let byte else { throw malformed(.value) }
    switch byte {
    case UInt8(ascii: "["): return try openArray()
    case UInt8(ascii: "{"): return try openObject()
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    default: throw malformed(.value)
    }
    return false
  }

  private mutating func openArray() throws(JSONError) -> Bool {
    try enter()
    guard byte != UInt8(ascii: "]") else {
      offset += 1
      return false
    }
    frames.append(.array(index: 0))
    return true
  }

  private mutating func openObject() throws(JSONError) -> Bool {
    try enter()
    guard byte != UInt8(ascii: "}") else {
      offset += 1
      return false
    }
    if byte != UInt8(ascii: "\"") { throw malformed(.keyOrEnd) }
    frames.append(.object(key: try key()))
    return true
  }

  private mutating func enter() throws(JSONError) {
    if frames.count == depthLimit { throw failure(.tooDeep, expected: .depth(depthLimit)) }
    offset += 1
    skipSpace()
  }

  /// Reads what follows a value inside of a container; true if another value must follow.
  private mutating func separator() throws(JSONError) -> Bool {
    let next = byte
    switch frames[frames.count - 1] {
    case .array(let index):
      switch next {
      case UInt8(ascii: ","):
        offset += 1
        frames[frames.count - 1] = .array(index: index + 1)
        return true
      case UInt8(ascii: "]"): break
      default: throw malformed(.commaOrArrayEnd)
      }
    case .object:
      switch next {
      case UInt8(ascii: ","):
        offset += 1
        skipSpace()
        if byte != UInt8(ascii: "\"") { throw malformed(.key) }
        frames[frames.count - 1] = .object(key: try key())
        return true
      case UInt8(ascii: "}"): break
      default: throw malformed(.commaOrObjectEnd)
      }
    }
    offset += 1
    frames.removeLast()
    return false
  }

  /// Reads a key, which begins here, and its colon.
  private mutating func key() throws(JSONError) -> Range<Int> {
    let start = offset + 1
    try string()
    let end = offset - 1
    skipSpace()
    if byte != UInt8(ascii: ":") { throw malformed(.colon) }
    offset += 1
    return start..<end
  }

  private mutating func literal(_ word: StaticString) throws(JSONError) {
    let start = offset
    for letter in "\(word)".utf8 {
      guard byte == letter else {
        offset = start
        throw malformed(.literal(word))
      }
      offset += 1
    }
  }

  // MARK: The text

  /// The byte here; nil at the end.
  var byte: UInt8? { offset < text.count ? text[offset] : nil }

  mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }
}
