import JSON
import Testing

@Suite("Arrays")
struct JSONArrayTests {
  @Test("All numbers at once, of every kind")
  func doubles() throws {
    let text = "[1, -2, 0.5, 18446744073709551615, -0.0, 1e-400, 36893488147419103232]"
    let expected = [1, -2, 0.5, 0x1p64, -0.0, 0, 0x1p65]
    #expect(try read(text).doubles().map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(try read("[]").doubles() == [])
    #expect(try read("[]").array.isEmpty)
    #expect(try read(text).array.count == 7)
  }

  @Test(
    "The first element that is no number is named",
    arguments: [
      ("[null]", 0, "null"), ("[1,2,\"3\",4,null]", 2, "string"), ("[1,[2],3]", 1, "array"),
      ("[1.5,2.5,{\"a\":[1]}]", 2, "object"), ("[1,true]", 1, "boolean"), ("[[],1]", 0, "array"),
    ])
  func notNumbers(_ text: String, _ index: Int, _ found: String) throws {
    let node = try Array(read("[0,\(text)]").array)[1]
    let error = failure { () throws(JSONError) in try node.doubles() }
    let pointer = JSONPointer(escaped: "/1/\(index)")
    #expect(error == JSONError(.wrongType, at: pointer, expected: .number, found: found))
  }

  @Test("A long array is counted and read")
  func long() throws {
    let count = 300_000
    let numbers = (0..<count).map { Double($0) / 7 }
    let text = "[" + numbers.map(\.description).joined(separator: ",") + "]"
    let node = try read(text)
    #expect(try node.array.count == count)
    #expect(try node.doubles() == numbers)
  }
}
