import JSON
import Randomness
import Testing

@Suite("Doubles written")
struct WrittenNumberTests {
  static let extremes: [Double] = [
    0, -0.0, 1, -1, 0.1, 0.2, 0.30000000000000004, .leastNonzeroMagnitude,
    -Double.leastNonzeroMagnitude, Double.leastNormalMagnitude.nextDown,
    0x1p-1022, 0x1.fffffffffffffp1023, -0x1.fffffffffffffp1023, .pi, 1e-4, 9.999e-5, 1e-5, 1e15,
    1e16, 0x1p53, 0x1p53 + 2, 0x1p54 - 2, 0x1p54, 0x1p54 + 4, 1e17, 1e21, 1e22, 1e23, 1e100,
    123_456_789, 4.35, 100000, 1.7e7, 1e-100,
  ]

  /// Every power of two and ten, and 0: where the distances of doubles, the digits' number and the form
  /// change.
  static let powers: [Double] =
    (-1074...1023).map { exponent in Double(sign: .plus, exponent: exponent, significand: 1) }
    + (-323...308).compactMap { Double("1e\($0)") } + [0]

  static func written(_ values: [Double]) throws(JSONError) -> String {
    var writer = JSONWriter()
    try writer.write(values)
    return String(decoding: writer.finish(), as: UTF8.self)
  }

  static func random(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
    (0..<count).map { index in
      switch index % 4 {
      case 0: return Double.random(in: -10...10, using: &random)
      case 1: return Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 1000
      case 2: return Double(bitPattern: random.next() & 0x800F_FFFF_FFFF_FFFF)  // Subnormal.
      default:
        let any = Double(bitPattern: random.next())
        return any.isFinite ? any : 1
      }
    }
  }

  @Test("The form is that of Double.description")
  func form() throws {
    var random = SeededGenerator.announced("forms of doubles")
    for value in Self.extremes + Self.random(100_000, &random) {
      let text = try Self.written([value])
      if text != "[\(value.description)]" { Issue.record("\(value) is written as \(text)") }
    }
  }

  @Test("The form is that of Double.description at powers of two and ten, and next to them")
  func formOfPowers() throws {
    for power in Self.powers {
      for value in [power, power.nextDown, power.nextUp, -power] {
        #expect(try Self.written([value]) == "[\(value.description)]")
      }
    }
  }

  @Test("Random doubles come back bit for bit")
  func roundTrip() throws {
    var random = SeededGenerator.announced("round trip of doubles")
    let values = Self.extremes + Self.random(40_000, &random)
    let text = try Self.written(values)
    #expect(try read(text).doubles().map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("Arrays of every length around a piece", arguments: [0, 1, 2, 255, 256, 257, 512, 513])
  func lengths(_ count: Int) throws {
    let values = (0..<count).map(Double.init)
    let text = "[" + values.map(\.description).joined(separator: ",") + "]"
    #expect(try Self.written(values) == text)
  }

  @Test(
    "A number that JSON cannot express throws, and the error tells where",
    arguments: [Double.infinity, -.infinity, .nan, .signalingNaN])
  func nonFinite(_ bad: Double) throws {
    for index in [0, 1, 1023, 1024, 1500] {
      var values = [Double](repeating: 1, count: 1501)
      values[index] = bad
      let error = failure { () throws(JSONError) in
        var writer = JSONWriter()
        try writer.object { writer throws(JSONError) in
          writer.member("first", 1)
          try writer.object("gradient") { writer throws(JSONError) in
            try writer.member("a/b", values)
          }
        }
      }
      #expect(error?.code == .nonFinite)
      #expect(error?.pointer.description == "/gradient/a~1b/\(index)")
      #expect(error?.found == bad.description)
    }
    let single = failure { () throws(JSONError) in
      var writer = JSONWriter()
      try writer.array { writer throws(JSONError) in
        writer.write(1)
        try writer.write(bad)
      }
    }
    #expect(single?.pointer.description == "/1")
    let root = failure { () throws(JSONError) in
      var writer = JSONWriter()
      try writer.write(bad)
    }
    #expect(root?.pointer == .root)
  }
}
