extension [UInt8] {
  /// Appends the bytes in one copy.
  mutating func append(contentsOf bytes: Span<UInt8>) {
    // The only unsafe operation of this target: the standard library has no bulk append of a span
    // yet, and a body must not be copied byte by byte. The pointer does not leave the closure.
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends the text as UTF-8.
  mutating func append(_ text: String) {
    append(contentsOf: text.utf8Span.span)
  }

  /// Appends the number in decimal.
  mutating func append(decimal number: Int) {
    if number < 0 {
      append(UInt8(ascii: "-"))
    }
    var rest = number.magnitude
    let start = count
    repeat {
      append(ASCII.zero + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    var low = start
    var high = count - 1
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  /// Appends the number in decimal with exactly `digits` digits, zeros in front.
  mutating func append(decimal number: Int, digits: Int) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      append(ASCII.zero + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}

extension String {
  /// The text of the bytes; what is not UTF-8 is replaced, as the standard library does.
  init(bytes: Span<UInt8>) {
    if let text = try? UTF8Span(validating: bytes) {
      self.init(copying: text)
    } else {
      var copy: [UInt8] = []
      copy.append(contentsOf: bytes)
      self.init(decoding: copy, as: UTF8.self)
    }
  }
}
