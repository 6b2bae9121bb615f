import HTTPCore

/// A table row: bytes from a client, the paragraph that decides about them, and the outcome.
struct WireCase: Sendable, CustomStringConvertible {
  /// The paragraph.
  let rule: String

  /// The bytes, one character each (so that any byte can be written).
  let wire: String

  /// What the parser is to report, as `Wire.outcome` words it.
  let outcome: [String]

  init(_ rule: String, _ wire: String, _ outcome: String...) {
    self.rule = rule
    self.wire = wire
    self.outcome = outcome
  }

  var description: String { "\(rule): \(wire.debugDescription.prefix(100))" }
}

/// Ways to feed a parser.
enum Wire {
  /// The bytes of a text with one Latin-1 character for each.
  static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  /// What the parser reports on these pieces: a line for each request, `continue`, the status and
  /// code of a refusal, and at last `incomplete` if a request has begun and not ended.
  static func outcome(_ pieces: [ArraySlice<UInt8>], _ limits: HTTPLimits) -> [String] {
    var parser = RequestParser(limits: limits)
    var lines: [String] = []
    for piece in pieces {
      let input = Array(piece)
      var position = 0
      do {
        while position < input.count {
          switch try parser.next(input.span, &position) {
          case .none: break
          case .head:
            if parser.expectsContinue { lines.append("continue") }
          case .request(let request, let keepsAlive):
            lines.append(describe(request, keepsAlive))
          }
        }
      } catch {
        return lines + ["\(error.status.code) \(error.code)"]
      }
    }
    return parser.progress == .none ? lines : lines + ["incomplete"]
  }

  /// The outcomes of the bytes whole, one by one, and split in two at every place; one line of each
  /// that differs from the first is enough to see what went wrong.
  static func outcomes(_ wire: String, _ limits: HTTPLimits = HTTPLimits()) -> Set<[String]> {
    let bytes = bytes(wire)
    var found: Set<[String]> = [outcome([bytes[...]], limits)]
    found.insert(outcome(bytes.indices.map { bytes[$0...$0] }, limits))
    // Very long inputs are split at some places only, to keep the tests short.
    let step = max(1, bytes.count / 512)
    for cut in stride(from: 0, through: bytes.count, by: step) {
      found.insert(outcome([bytes[..<cut], bytes[cut...]], limits))
    }
    return found
  }

  private static func describe(_ request: HTTPRequest, _ keepsAlive: Bool) -> String {
    var line = "\(request.method) \(request.path)"
    if let query = request.query { line += "?\(query)" }
    if let authority = request.target.authority { line += " @\(authority)" }
    if request.version == .http10 { line += " 1.0" }
    if !keepsAlive { line += " close" }
    if !request.body.isEmpty { line += " [\(String(decoding: request.body, as: UTF8.self))]" }
    return line
  }
}
