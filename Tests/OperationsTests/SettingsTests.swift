import JSON
import Operations
import Testing

@Suite("Settings")
struct SettingsTests {
  private enum Level: String, CaseIterable {
    case low
    case high
  }

  private static let names = [
    "port", "max-points", "drain-delay", "name", "names", "flag", "level",
  ]

  private func settings(
    _ environment: [String: String] = [:], file text: String? = nil
  ) throws -> Settings {
    Settings(
      names: Self.names, environment: environment, aliases: ["port": "PORT"],
      file: try text.map { try Settings.File(path: "s.json", text: Array($0.utf8)) })
  }

  @Test("the command line goes before the environment, then come the file and the default")
  func precedence() throws {
    let text = #"{"port": 1, "max-points": 1, "drain-delay": 1.5, "names": ["f"]}"#
    var settings = try settings(
      [
        "BACKSOLVE_PORT": "2", "PORT": "3", "BACKSOLVE_MAX_POINTS": "2", "BACKSOLVE_NAMES": "a, b",
        "BACKSOLVE_FLAG": "true", "OTHER": "x",
      ], file: text)
    #expect(settings.integer("port", 4, default: 5, in: 0...9) == 4)
    #expect(settings.integer("port", nil, default: 5, in: 0...9) == 2)
    #expect(settings.integer("max-points", nil, default: 5, in: 0...9) == 2)
    #expect(settings.seconds("drain-delay", nil, default: 5, in: 0...9) == 1.5)
    #expect(settings.text("name", nil) == nil)
    #expect(settings.list("names", []) == ["a", "b"])
    #expect(settings.list("names", ["c"]) == ["c"])
    #expect(settings.boolean("flag", nil) == true)
    #expect(settings.word("level", nil, default: Level.low) == .low)
    try settings.check()
    var second = try self.settings(["PORT": "3", "BACKSOLVE_NAMES": ""], file: text)
    #expect(second.integer("port", nil, default: 5, in: 0...9) == 3)
    #expect(second.list("names", []) == ["f"])
    var third = try self.settings(file: #"{"port": 1e0, "flag": true, "level": "high"}"#)
    #expect(third.integer("port", nil, default: 5, in: 0...9) == 1)
    #expect(third.boolean("flag", nil) == true)
    #expect(third.word("level", nil, default: Level.low) == .high)
  }

  @Test("everything that is wrong is told at once, with its place")
  func errors() throws {
    var settings = try settings(
      ["BACKSOLVE_PORT": "80x", "BACKSOLVE_MAX_PIONTS": "3", "BACKSOLVE_FLAG": "maybe"],
      file: #"{"max-points": 0, "drain-delay": "1", "nmae": 1, "names": ["a", 1], "level": "mid"}"#)
    _ = settings.integer("port", nil, default: 1, in: 0...9)
    _ = settings.integer("max-points", nil, default: 1, in: 1...9)
    _ = settings.seconds("drain-delay", nil, default: 1, in: 0...9)
    _ = settings.list("names", [])
    _ = settings.boolean("flag", nil)
    _ = settings.word("level", nil, default: Level.low)
    let error = #expect(throws: SettingsError.self) { try settings.check() }
    #expect(
      error?.messages == [
        "s.json: unknown-field at /nmae: The field 'nmae' is unknown. Did you mean 'name'?",
        "the environment variable BACKSOLVE_MAX_PIONTS is unknown; did you mean BACKSOLVE_MAX_POINTS?",
        "BACKSOLVE_PORT is '80x': expected an integer",
        "s.json: /max-points has to be between 1 and 9",
        "s.json: wrong-type at /drain-delay: Expected a number, found a string.",
        "s.json: wrong-type at /names/1: Expected a string, found a number.",
        "BACKSOLVE_FLAG is 'maybe': expected true or false",
        "s.json: unknown-word at /level: Expected one of low, high, found 'mid'.",
      ])
    #expect(error?.isUsage == false)
  }

  @Test("a range that the command line leaves is an error of usage")
  func usage() throws {
    var settings = try settings()
    _ = settings.seconds("drain-delay", .nan, default: 1, in: 0...9)
    let error = #expect(throws: SettingsError.self) { try settings.check() }
    #expect(error?.messages == ["--drain-delay has to be between 0.0 and 9.0"])
    #expect(error?.isUsage == true)
  }

  @Test("each entry of a list has to be what is expected, and is told with its place")
  func entries() throws {
    for (flags, place) in [(["good", "bad", "worse"], "--names"), ([], "BACKSOLVE_NAMES")] {
      var settings = try settings(["BACKSOLVE_NAMES": "bad,good,worse"])
      let found = settings.list("names", flags, of: "something good") { $0 == "good" }
      #expect(found.contains("good"))
      let error = #expect(throws: SettingsError.self) { try settings.check() }
      #expect(
        error?.messages == [
          "\(place) has 'bad': expected something good",
          "\(place) has 'worse': expected something good",
        ])
      #expect(error?.isUsage == (place == "--names"))
    }
  }

  @Test("what Kubernetes sets beside a service called backsolve is not meant")
  func serviceLinks() throws {
    var settings = try settings([
      "BACKSOLVE_PORT": "tcp://10.0.0.1:8080", "BACKSOLVE_SERVICE_HOST": "10.0.0.1",
      "BACKSOLVE_SERVICE_PORT": "8080", "BACKSOLVE_SERVICE_PORT_HTTP": "8080",
      "BACKSOLVE_PORT_8080_TCP": "tcp://10.0.0.1:8080", "BACKSOLVE_PORT_8080_TCP_ADDR": "10.0.0.1",
    ])
    #expect(settings.integer("port", nil, default: 5, in: 0...9) == 5)
    try settings.check()
  }

  @Test("a file that is no object, or no JSON")
  func file() throws {
    let error = #expect(throws: SettingsError.self) { try settings(file: #"{"port": 1,}"#) }
    #expect(error?.messages.first?.hasPrefix("s.json: malformed-json") == true)
    #expect(throws: SettingsError.self) { try settings(file: "[]").check() }
  }
}
