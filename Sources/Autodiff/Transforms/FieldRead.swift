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
    // A point that was not read has no effect; it need not be told unless others are told too.
    let masks = reads.compactMap(\.cotangent.mask)
    return Cotangent(
      value: assembled(\.value),
      mask: masks.count < reads.count ? nil : assembled { $0.mask ?? 1 })
  }
}
