import JSON
import Testing

@Suite("Parsers shared by threads")
struct TapeTests {
  @Test("Documents of many tasks do not disturb each other")
  func tasks() async {
    let results = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<500).allSatisfy { round in
            let number = task * 1000 + round
            let text = "{\"id\":\(number),\"list\":[\(number),-0,\"s\(number)\"]}"
            guard let document = try? JSONDocument(parsing: Array(text.utf8)) else { return false }
            let broken = refusal("[\(number)") != nil
            let id = try? document.root.object.required("id").int
            let last = try? document.root.object.required("list").array.map { $0 }.last?.string
            return broken && id == number && last == "s\(number)"
          }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(results)
  }

  @Test("More documents than the pool keeps, small and large, live at once")
  func many() throws {
    let texts = (0..<40).map { index in
      "[\(index)\(String(repeating: " ", count: index * 5000)),\"\(index)\"]"
    }
    for _ in 0..<3 {
      let nodes = try texts.map { text in try read(text) }
      for (index, node) in nodes.enumerated() {
        let elements = try Array(node.array)
        #expect(try elements[0].int == index)
        #expect(try elements[1].string == "\(index)")
      }
    }
  }
}
