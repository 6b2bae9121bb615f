import ArgumentParser
import JSON

/// The fields of a request's document as options. What is given here becomes a document, and is read,
/// checked and answered exactly as the server does.
struct ProblemOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A whole document as for the server: JSON, @FILE, or - for standard input.",
      discussion: "Stands alone: with it no other option of the problem may be given.",
      valueName: "json"))
  var document: String?

  @Option(help: "poisson-gaussian (the default) or density-gaussian.")
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Amplitude: 1.0, a list 0,0.5,1 or a range START:STEP:STOP.", valueName: "values"))
  var t: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Centre of the Gaussian; like t.", valueName: "values"))
  var mu: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Width of the Gaussian; like t.", valueName: "values"))
  var sigma: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Uniform background density; like t.", valueName: "values"))
  var n0: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Length of the axis; like t.", valueName: "values"))
  var length: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("First coordinate.", valueName: "x"))
  var start: String?

  @Option(help: ArgumentHelp("Number of grid points.", valueName: "n"))
  var points: String?

  @Option(help: "spectral (the default), finite-difference or pinned.")
  var scheme: String?

  @Option(
    help: ArgumentHelp(
      "Order of the finite differences: 2 (the default), 4, 6 or compact-4.", valueName: "order"))
  var order: String?

  @Option(help: "error (the default) or project: what to do with a density that has a mean.")
  var compatibility: String?

  @Option(help: "integral (the default, with the spacing) or sum (without, as in the posts).")
  var objective: String?

  @Option(help: "zip (the default) or grid: how several lists or ranges are combined.")
  var sweep: String?

  @Option(
    help: ArgumentHelp(
      "Parameters to differentiate by, such as t,sigma; all if not given. Without effect on evaluate.",
      valueName: "names"))
  var wrt: String?

  /// The document that the options describe.
  func body() throws -> [UInt8] {
    let parameters = [
      ("mu", mu), ("sigma", sigma), ("n0", n0), ("length", length),
    ]
    let axis = [("start", start), ("points", points)]
    let solver: [(String, String?)] = [("scheme", scheme), ("order", order)]
    let names = [
      ("model", model), ("compatibility", compatibility), ("objective", objective),
      ("sweep", sweep),
    ]
    if let document {
      let all = parameters + axis + solver + names + [("t", t), ("wrt", wrt)]
      if let (name, _) = all.first(where: { $0.1 != nil }) {
        throw ValidationError("--document can't be combined with --\(name).")
      }
      return try DocumentSource(document).read()
    }
    var writer = JSONWriter()
    try writer.object { writer in
      for case (let name, let text?) in names { writer.member(name, text) }
      if let t { try writer.member("t", values: t) }
      try writer.object("parameters") { writer in
        for case (let name, let text?) in parameters { try writer.member(name, values: text) }
      }
      if axis.contains(where: { $0.1 != nil }) {
        try writer.object("domain") { writer in
          try writer.object("x") { writer in
            for case (let name, let text?) in axis { try writer.member(name, number: text) }
          }
        }
      }
      if solver.contains(where: { $0.1 != nil }) {
        writer.object("solver") { writer in
          if let scheme { writer.member("scheme", scheme) }
          if let order {
            if let number = Int(order) {
              writer.member("order", number)
            } else {
              writer.member("order", order)
            }
          }
        }
      }
      if let wrt {
        writer.array("wrt") { writer in
          for name in wrt.split(separator: ",") { writer.write(String(name)) }
        }
      }
    }
    return writer.finish()
  }
}

extension JSONWriter {
  /// A member that is a number, a list of numbers, or a range.
  fileprivate mutating func member(_ name: String, values text: String) throws {
    let range = text.split(separator: ":", omittingEmptySubsequences: false)
    let list = text.split(separator: ",", omittingEmptySubsequences: false)
    if range.count == 3 {
      try object(name) { writer in
        try writer.member("start", number: String(range[0]), of: name, values)
        try writer.member("step", number: String(range[1]), of: name, values)
        try writer.member("stop", number: String(range[2]), of: name, values)
      }
    } else if list.count > 1 {
      try member(name, try list.map { try number(String($0), of: name, values) })
    } else {
      try member(name, number: text, of: name, values)
    }
  }

  fileprivate mutating func member(
    _ name: String, number text: String, of option: String? = nil, _ hint: String = ""
  ) throws {
    let value = try number(text, of: option ?? name, hint)
    if let integer = Int(text) {
      member(name, integer)
    } else {
      try member(name, value)
    }
  }
}

/// What may be written where a parameter's values are asked for.
private let values = "; write 1.0, a list 0,0.5,1 or a range 0:0.1:6.2"

private func number(_ text: String, of option: String, _ hint: String) throws -> Double {
  guard let number = Double(text), number.isFinite else {
    throw ValidationError("--\(option): '\(text)' is not a number\(hint).")
  }
  return number
}
