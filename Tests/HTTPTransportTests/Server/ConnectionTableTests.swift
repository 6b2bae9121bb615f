import Testing

@testable import HTTPTransport

@Suite("Connection table")
struct ConnectionTableTests {
  @Test("A token that was removed does not find its successor in the same place")
  func generations() {
    let first = ConnectionTable.Token(index: 3, generation: 7)
    let second = ConnectionTable.Token(index: 3, generation: 8)
    #expect(ConnectionTable.Token(rawValue: first.rawValue) == first)
    #expect(first.rawValue != second.rawValue)
    var table = ConnectionTable()
    let token = table.reserve()
    #expect(table[token] == nil)
    #expect(table[ConnectionTable.Token(index: 99, generation: 0)] == nil)
    #expect(table.expired(at: .max - 1).isEmpty)
  }
}
