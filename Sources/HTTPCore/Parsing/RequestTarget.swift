/// The request target, taken apart (RFC 9112 §3.2).
package struct RequestTarget: Sendable, Hashable {
  /// The path, beginning with a slash, or `*`.
  ///
  /// Percent-encoded letters, digits and `-._~` are decoded, being equivalent (RFC 3986 §6.2.2.2);
  /// everything else stays encoded.
  package var path: String

  /// What follows the question mark, as it came; nil if there is none.
  package var query: String?

  /// Host and port of a target in absolute form; nil in the other forms.
  package var authority: String?

  /// A target of parts known to be good.
  package init(path: String, query: String? = nil, authority: String? = nil) {
    self.path = path
    self.query = query
    self.authority = authority
  }

  /// The target in any of the forms that the method allows.
  init(_ bytes: Span<UInt8>, method: HTTPMethod) throws(HTTPFailure) {
    // RFC 9112 §3.2: no form is empty.
    guard !bytes.isEmpty else { throw .malformedRequestLine }
    if bytes[0] == ASCII.slash {
      try self.init(origin: bytes)
    } else if bytes.count == 1, bytes[0] == ASCII.asterisk {
      // RFC 9112 §3.2.4: the asterisk form is for a server-wide OPTIONS only.
      guard method == .options else { throw .invalidTarget }
      self.init(path: "*")
    } else {
      try self.init(absolute: bytes, method: method)
    }
  }

  /// `absolute-path [ "?" query ]` (RFC 9112 §3.2.1).
  private init(origin bytes: Span<UInt8>) throws(HTTPFailure) {
    let mark = bytes.firstIndex(of: ASCII.question) ?? bytes.count
    let path = bytes.extracting(0..<mark)
    let hasPercent = try Self.check(path, against: .path)
    self.path = hasPercent ? Self.normalized(path) : String(bytes: path)
    if mark < bytes.count {
      let query = bytes.extracting(mark + 1..<bytes.count)
      _ = try Self.check(query, against: .query)
      self.query = String(bytes: query)
    }
  }

  /// `scheme "://" authority path-abempty [ "?" query ]`, which every server must take (RFC 9112
  /// §3.2.2).
  private init(absolute bytes: Span<UInt8>, method: HTTPMethod) throws(HTTPFailure) {
    guard let colon = bytes.firstIndex(of: ASCII.colon), bytes.count >= colon + 3,
      bytes[colon + 1] == ASCII.slash, bytes[colon + 2] == ASCII.slash
    else { throw .invalidTarget }
    let scheme = bytes.extracting(0..<colon)
    // RFC 9110 §7.4: an https target must be refused on a connection that is not secured.
    if scheme.isCaseInsensitively("https") { throw .misdirected }
    // RFC 9110 §4.2.1: this is an http server.
    guard scheme.isCaseInsensitively("http") else { throw .invalidTarget }
    var end = colon + 3
    while end < bytes.count, bytes[end] != ASCII.slash, bytes[end] != ASCII.question { end += 1 }
    let authority = bytes.extracting(colon + 3..<end)
    // RFC 9110 §4.2.1 and §4.2.4: no empty host, no user information.
    guard Authority.isValid(authority) else { throw .invalidHost }
    if end < bytes.count, bytes[end] == ASCII.slash {
      try self.init(origin: bytes.extracting(end..<bytes.count))
    } else if end == bytes.count {
      // RFC 9112 §3.2.4: OPTIONS with an empty path and no query is the asterisk form.
      self.init(path: method == .options ? "*" : "/")
    } else {
      // RFC 9112 §3.2.1: an empty path is sent as a slash.
      try self.init(origin: [ASCII.slash].span)
      let query = bytes.extracting(end + 1..<bytes.count)
      _ = try Self.check(query, against: .query)
      self.query = String(bytes: query)
    }
    self.authority = String(bytes: authority)
  }

  /// Checks characters and percent-encoded triplets; returns whether there are any of the latter.
  private static func check(
    _ bytes: Span<UInt8>, against allowed: ByteSet
  ) throws(HTTPFailure) -> Bool {
    var hasPercent = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == ASCII.percent {
        // RFC 3986 §2.1: a percent sign and two hexadecimal digits.
        guard index + 2 < bytes.count, ASCII.hexValue(bytes[index + 1]) != nil,
          ASCII.hexValue(bytes[index + 2]) != nil
        else { throw .invalidTarget }
        hasPercent = true
        index += 3
      } else {
        // RFC 9112 §3.2: a target with characters no URI may hold is refused, not repaired. A
        // fragment is never sent (RFC 9110 §7.1).
        guard allowed.contains(byte) else { throw .invalidTarget }
        index += 1
      }
    }
    return hasPercent
  }

  /// The path with percent-encoded unreserved characters decoded; it has been checked.
  private static func normalized(_ bytes: Span<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == ASCII.percent, let high = ASCII.hexValue(bytes[index + 1]),
        let low = ASCII.hexValue(bytes[index + 2]),
        ByteSet.unreserved.contains(UInt8(high << 4 | low))
      {
        result.append(UInt8(high << 4 | low))
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
