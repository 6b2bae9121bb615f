import HTTPCore
import Synchronization

/// The ids by which a request is found again in answers and logs.
///
/// The client's own is taken if nothing in it can disturb a log; else one is made: 16 hexadecimal
/// digits, all different within a process and most likely among several. They are no secret.
final class RequestIDs: Sendable {
  static let field = "X-Request-Id"

  private static let longest = 128

  private let state = Atomic<UInt64>(UInt64.random(in: .min ... .max))

  /// The id of a request with these fields.
  func id(for headers: HTTPHeaders) -> String {
    if let sent = headers.list(of: Self.field), Self.isHarmless(sent) { return sent }
    return next()
  }

  /// Whether an id is 1 to 128 letters, digits, dots, underscores and hyphens.
  private static func isHarmless(_ id: String) -> Bool {
    (1...longest).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  /// SplitMix64 (Steele, Lea and Flood 2014): a one-to-one map of a counter, so that no number comes
  /// twice.
  private func next() -> String {
    var word = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    word ^= word >> 31
    return String(hexadecimal: word)
  }
}

extension String {
  /// The 16 hexadecimal digits of a word.
  fileprivate init(hexadecimal word: UInt64) {
    let digits = (0..<16).map { place -> UInt8 in
      let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * place)) & 15
      return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
    self.init(decoding: digits, as: UTF8.self)
  }
}
