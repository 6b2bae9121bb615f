import JSON
import Randomness
import Testing

@Suite("Numbers read")
struct NumberTests {
  static let nearestRows: [(String, Double)] = [
    ("0", 0.0), ("-0", -0.0), ("-0.0", -0.0), ("-0e5", -0.0), ("0e1", 0), ("1e-400", 0),
    ("-1e-400", -0.0), ("5e-324", .leastNonzeroMagnitude), ("2e-324", 0),
    ("3e-324", .leastNonzeroMagnitude),
    ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
    ("2.2250738585072014e-308", 0x1p-1022), ("1.7976931348623157e308", 0x1.fffffffffffffp1023),
    ("1.7976931348623158e308", 0x1.fffffffffffffp1023), ("9007199254740993", 0x1p53),
    ("9007199254740993.0", 0x1p53), ("9007199254740993.00000000000000000001", 0x1p53 + 2),
    ("18446744073709551615", 0x1p64), ("18446744073709551616", 0x1p64),
    ("-9223372036854775809", -0x1p63), ("100000000000000000000000", 1e23), ("1e23", 1e23),
    ("0.1", 0.1), ("0.30000000000000004", 0.30000000000000004),
    ("123456789012345678901234567890", 123456789012345678901234567890.0),
  ]

  @Test("A double is the nearest to its text", arguments: nearestRows)
  func nearest(_ text: String, _ value: Double) throws {
    #expect(try read(text).double.bitPattern == value.bitPattern)
    #expect(try read("[\(text)]").doubles().map(\.bitPattern) == [value.bitPattern])
  }

  @Test("Long decimals round as the standard library rounds them")
  func longDecimals() throws {
    var random = SeededGenerator.announced("long decimals")
    for _ in 0..<3000 {
      let digits = (0..<Int.random(in: 1...60, using: &random)).map { _ in
        String(Int.random(in: 0...9, using: &random))
      }.joined()
      let text = "-1\(digits).\(digits)e\(Int.random(in: -380...240, using: &random))"
      let integer = "1\(digits)"
      #expect(try read(text).double.bitPattern == Double(text)?.bitPattern, "\(text)")
      #expect(try read(integer).double == Double(integer), "\(integer)")
    }
  }

  @Test(
    "A number beyond a double is an error with its place",
    arguments: ["1e400", "-1e400", "1.7976931348623159e308", "2e308", "0.001e999"])
  func outOfRange(_ text: String) {
    let error = refusal(#"{"domain": {"x/y": [1, \#(text)]}}"#)
    #expect(error?.code == .numberOutOfRange)
    #expect(error?.pointer.description == "/domain/x~1y/1")
    #expect(error?.found == text)
    #expect(error?.position?.offset == 23)
  }

  @Test(
    "An integer may be written in any form that is one",
    arguments: [
      ("0", 0), ("-0", 0), ("1", 1), ("1.0", 1), ("1e3", 1000), ("-2.5e1", -25), ("120e-1", 12),
      ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
      ("9007199254740992.0", 1 << 53),
    ])
  func integers(_ text: String, _ value: Int) throws {
    #expect(try read(text).int == value)
  }

  @Test("Other numbers are no integers")
  func notIntegers() throws {
    for text in ["1.5", "-0.1", "1e-3", "5e-324"] {
      let node = try read(text)
      let error = failure { () throws(JSONError) in try node.int }
      #expect(error?.code == .wrongType)
      #expect(error?.expected == .integer)
    }
    for text in ["9223372036854775808", "1e19", "1e300", "-1e19", "9007199254740994.0", "1e30"] {
      let node = try read(text)
      #expect(failure { () throws(JSONError) in try node.int }?.code == .numberOutOfRange)
    }
  }
}
