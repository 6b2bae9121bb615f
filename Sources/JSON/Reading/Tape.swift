import CSimdjson

/// A parser from the shared pool and the document it has read; the only reader of its memory.
///
/// The document is simdjson's tape: see `Tape+Values.swift` for its meaning. Every access is
/// checked against the tape's extent, so that no index, however wrong, reads outside of it.
///
/// `@safe`: the parser is this object's alone from `init` to `deinit`, and the pointers with it.
/// `@unchecked Sendable`: it is constant, and so is the memory it points to, once it is made.
@safe final class Tape: @unchecked Sendable {
  private let parser: OpaquePointer
  private let view: CSimdjsonTape

  /// What became of the text: unless it is `CSIMDJSON_ACCEPTED` there is no document, or one that must only
  /// be used to tell where the error is.
  let status: CSimdjsonStatus

  /// Takes a parser and reads a text; nil if there is no memory for a parser.
  init?(parsing text: Span<UInt8>, depth: Int, allowMinusZero: Bool) {
    guard let parser = unsafe csimdjson_take() else { return nil }
    var view = unsafe CSimdjsonTape()
    // The callee copies the bytes before it returns, and reads no more than `count` of them.
    status = unsafe text.withUnsafeBufferPointer { bytes in
      unsafe csimdjson_parse(
        parser, bytes.baseAddress, bytes.count, depth, allowMinusZero, &view)
    }
    unsafe self.parser = unsafe parser
    unsafe self.view = unsafe view
  }

  deinit {
    // The parser was taken by `init` and is given back once; no pointer to its memory remains.
    unsafe csimdjson_give(parser)
  }

  /// Where the error is that `parse` reported.
  var errorIndex: Int { unsafe view.index }

  /// The number of words.
  var count: Int { unsafe view.wordCount }

  /// The word at `index`.
  func word(at index: Int) -> UInt64 {
    precondition(index >= 0 && index < count)
    // In bounds, as just checked.
    return unsafe view.words[index]
  }

  /// All words, with 0 as the number at each of some places.
  func words(without numbers: [Int]) -> [UInt64] {
    var words = unsafe [UInt64](UnsafeBufferPointer(start: view.words, count: view.wordCount))
    for index in numbers {
      words[index] = UInt64(UInt8(ascii: "d")) << 56
      words[index + 1] = 0
    }
    return words
  }

  /// All strings, in the order of the text, as they lie in memory.
  var strings: [UInt8] {
    // The bytes are copied while the buffer lives.
    unsafe [UInt8](UnsafeBufferPointer(start: view.strings, count: view.stringByteCount))
  }

  /// How many bytes the strings take.
  var stringByteCount: Int { unsafe view.stringByteCount }

  /// The text of the string that lies at `offset` of the strings.
  func string(at offset: Int) -> String {
    // The bytes are copied while the buffer lives.
    unsafe String(decoding: bytes(at: offset), as: UTF8.self)
  }

  /// Whether the string at `offset` is `other`, byte for byte.
  func string(at offset: Int, equals other: Span<UInt8>) -> Bool {
    // The bytes are compared while the buffer lives, and not kept.
    let bytes = unsafe bytes(at: offset)
    guard bytes.count == other.count else { return false }
    for index in other.indices {
      if unsafe bytes[index] != other[index] { return false }
    }
    return true
  }

  /// The bytes of the string at `offset`; valid until the next parse, so not to be kept.
  private func bytes(at offset: Int) -> UnsafeBufferPointer<UInt8> {
    let total = unsafe view.stringByteCount
    precondition(offset >= 0 && offset + 4 <= total)
    // In bounds, as just checked.
    let start = unsafe view.strings + offset
    let length = unsafe Int(UnsafeRawPointer(start).loadUnaligned(as: UInt32.self))
    precondition(offset + 4 + length <= total)
    // In bounds, as just checked.
    return unsafe UnsafeBufferPointer(start: start + 4, count: length)
  }

  /// The numbers from the words `first` to `end`, and where they stopped: at `end`, or at the first
  /// word that starts no number.
  func doubles(from first: Int, to end: Int) -> (numbers: [Double], stop: Int) {
    precondition(0 <= first && first <= end && end <= count)
    var stop = first
    let numbers = unsafe [Double](unsafeUninitializedCapacity: (end - first) / 2) { room, filled in
      // Two words make a number, so there is room for all; the range is in bounds, as checked.
      guard let base = room.baseAddress else { return }
      filled = unsafe csimdjson_read_doubles(view.words, first, end, base, &stop)
    }
    return (numbers, stop)
  }
}
