/// An element or a slice that was read from a field, and its cotangent.
///
/// A field's reads are collected and go back in one step, so that k reads of a field of N values cost
/// O(N + k) in the reverse sweep, and not O(N k).
struct FieldRead {
  let start: Int
  let shape: Shape
  let cotangent: Cotangent
}

extension Operation {
  /// Where in its operand this operation reads, if that is all it does.
  var readStart: Int? {
    switch self {
    case .element(let index): index
    case .slice(let start): start
    default: nil
    }
  }
}

extension Graph {
  /// The cotangent of a field from those of all its reads.
  func collect(_ reads: [FieldRead], shape: Shape) -> Cotangent {
    let reads = Array(reads.reversed())  // In the order in which they were made.
    func assembled(_ part: (Cotangent) -> Value) -> Value {
      assemble(reads.map { ($0.start, lift(part($0.cotangent), to: $0.shape)) }, shape: shape)
    }
    // A point that was not read has no effect.
    let isKnown = reads.allSatisfy { $0.cotangent.mask == nil }
    return Cotangent(
      value: assembled(\.value),
      mask: isKnown ? readPoints(reads, shape) : assembled { $0.mask ?? 1 })
  }

  /// 1 at the points that are read, else 0; nil if all are.
  private func readPoints(_ reads: [FieldRead], _ shape: Shape) -> Value? {
    var isRead = [Double](repeating: 0, count: shape.count)
    for read in reads {
      for point in read.start..<read.start + read.shape.count { isRead[point] = 1 }
    }
    return isRead.contains(0) ? constant(isRead, shape: shape) : nil
  }
}
