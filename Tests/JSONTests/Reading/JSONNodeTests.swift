import JSON
import Testing

@Suite("Values and their places")
struct JSONNodeTests {
  static let text = #"""
    {"a/b": [10, {"m~n": [true, null, "x"]}], "": {"": 2}, "é\n": [], "~1": -1.5, "o": {}}
    """#

  @Test("Every value knows its pointer, and is found in the order of the text")
  func pointers() throws {
    var seen: [String] = []
    func walk(_ node: JSONNode) throws(JSONError) {
      seen.append(node.pointer.description)
      switch node.kind {
      case .array: for element in try node.array { try walk(element) }
      case .object: for member in try node.object { try walk(member.value) }
      default: break
      }
    }
    try walk(read(Self.text))
    #expect(
      seen == [
        "", "/a~1b", "/a~1b/0", "/a~1b/1", "/a~1b/1/m~0n", "/a~1b/1/m~0n/0", "/a~1b/1/m~0n/1",
        "/a~1b/1/m~0n/2", "/", "//", "/é\n", "/~01", "/o",
      ])
  }

  @Test("Values are read as what they are")
  func scalars() throws {
    let root = try read(Self.text).object
    #expect(root.count == 5)
    #expect(try root.required("~1").double == -1.5)
    #expect(try root.required("é\n").array.isEmpty)
    #expect(try root.required("o").object.count == 0)
    let inner = try Array(Array(root.required("a/b").array)[1].object.required("m~n").array)
    #expect(try inner[0].bool)
    #expect(inner[1].isNull)
    #expect(try inner[2].string == "x")
    #expect(root["absent"] == nil)
  }

  @Test("Strings are decoded")
  func strings() throws {
    let text = #""\"\\\/\b\f\n\r\t\u0000\u00e9\ud834\udd1eé𝄞""#
    #expect(try read(text).string == "\"\\/\u{8}\u{C}\n\r\t\0é𝄞é𝄞")
    #expect(try read("\"\"").string == "")
  }

  @Test("A value of another kind is an error that tells place, expectation and finding")
  func mismatches() throws {
    let nodes = try Array(read(#"[null,true,1.5,"s",[],{}]"#).array)
    let kinds = ["null", "boolean", "number", "string", "array", "object"]
    func check(
      _ expected: JSONError.Expectation, butFor good: Int,
      _ read: (JSONNode) throws(JSONError) -> Void
    ) {
      for (index, node) in nodes.enumerated() {
        let error = failure { () throws(JSONError) in try read(node) }
        if index == good {
          #expect(error == nil)
        } else {
          let pointer = JSONPointer.root.appending(index)
          #expect(
            error
              == JSONError(.wrongType, at: pointer, expected: expected, found: kinds[index]))
        }
      }
    }
    check(.boolean, butFor: 1) { node throws(JSONError) in _ = try node.bool }
    check(.number, butFor: 2) { node throws(JSONError) in _ = try node.double }
    check(.string, butFor: 3) { node throws(JSONError) in _ = try node.string }
    check(.array, butFor: 4) { node throws(JSONError) in _ = try node.array }
    check(.object, butFor: 5) { node throws(JSONError) in _ = try node.object }
    check(.array, butFor: 4) { node throws(JSONError) in _ = try node.doubles() }
  }

  @Test("A document outlives its text, and its nodes keep it alive")
  func lifetime() throws {
    var node: JSONNode? = try read("[1,[2,\"three\"]]")
    node = try node?.array.dropFirst().first { _ in true }
    for round in 0..<50 { _ = try read("{\"other\": [\(round), \"text\"]}") }
    #expect(try node?.array.map { $0.kind } == [.number, .string])
    #expect(try node?.array.dropFirst().first { _ in true }?.string == "three")
  }
}
