/// Random numbers that a printed seed brings back.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A new generator whose seed is printed.
  static func announced(_ purpose: String) -> SeededGenerator {
    let seed = UInt64.random(in: 0...0xFFFF_FFFF)
    print("seed of \(purpose): \(seed)")
    return SeededGenerator(seed: seed)
  }
}
