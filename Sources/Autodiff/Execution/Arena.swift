/// Hands out places in a workspace while a program is compiled, and takes them back for reuse.
struct Arena {
  /// The doubles needed so far.
  private(set) var size = 0
  private var free: [Int: [Int]] = [:]

  /// A place for `count` doubles, on a vector boundary.
  mutating func allocate(_ count: Int) -> Int {
    let padded = AlignedBuffer.padded(max(1, count))
    if let offset = free[padded]?.popLast() { return offset }
    defer { size += padded }
    return size
  }

  /// Gives a place of `count` doubles back.
  mutating func release(_ offset: Int, count: Int) {
    free[AlignedBuffer.padded(max(1, count)), default: []].append(offset)
  }
}
