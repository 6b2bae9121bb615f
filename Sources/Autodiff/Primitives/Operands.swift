/// What a `DifferentiableOperator` reads: its operands' values, in order, a number as a field of one.
///
/// Unsafe inside because programs keep values in raw memory; a view of it lives no longer than the
/// call that it was made for.
@safe public struct Operands: ~Escapable {
  /// Where one operand's values are.
  @unsafe struct Place {
    let base: UnsafePointer<Double>
    let count: Int
  }

  private let first: UnsafePointer<Place>
  /// The number of operands.
  public let count: Int
  /// What an operator that takes long asks from time to time; once the computation is cancelled, what it
  /// writes is not read. nil where nobody can cancel it.
  public let cancellation: Cancellation?

  @_lifetime(borrow places)
  init(_ places: borrowing UnsafeBufferPointer<Place>, _ cancellation: Cancellation? = nil) {
    self.cancellation = cancellation
    guard let base = places.baseAddress else { preconditionFailure("no operands") }
    unsafe first = base
    count = places.count
  }

  /// The values of an operand.
  public subscript(index: Int) -> Span<Double> {
    @_lifetime(copy self)
    get {
      precondition((0..<count).contains(index), "no operand \(index)")
      let place = unsafe first[index]
      let values = unsafe UnsafeBufferPointer(start: place.base, count: place.count)
      return unsafe _overrideLifetime(values.span, copying: self)
    }
  }
}
