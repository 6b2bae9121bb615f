import Testing

@testable import HTTPCore

@Suite("Byte sets")
struct ByteSetTests {
  @Test("RFC 9110 5.6.2: a token is made of these and no others")
  func token() {
    let separators = Set("\"(),/:;<=>?@[\\]{} ".utf8)
    for byte in UInt8.min...UInt8.max {
      let expected = byte > 0x20 && byte < 0x7F && !separators.contains(byte)
      #expect(ByteSet.token.contains(byte) == expected, "byte \(byte)")
    }
  }

  @Test("RFC 9110 5.5: what a value may hold")
  func value() {
    for byte in UInt8.min...UInt8.max {
      #expect(isFieldValueByte(byte) == (byte == 9 || (byte >= 32 && byte != 127)), "byte \(byte)")
    }
  }

  @Test("RFC 3986 2.2 and 2.3: what a path and a query may hold")
  func target() {
    let excluded = Set("\"#<>[\\]^`{|}% ".utf8)
    for byte in UInt8.min...UInt8.max {
      let visible = byte > 0x20 && byte < 0x7F && !excluded.contains(byte)
      #expect(ByteSet.path.contains(byte) == (visible && byte != 0x3F), "byte \(byte)")
      #expect(ByteSet.query.contains(byte) == visible, "byte \(byte)")
    }
  }
}
