import JSON
import Testing

@Suite("Objects")
struct JSONObjectTests {
  @Test("Members come in the order of the text")
  func order() throws {
    let object = try read(#"{"z":1,"a":[2,{"b":3}],"m":{"z":4}}"#).object
    #expect(object.map(\.key) == ["z", "a", "m"])
    #expect(object.map { $0.value.kind } == [.number, .array, .object])
  }

  @Test("A missing member is an error where it should be")
  func missing() throws {
    let object = try Array(read(#"[{"a":1}]"#).array)[0].object
    let error = failure { () throws(JSONError) in try object.required("x/y") }
    #expect(
      error == JSONError(.missingField, at: JSONPointer(escaped: "/0/x~1y"), found: "x/y"))
  }

  @Test("An unknown member is an error at its place, with the nearest name")
  func unknown() throws {
    let node = try Array(read(#"[{"t":1,"paramters":{"t":2}}]"#).array)[0]
    let error = failure { () throws(JSONError) in
      try node.object(allowing: ["t", "parameters", "domain"])
    }
    #expect(error?.code == .unknownField)
    #expect(error?.pointer.description == "/0/paramters")
    #expect(error?.found == "paramters")
    #expect(error?.suggestion == "parameters")
    #expect(try node.object(allowing: ["t", "paramters"]).count == 2)
  }

  @Test("A name that is there already is not suggested")
  func noSuggestionOfPresent() throws {
    let node = try read(#"{"start":1,"stat":2}"#)
    let error = failure { () throws(JSONError) in try node.object(allowing: ["start"]) }
    #expect(error?.pointer.description == "/stat")
    #expect(error?.suggestion == nil)
  }

  @Test("All errors of a document are gathered")
  func gathered() throws {
    let node = try read(#"{"x":1,"t":"one","y":2,"points":1.5}"#)
    var errors = JSONErrors()
    let object = node.object(allowing: ["t", "points", "length"], noting: &errors)
    #expect(errors.attempt { () throws(JSONError) in try object?["t"]?.double } == nil)
    #expect(errors.attempt { () throws(JSONError) in try object?["points"]?.int } == nil)
    #expect(errors.attempt { () throws(JSONError) in try object?.required("length") } == nil)
    #expect(errors.all.map(\.pointer.description) == ["/x", "/y", "/t", "/points", "/length"])
    #expect(
      errors.all.map(\.code) == [
        .unknownField, .unknownField, .wrongType, .wrongType, .missingField,
      ])
    #expect(throws: JSONErrors.self) { try errors.check() }
    var others = JSONErrors()
    #expect(try read("[]").object(allowing: [], noting: &others) == nil)
    #expect(others.all.map(\.expected) == [.object])
  }

  @Test("The number of errors is bounded")
  func bounded() throws {
    let members = (0..<1000).map { "\"unknown\($0)\":0" }.joined(separator: ",")
    var errors = JSONErrors()
    _ = try read("{\(members)}").object(allowing: ["t"], noting: &errors)
    #expect(errors.all.count == JSONErrors.limit)
    #expect(errors.isFull && !JSONErrors().isFull)
  }
}
