import JSON
import Testing

@Suite("Documents written")
struct JSONWriterTests {
  static func text(_ body: (inout JSONWriter) throws -> Void) rethrows -> String {
    var writer = JSONWriter()
    try body(&writer)
    return String(decoding: writer.finish(), as: UTF8.self)
  }

  @Test("Structure and commas")
  func structure() throws {
    let text = try Self.text { writer in
      try writer.object { writer throws(JSONError) in
        writer.member("i", 1)
        try writer.member("d", 1.0)
        writer.key("n")
        writer.null()
        writer.array("a") { writer in
          writer.write(true)
          writer.array { _ in }
          writer.object { _ in }
          writer.object { writer in writer.member("s", "x") }
          writer.write(-3)
        }
        try writer.member("v", [1, 2.5])
        writer.object("o") { writer in writer.member("b", false) }
        try writer.member("e", [])
      }
    }
    #expect(
      text == #"{"i":1,"d":1.0,"n":null,"a":[true,[],{},{"s":"x"},-3],"#
        + #""v":[1.0,2.5],"o":{"b":false},"e":[]}"#
    )
    #expect(try read(text).object.count == 7)
  }

  @Test("Members that were written before", arguments: ["", #""k":"\"","n":1"#])
  func fragments(_ members: String) throws {
    let fragment = JSONFragment { writer in
      if members.isEmpty { return }
      writer.member("k", "\"")
      writer.member("n", 1)
    }
    let text = Self.text { writer in
      writer.object { writer in
        writer.members(fragment)
        writer.member("a", 1)
        writer.members(fragment)
        writer.object("o") { $0.members(fragment) }
      }
    }
    let comma = members.isEmpty ? "" : ","
    #expect(text == #"{\#(members)\#(comma)"a":1\#(comma)\#(members),"o":{\#(members)}}"#)
  }

  @Test("Scalars at the root")
  func scalars() throws {
    #expect(Self.text { $0.null() } == "null")
    #expect(Self.text { $0.write(Int.min) } == "-9223372036854775808")
    #expect(Self.text { $0.write("") } == "\"\"")
    #expect(try Self.text { try $0.write(-0.0) } == "-0.0")
  }

  @Test("Strings are escaped as RFC 8259 asks, and no further")
  func strings() throws {
    #expect(
      Self.text { $0.write("\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é𝄞\u{2028}") }
        == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é𝄞\u{2028}\"")
    #expect(Self.text { writer in writer.object { $0.member("a\"\n", 1) } } == "{\"a\\\"\\n\":1}")
  }

  @Test("Every scalar value survives a string")
  func everyScalar() throws {
    for plane in 0..<17 {
      var text = ""
      for value in UInt32(plane) << 16..<UInt32(plane + 1) << 16 {
        if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
      }
      let string = try read(Self.text { $0.write(text) }).string
      #expect(string.unicodeScalars.elementsEqual(text.unicodeScalars))
    }
  }
}
