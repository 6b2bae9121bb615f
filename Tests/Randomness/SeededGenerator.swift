/// A generator whose whole future follows from its seed (SplitMix64), so that a printed seed brings a
/// failure back.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator of this seed.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// So many numbers of a range.
  package mutating func vector(
    _ count: Int, in range: ClosedRange<Double> = -1...1
  ) -> [Double] {
    (0..<count).map { _ in Double.random(in: range, using: &self) }
  }

  /// A new generator whose seed is printed.
  package static func announced(_ purpose: String) -> SeededGenerator {
    let seed = UInt64.random(in: 0...0xFFFF_FFFF)
    print("seed of \(purpose): \(seed)")
    return SeededGenerator(seed: seed)
  }
}
