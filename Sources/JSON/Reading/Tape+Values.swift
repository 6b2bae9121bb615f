/// The meaning of the words: the tag in the highest byte, the payload below.
///
/// | tag | payload |
/// |---|---|
/// | `{`, `[` | the index just after the container (32 bits), above it the count (24, saturating) |
/// | `}`, `]` | the index of its opening |
/// | `"` | the offset of the string |
/// | `l`, `u`, `d` | none; the next word is the signed, unsigned or floating-point number |
/// | `t`, `f`, `n` | none |
extension Tape {
  /// The tag of the word at `index`.
  func tag(at index: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt8(truncatingIfNeeded: word(at: index) >> 56))
  }

  /// The kind of the value at `index`.
  func kind(at index: Int) -> JSONKind {
    switch tag(at: index) {
    case "{": .object
    case "[": .array
    case "\"": .string
    case "t", "f": .boolean
    case "n": .null
    default: .number
    }
  }

  /// The index just after the value at `index`.
  func after(_ index: Int) -> Int {
    switch tag(at: index) {
    case "{", "[": Int(UInt32(truncatingIfNeeded: word(at: index)))
    case "l", "u", "d": index + 2
    default: index + 1
    }
  }

  /// The index of the closing word of the container at `index`.
  func end(of index: Int) -> Int { after(index) - 1 }

  /// The number of elements or members of the container at `index`.
  func elementCount(of index: Int) -> Int {
    let saturated = 0xFF_FFFF
    let counted = Int(word(at: index) >> 32) & saturated
    guard counted == saturated else { return counted }
    let isObject = tag(at: index) == "{"
    var count = 0
    var place = index + 1
    while place < end(of: index) {
      count += 1
      place = after(isObject ? place + 1 : place)
    }
    return count
  }

  /// The text of the string at `index`.
  func string(_ index: Int) -> String { string(at: payload(index)) }

  /// Whether the string at `index` is `other`.
  func string(_ index: Int, equals other: Span<UInt8>) -> Bool {
    string(at: payload(index), equals: other)
  }

  /// The index of the value of the member `key` in the object at `index`; nil if there is none.
  func member(_ key: Span<UInt8>, of index: Int) -> Int? {
    let end = end(of: index)
    var place = index + 1
    while place < end {
      if string(place, equals: key) { return place + 1 }
      place = after(place + 1)
    }
    return nil
  }

  private func payload(_ index: Int) -> Int { Int(word(at: index) & (1 << 56 - 1)) }

  /// The pointer to the value at `target` (for a key: to the member's value).
  func pointer(to target: Int) -> JSONPointer {
    var pointer = JSONPointer.root
    var index = 1
    while index < target {
      guard let step = step(from: index, towards: target) else { break }
      pointer = step.key.map(pointer.appending) ?? pointer.appending(step.position)
      index = step.index
    }
    return pointer
  }

  /// The child of the container at `index` that is or holds `target`.
  private func step(
    from index: Int, towards target: Int
  ) -> (key: String?, position: Int, index: Int)? {
    let kind = kind(at: index)
    guard kind == .object || kind == .array else { return nil }
    var position = 0
    var place = index + 1
    while place < end(of: index) {
      let child = kind == .object ? place + 1 : place
      let next = after(child)
      if target < next { return (kind == .object ? string(place) : nil, position, child) }
      position += 1
      place = next
    }
    return nil
  }
}
