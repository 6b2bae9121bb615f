import JSON
import Spelling

/// The settings of a server, each from the first of four places that gives it: the command line,
/// the environment, a file of JSON, the default.
///
/// A setting has one name everywhere: `max-work` is `--max-work` on the command line,
/// `BACKSOLVE_MAX_WORK` in the environment, and the member `max-work` of the file. What is wrong is
/// gathered, and told together by `check`.
package struct Settings {
  /// What all variables begin with.
  package static let prefix = "BACKSOLVE_"

  /// The setting that names the file, and is none of the file's own.
  package static let fileName = "config"

  /// The variable for a setting.
  package static func variable(_ name: String) -> String {
    prefix + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// A file of settings.
  package struct File {
    let path: String
    let root: JSONNode

    /// Reads the text of the file at a path.
    package init(path: String, text: [UInt8]) throws(SettingsError) {
      self.path = path
      do throws(JSONError) {
        root = try JSONDocument(parsing: text).root
      } catch {
        throw SettingsError(isUsage: false, messages: ["\(path): \(error)"])
      }
    }
  }

  private let environment: [String: String]
  private let aliases: [String: String]
  private let file: File?
  private let members: JSONObject?
  private var error = SettingsError(isUsage: false, messages: [])

  /// Settings of these names.
  ///
  /// A variable or a member of any other name is an error. What Kubernetes sets by itself in every
  /// container beside a service called 'backsolve' is not meant, and ignored. An empty variable
  /// counts as none.
  ///
  /// - Parameter aliases: a second variable for some names, which the first goes before.
  package init(
    names: [String], environment: [String: String], aliases: [String: String] = [:],
    file: File? = nil
  ) {
    self.environment = environment.filter { name, value in
      !value.isEmpty && !Self.isServiceLink(name, value)
    }
    self.aliases = aliases
    self.file = file
    var errors = JSONErrors()
    members = file?.root.object(allowing: names, noting: &errors)
    for error in errors.all { note(error) }
    let variables = (names + [Self.fileName]).map(Self.variable)
    for name in self.environment.keys.sorted()
    where name.hasPrefix(Self.prefix) && !variables.contains(name) {
      let hint = nearestName(to: name, among: variables).map { "; did you mean \($0)?" } ?? ""
      error.messages.append("the environment variable \(name) is unknown\(hint)")
    }
  }

  /// Whether Kubernetes made the variable (enableServiceLinks): `BACKSOLVE_PORT=tcp://…`,
  /// `BACKSOLVE_SERVICE_HOST`, `BACKSOLVE_PORT_8080_TCP_ADDR` and the like.
  private static func isServiceLink(_ name: String, _ value: String) -> Bool {
    guard name.hasPrefix(prefix) else { return false }
    let rest = name.dropFirst(prefix.count)
    return rest.hasPrefix("SERVICE_HOST") || rest.hasPrefix("SERVICE_PORT")
      || rest.hasPrefix("PORT_") || (rest == "PORT" && value.contains("://"))
  }

  /// Throws what was wrong.
  package func check() throws(SettingsError) {
    if !error.messages.isEmpty { throw error }
  }
}

// MARK: Values

/// How values of a type are written in a variable, and in the file.
private struct Form<Value> {
  let expected: String
  let parse: (String) -> Value?
  let read: (JSONNode) throws(JSONError) -> Value
}

extension Settings {
  /// An integer within a range.
  package mutating func integer(
    _ name: String, _ flag: Int?, default fallback: Int, in range: ClosedRange<Int>
  ) -> Int {
    let form = Form(
      expected: "an integer", parse: { Int($0) }, read: { node throws(JSONError) in try node.int })
    return checked(value(name, flag, form), name, fallback, range)
  }

  /// A number of seconds within a range.
  package mutating func seconds(
    _ name: String, _ flag: Double?, default fallback: Double, in range: ClosedRange<Double>
  ) -> Double {
    let form = Form(
      expected: "a number", parse: { Double($0) },
      read: { node throws(JSONError) in try node.double })
    return checked(value(name, flag, form), name, fallback, range)
  }

  /// A text.
  package mutating func text(_ name: String, _ flag: String?) -> String? {
    let form = Form(
      expected: "a text", parse: { $0 }, read: { node throws(JSONError) in try node.string })
    return value(name, flag, form)?.value
  }

  /// A switch: `true` or `false`.
  package mutating func boolean(_ name: String, _ flag: Bool?) -> Bool {
    let words = ["true": true, "false": false, "1": true, "0": false]
    let form = Form(
      expected: "true or false", parse: { words[$0] },
      read: { node throws(JSONError) in try node.bool })
    return value(name, flag, form)?.value ?? false
  }

  /// A list: on the command line an option per entry, in a variable separated by commas, in the file
  /// an array.
  ///
  /// - Parameters:
  ///   - expected: what an entry has to be, as a message says it.
  ///   - isValid: whether an entry is that.
  package mutating func list(
    _ name: String, _ flags: [String], of expected: String = "a text",
    where isValid: (String) -> Bool = { _ in true }
  ) -> [String] {
    let form = Form(
      expected: "a list",
      parse: { $0.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) },
      read: { node throws(JSONError) in
        var entries: [String] = []
        for entry in try node.array { entries.append(try entry.string) }
        return entries
      })
    guard let (entries, place) = value(name, flags.isEmpty ? nil : flags, form) else { return [] }
    for entry in entries where !isValid(entry) {
      error.isUsage = error.isUsage || place.isUsage
      error.messages.append("\(place.description) has '\(entry)': expected \(expected)")
    }
    return entries
  }

  /// One of several words.
  package mutating func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, _ flag: Word?, default fallback: Word
  ) -> Word where Word.RawValue == String {
    let expected = "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")
    let form = Form(
      expected: expected, parse: { Word(rawValue: $0) },
      read: { node throws(JSONError) in
        let text = try node.string
        if let word = Word(rawValue: text) { return word }
        throw JSONError(
          .unknownWord, at: node.pointer, expected: .init(expected), found: "'\(text)'")
      })
    return value(name, flag, form)?.value ?? fallback
  }
}

extension JSONError.Code {
  /// A word that names nothing.
  fileprivate static let unknownWord = JSONError.Code("unknown-word")
}

// MARK: Places

extension Settings {
  /// Where a value came from, as a message names it.
  private struct Place {
    let description: String
    let isUsage: Bool
  }

  /// The value of the first place that has one; nil if none does, or it can't be read.
  private mutating func value<Value>(
    _ name: String, _ flag: Value?, _ form: Form<Value>
  ) -> (value: Value, place: Place)? {
    if let flag { return (flag, Place(description: "--\(name)", isUsage: true)) }
    let variables = [Self.variable(name), aliases[name]].compactMap { $0 }
    if let variable = variables.first(where: { environment[$0] != nil }),
      let text = environment[variable]
    {
      if let value = form.parse(text) {
        return (value, Place(description: variable, isUsage: false))
      }
      error.messages.append("\(variable) is '\(text)': expected \(form.expected)")
      return nil
    }
    guard let file, let node = members?[name] else { return nil }
    do throws(JSONError) {
      let place = Place(description: "\(file.path): \(node.pointer)", isUsage: false)
      return (try form.read(node), place)
    } catch {
      note(error)
      return nil
    }
  }

  private mutating func checked<Value: Comparable>(
    _ found: (value: Value, place: Place)?, _ name: String, _ fallback: Value,
    _ range: ClosedRange<Value>
  ) -> Value {
    guard let (value, place) = found else { return fallback }
    if range.contains(value) { return value }
    error.isUsage = error.isUsage || place.isUsage
    error.messages.append(
      "\(place.description) has to be between \(range.lowerBound) and \(range.upperBound)")
    return fallback
  }

  private mutating func note(_ jsonError: JSONError) {
    error.messages.append("\(file?.path ?? ""): \(jsonError)")
  }
}

/// What is wrong with the settings, a sentence each.
package struct SettingsError: Error {
  /// Whether the command line is to blame, and not the environment or the file.
  package var isUsage: Bool
  /// The sentences, without a full stop.
  package var messages: [String]

  /// An error of one sentence.
  package init(isUsage: Bool, messages: [String]) {
    self.isUsage = isUsage
    self.messages = messages
  }
}
