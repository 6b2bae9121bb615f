import JSON
import Randomness
import Testing

@Suite("Keys that occur twice")
struct DuplicateKeyTests {
  @Test(
    "At any level, with the pointer",
    arguments: [
      (#"{"a":1,"a":2}"#, "/a"), (#"{"a":1,"b":2,"c":{"x":[1,2]},"b":3}"#, "/b"),
      (#"[0,{"k":[{"x":1,"y":{},"x":[]}]}]"#, "/1/k/0/x"), (#"{"a":1,"\u0061":2}"#, "/a"),
      (#"{"/~":1,"/~":2}"#, "/~1~0"), (#"{"":1,"":2}"#, "/"),
      (#"{"t":-0,"wide":99999999999999999999,"t":1}"#, "/t"),
      (#"{"p":{"p":{"p":1}},"q":{"p":1,"r":2,"p":3}}"#, "/q/p"),
      (#"{"é":1,"\u00e9":2}"#, "/é"), (#"{"a\u0000":1,"a":2,"a\u0000":3}"#, "/a\u{0}"),
    ])
  func found(_ text: String, _ pointer: String) {
    let error = refusal(text)
    #expect(error?.code == .duplicateKey)
    #expect(error?.pointer.description == pointer)
  }

  @Test("Keys that only look alike are allowed")
  func different() {
    #expect(refusal(#"{"a":1,"A":2,"a ":3,"":4,"a\u0000":5,"aa":6}"#) == nil)
    #expect(refusal(#"{"é":1,"e\u0301":2}"#) == nil)
    #expect(refusal(#"[{"a":{"a":1}},{"a":[{"a":2}]}]"#) == nil)
  }

  @Test("In objects of every size", arguments: [2, 3, 15, 16, 17, 18, 100, 5000])
  func sizes(_ count: Int) {
    var random = SeededGenerator.announced("object of \(count)")
    let names = (0..<count).map { "\"key\($0)\":\($0)" }.shuffled(using: &random)
    #expect(refusal("{\(names.joined(separator: ","))}") == nil)
    let repeated = Int.random(in: 0..<count, using: &random)
    let text = "{\(names.joined(separator: ",")),\"key\(repeated)\":null}"
    #expect(refusal(text)?.pointer.description == "/key\(repeated)")
  }

  @Test("A hundred thousand keys take no quadratic time")
  func many() {
    let names = (0..<100_000).map { "\"\($0)\":0" }.joined(separator: ",")
    let elapsed = ContinuousClock().measure { #expect(refusal("{\(names)}") == nil) }
    #expect(elapsed < .seconds(2))
  }
}
