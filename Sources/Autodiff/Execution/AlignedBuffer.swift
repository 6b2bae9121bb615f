/// Doubles on a 64-byte boundary, padded to whole vectors and zero at first.
///
/// Unsafe because the vector kernels work on raw memory; offsets are computed once, by the
/// compiler of programs, and checked here in debug builds.
@safe final class AlignedBuffer {
  /// Doubles in a vector, the unit of padding.
  static let width = 8

  let count: Int
  let base: UnsafeMutablePointer<Double>

  /// Allocates `count` doubles, rounded up to whole vectors.
  init(count: Int) {
    let padded = AlignedBuffer.padded(max(1, count))
    self.count = padded
    let raw = UnsafeMutableRawPointer.allocate(byteCount: padded * 8, alignment: 64)
    unsafe base = raw.initializeMemory(as: Double.self, repeating: 0, count: padded)
  }

  deinit { unsafe base.deallocate() }

  /// The next multiple of a vector's width.
  static func padded(_ count: Int) -> Int { (count + width - 1) / width * width }

  /// The part that begins at `offset`; valid as long as this object lives.
  func part(at offset: Int, count: Int) -> UnsafeMutableBufferPointer<Double> {
    assert(offset >= 0 && offset + count <= self.count)
    return unsafe UnsafeMutableBufferPointer(start: base + offset, count: count)
  }

  func copy(from values: [Double], at offset: Int) {
    copy(from: values, values.indices, at: offset)
  }

  /// Copies a part of an array.
  func copy(from values: [Double], _ part: Range<Int>, at offset: Int) {
    precondition(part.lowerBound >= 0 && part.upperBound <= values.count)
    precondition(offset >= 0 && offset + part.count <= count)
    unsafe copy(from: values, part.lowerBound, part.count, at: offset)
  }

  private func copy(
    from values: UnsafePointer<Double>, _ start: Int, _ count: Int, at offset: Int
  ) {
    unsafe (base + offset).update(from: values + start, count: count)
  }

  func array(at offset: Int, count: Int) -> [Double] {
    precondition(offset >= 0 && offset + count <= self.count)
    return unsafe Array(UnsafeBufferPointer(start: base + offset, count: count))
  }

  subscript(offset: Int) -> Double {
    get {
      assert(offset >= 0 && offset < count)
      return unsafe base[offset]
    }
    set {
      assert(offset >= 0 && offset < count)
      unsafe base[offset] = newValue
    }
  }
}
