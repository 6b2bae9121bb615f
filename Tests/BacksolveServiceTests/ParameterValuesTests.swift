import BacksolveService
import JSON
import Testing

@Suite("Numbers, lists and ranges")
struct ParameterValuesTests {
  private func values(_ text: String) throws -> ParameterValues {
    try ParameterValues(JSONDocument(parsing: Array(text.utf8)).root, limit: 1000)
  }

  private func range(_ text: String) throws -> [Double] {
    guard case .range(let range) = try values(text) else {
      Issue.record("a range is kept as its ends")
      return []
    }
    return range.values
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
      (#"{"start": 1e-10, "stop": 0, "step": 1}"#, 1, 1e-10),
    ])
  func step(_ text: String, _ count: Int, _ last: Double) throws {
    let column = try range(text)
    #expect(column.count == count)
    #expect(try isClose(#require(column.last), last, relative: 1e-14))
    #expect(column.allSatisfy { $0.isFinite })
  }

  @Test("a range with a count has both ends exactly")
  func count() throws {
    #expect(try range(#"{"start": 0.1, "stop": 0.7, "count": 1}"#) == [0.1])
    let column = try range(#"{"start": 0.1, "stop": 0.7, "count": 7}"#)
    #expect(column.count == 7 && column[0] == 0.1 && column[6] == 0.7)
    #expect(isClose(column[3], 0.4, relative: 1e-15))
  }

  @Test("a range over nearly all numbers stays finite")
  func wide() throws {
    let column = try range(#"{"start": -1.7e308, "stop": 1.7e308, "count": 5}"#)
    #expect(column.allSatisfy { $0.isFinite } && column[2] == 0)
    #expect(
      try range(#"{"start": 1.5e308, "stop": -1.5e308, "step": -1e308}"#) == [
        1.5e308, 0.5e308, -0.5e308, -1.5e308,
      ])
  }

  @Test("a range over the smallest numbers does not fall to zero")
  func narrow() throws {
    let least = Double.leastNonzeroMagnitude
    #expect(
      try range(#"{"start": 5e-324, "stop": 5e-324, "count": 3}"#) == [least, least, least])
    #expect(
      try range(#"{"start": 5e-324, "stop": 1e-323, "step": 5e-324}"#) == [least, 2 * least])
  }

  @Test(
    "no range has more values than the limit",
    arguments: [
      #"{"start": 0, "stop": 1000, "step": 1}"#, #"{"start": 0, "stop": 1, "count": 1001}"#,
      #"{"start": 0, "stop": 999.9999999999, "step": 1}"#,
      #"{"start": 0, "stop": 1, "step": 5e-324}"#,
      #"{"start": -1e308, "stop": 1e308, "step": 5e-324}"#,
    ])
  func limit(_ text: String) throws {
    #expect { _ = try values(text) } throws: { ($0 as? JSONError)?.code == .limitExceeded }
    #expect(try range(#"{"start": 0, "stop": 999, "step": 1}"#).count == 1000)
  }

  @Test("numbers and lists are taken as they are")
  func plain() throws {
    #expect(try values("2") == .number(2))
    #expect(try values("[1, 2.5, -3e2]") == .list([1, 2.5, -300]))
  }
}
