import HTTPCore

/// The tokens that open the service, as `Authorization: Bearer TOKEN` (RFC 6750 §2.1).
///
/// Tokens stand in no address (§2.3), so that none ends in a log.
package struct BearerTokens: Sendable {
  /// A token and the name under which its use is logged.
  private struct Token {
    let name: String
    let bytes: [UInt8]
  }

  private let tokens: [Token]

  /// Why a text holds no tokens.
  package enum Problem: Error, Equatable {
    /// A line is no token; its number, from 1.
    case invalidToken(line: Int)
    /// There is no token in it.
    case none
  }

  /// Reads tokens, one a line: `TOKEN` or `NAME:TOKEN`. Empty lines and lines that begin with `#` are
  /// left out.
  package init(_ text: String) throws(Problem) {
    var tokens: [Token] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      let line = line.trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      let colon = line.lastIndex(of: ":")
      let token = colon.map { line[line.index(after: $0)...] } ?? line
      let name = colon.map { line[..<$0].trimmed } ?? "token-\(number + 1)"
      guard Self.isToken(token.trimmed), !name.isEmpty else {
        throw .invalidToken(line: number + 1)
      }
      tokens.append(Token(name: String(name), bytes: Array(token.trimmed.utf8)))
    }
    guard !tokens.isEmpty else { throw .none }
    self.tokens = tokens
  }

  /// The name of the token that a request's fields show.
  func name(in headers: HTTPHeaders) throws(Refusal) -> String {
    guard let credentials = headers.list(of: "Authorization") else {
      throw Self.refusal("missing-token", "This server wants a bearer token.", challenge: nil)
    }
    let words = credentials.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer" else {
      throw Self.refusal(
        "missing-token", "This server wants 'Authorization: Bearer' with a token.",
        challenge: nil)
    }
    guard let name = name(of: Array(words[1].trimmed.utf8)) else {
      throw Self.refusal(
        "invalid-token", "The bearer token is not known here.", challenge: "invalid_token")
    }
    return name
  }

  /// The name of a token, after a time that does not depend on where it differs from ours.
  private func name(of shown: [UInt8]) -> String? {
    var found: String?
    // No early end: each token is compared, and each to its last byte.
    for token in tokens where Self.isEqual(token.bytes, shown) { found = token.name }
    return found
  }

  /// Compares all bytes of what was shown, whatever the first difference; only its length, which the
  /// client knows, decides how long that takes.
  private static func isEqual(_ token: [UInt8], _ shown: [UInt8]) -> Bool {
    var difference = token.count ^ shown.count
    var place = 0
    for byte in shown {
      difference |= Int(token[place] ^ byte)
      place = place + 1 == token.count ? 0 : place + 1
    }
    return difference == 0
  }

  /// `b64token` (RFC 6750 §2.1).
  private static func isToken(_ text: Substring) -> Bool {
    var rest = text.utf8[...]
    while rest.last == UInt8(ascii: "=") { rest = rest.dropLast() }
    return !rest.isEmpty
      && rest.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-._~+/".utf8.contains(byte)
        }
      }
  }

  /// RFC 6750 §3: the challenge, with an error only where a token was shown.
  private static func refusal(_ code: String, _ message: String, challenge: String?) -> Refusal {
    let error = challenge.map { #", error="\#($0)""# } ?? ""
    return Refusal(
      .unauthorized, code: code, message,
      headers: ["WWW-Authenticate": #"Bearer realm="backsolve"\#(error)"#])
  }
}

extension Substring {
  /// Without white space at its ends.
  fileprivate var trimmed: Substring {
    var result = self
    while result.first?.isWhitespace == true { result.removeFirst() }
    while result.last?.isWhitespace == true { result.removeLast() }
    return result
  }
}
