import CSimdjson

/// Doubles, in the shortest form that reads back as the same bits: what `Double.description` gives.
///
/// Infinite numbers and those that are none have no form in JSON and throw; the error's pointer
/// tells where the number would have stood.
extension JSONWriter {
  /// Writes a double.
  package mutating func write(_ value: Double) throws(JSONError) {
    guard value.isFinite else { throw nonFinite(value, at: placeOfNextValue) }
    separate()
    append(CollectionOfOne(value).span)
  }

  /// Writes an array of doubles.
  package mutating func write(_ values: [Double]) throws(JSONError) {
    try write(values.span)
  }

  /// Writes an array of doubles.
  package mutating func write(_ values: Span<Double>) throws(JSONError) {
    // The callee reads the `count` numbers of the span.
    let bad = unsafe values.withUnsafeBufferPointer { unsafe firstNonFinite($0) }
    if bad < values.count {
      throw nonFinite(values[bad], at: placeOfNextValue.appending(bad))
    }
    separate()
    bytes.append(UInt8(ascii: "["))
    // In pieces, so that the room asked for stays small against the text.
    var start = 0
    while start < values.count {
      if start > 0 { bytes.append(UInt8(ascii: ",")) }
      let end = min(values.count, start + Self.piece)
      append(values.extracting(start..<end))
      start = end
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// How many numbers are written at once.
  private static var piece: Int { 256 }

  /// Appends finite numbers, at most ``piece``, with commas between them.
  private mutating func append(_ values: Span<Double>) {
    let room = values.count * Int(CSIMDJSON_NUMBER_BYTES)
    bytes.append(addingCapacity: room) { output in
      // The text of each number fits its share of the room; the callee returns how much it has used.
      unsafe output.withUnsafeMutableBufferPointer { text, used in
        unsafe values.withUnsafeBufferPointer { numbers in
          guard let from = numbers.baseAddress, let into = text.baseAddress else { return }
          used += unsafe csimdjson_write_doubles(from, numbers.count, into + used)
        }
      }
    }
  }

  private func firstNonFinite(_ values: UnsafeBufferPointer<Double>) -> Int {
    // An empty buffer may have no address, and is not read.
    guard let start = values.baseAddress else { return 0 }
    return unsafe csimdjson_first_non_finite(start, values.count)
  }

  private func nonFinite(_ value: Double, at pointer: JSONPointer) -> JSONError {
    JSONError(.nonFinite, at: pointer, expected: .number, found: value.description)
  }

  /// Where the next value will stand: found by reading what has been written, since it is wanted
  /// only when writing fails.
  private var placeOfNextValue: JSONPointer {
    var scanner = Scanner(needsComma ? bytes + [UInt8(ascii: ",")] : bytes, depthLimit: .max)
    do throws(JSONError) {
      try scanner.scan()
      return .root
    } catch {
      return error.pointer
    }
  }
}
