/// A known field whose elements are (first + i) / divisor, such as the coordinate of a line: passes count rather
/// than read it.
struct Ramp: Hashable {
  let first: Double
  let divisor: Double

  /// The largest number, up or down, to begin with: passes add to it in other steps than one, which gives
  /// the same bits as long as no sum is rounded.
  private static let largest = 0x1p51

  /// nil if the field is not of this kind, bit for bit.
  init?(_ field: [Double]) {
    guard field.count > 1 else { return nil }
    // Coordinates have whole numbers of steps per length, and begin with a half if they are those of cells.
    divisor = (1 / (field[1] - field[0])).rounded()
    first = (2 * field[0] * divisor).rounded() / 2
    guard divisor.isFinite, divisor != 0, abs(first) <= Ramp.largest else { return nil }
    for (index, value) in field.enumerated()
    where value.bitPattern != ((first + Double(index)) / divisor).bitPattern {
      return nil
    }
  }

  /// What the machine has to know: the first element, the divisor, and what to multiply by instead, if that
  /// gives the same bits, or else 0.
  var layout: [Double] {
    let inverse = 1 / divisor
    return [first, divisor, divisor.significand == 1 && inverse.isNormal ? inverse : 0]
  }
}
