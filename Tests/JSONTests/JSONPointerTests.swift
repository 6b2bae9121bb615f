import JSON
import Testing

@Suite("JSON pointers (RFC 6901)")
struct JSONPointerTests {
  @Test(
    "Names are escaped",
    arguments: [
      ("foo", "/foo"), ("", "/"), ("a/b", "/a~1b"), ("m~n", "/m~0n"), ("~1", "/~01"),
      ("/~", "/~1~0"),
      ("c%d", "/c%d"), ("k\"l", "/k\"l"), (" ", "/ "), ("é", "/é"),
    ])
  func escapes(_ name: String, _ pointer: String) {
    #expect(JSONPointer.root.appending(name).description == pointer)
  }

  @Test("Names and indices follow each other")
  func paths() {
    #expect(JSONPointer.root.description == "")
    #expect(JSONPointer.root.appending("t").appending(3).appending("x").description == "/t/3/x")
  }
}
