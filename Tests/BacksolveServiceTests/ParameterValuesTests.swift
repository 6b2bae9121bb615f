import BacksolveService
import JSON
import Testing

@Suite("Numbers, lists and ranges")
struct ParameterValuesTests {
  private func values(_ text: String) throws -> ParameterValues {
    try ParameterValues(JSONDocument(parsing: Array(text.utf8)).root, limit: 1000)
  }

  @Test(
    "a range with a step ends where it should, in spite of round-off",
    arguments: [
      (#"{"start": 0, "stop": 0.3, "step": 0.1}"#, 4, 0.3),
      (#"{"start": 0, "stop": 6.5, "step": 0.05}"#, 131, 6.5),
      (#"{"start": 0, "stop": 6.283185307179586, "step": 0.01}"#, 629, 6.28),
      (#"{"start": 1, "stop": -1, "step": -0.1}"#, 21, -1.0),
      (#"{"start": 0, "stop": 0.29, "step": 0.1}"#, 3, 0.2),
      (#"{"start": 2, "stop": 2, "step": 1}"#, 1, 2.0),
      (#"{"start": 0, "stop": 1, "step": 5}"#, 1, 0.0),
    ])
  func step(_ text: String, _ count: Int, _ last: Double) throws {
    guard case .sweep(let column) = try values(text) else {
      Issue.record("a range is a sweep")
      return
    }
    #expect(column.count == count)
    #expect(try isClose(#require(column.last), last, relative: 1e-14))
    #expect(column.allSatisfy { $0.isFinite })
  }

  @Test("a range with a count has both ends exactly")
  func count() throws {
    #expect(try values(#"{"start": 0.1, "stop": 0.7, "count": 1}"#) == .sweep([0.1]))
    guard case .sweep(let column) = try values(#"{"start": 0.1, "stop": 0.7, "count": 7}"#) else {
      Issue.record("a range is a sweep")
      return
    }
    #expect(column.count == 7 && column[0] == 0.1 && column[6] == 0.7)
    #expect(isClose(column[3], 0.4, relative: 1e-15))
  }

  @Test("a range over nearly all numbers stays finite")
  func wide() throws {
    let text = #"{"start": -1.7e308, "stop": 1.7e308, "count": 5}"#
    guard case .sweep(let column) = try values(text) else {
      Issue.record("a range is a sweep")
      return
    }
    #expect(column.allSatisfy { $0.isFinite } && column[2] == 0)
  }

  @Test("numbers and lists are taken as they are")
  func plain() throws {
    #expect(try values("2") == .number(2))
    #expect(try values("[1, 2.5, -3e2]") == .sweep([1, 2.5, -300]))
  }
}
