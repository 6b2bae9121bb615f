/// A set of ASCII characters, looked up in constant time: one bit for each of the 128 codes.
struct ByteSet: Sendable {
  private let low: UInt64
  private let high: UInt64

  /// The set of the given characters; anything outside ASCII is left out.
  init(_ characters: String) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    for byte in characters.utf8 where byte < 128 {
      if byte < 64 {
        low |= 1 << UInt64(byte)
      } else {
        high |= 1 << UInt64(byte - 64)
      }
    }
    self.low = low
    self.high = high
  }

  /// Whether the byte is in the set; no byte from 128 on ever is.
  func contains(_ byte: UInt8) -> Bool {
    if byte < 64 { return (low >> UInt64(byte)) & 1 == 1 }
    if byte < 128 { return (high >> UInt64(byte - 64)) & 1 == 1 }
    return false
  }

  /// Whether every byte of the span is in the set (true for none).
  func containsAll(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where !contains(bytes[index]) { return false }
    return true
  }
}

extension ByteSet {
  private static let digits = "0123456789"
  private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

  /// `tchar`, what a method and a field name are made of (RFC 9110 §5.6.2).
  static let token = ByteSet("!#$%&'*+-.^_`|~" + digits + letters)

  /// `unreserved` (RFC 3986 §2.3): equivalent whether percent-encoded or not.
  static let unreserved = ByteSet("-._~" + digits + letters)

  /// What a path may hold beside percent-encoded triplets: `pchar` and the slash (RFC 3986 §3.3).
  static let path = ByteSet("-._~!$&'()*+,;=:@/" + digits + letters)

  /// What a query may hold beside percent-encoded triplets (RFC 3986 §3.4).
  static let query = ByteSet("-._~!$&'()*+,;=:@/?" + digits + letters)

  /// `reg-name` without the percent sign (RFC 3986 §3.2.2), and without the comma, which in a
  /// Host is the trace of two fields merged by an intermediary.
  static let hostName = ByteSet("-._~!$&'()*+;=" + digits + letters)
}

/// Whether a field value may hold the byte: horizontal tab, visible ASCII, space and obs-text (RFC
/// 9110 §5.5).
///
/// All other control characters, CR, LF and NUL first, are refused.
func isFieldValueByte(_ byte: UInt8) -> Bool {
  byte == ASCII.tab || (byte >= ASCII.space && byte != ASCII.delete)
}
