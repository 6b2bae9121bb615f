/// The request line, `method SP request-target SP HTTP-version` (RFC 9112 §3).
///
/// White space other than the two single spaces is refused: recipients that are lenient in
/// different ways are what request smuggling lives on.
enum RequestLine {
  /// Refuses a byte with which neither a method nor a line end begins.
  ///
  /// A client that speaks another protocol, TLS first of all, then learns it at once: what it sends
  /// may never end a line, and it would wait for an answer until the time for the head is over.
  static func checkBeginning(_ byte: UInt8) throws(HTTPFailure) {
    guard
      ByteSet.token.contains(byte) || byte == ASCII.carriageReturn || byte == ASCII.lineFeed
    else { throw .invalidMethod }
  }

  /// The method, and where the target begins.
  static func method(_ line: Span<UInt8>) throws(HTTPFailure) -> (HTTPMethod, rest: Int) {
    // RFC 9112 §3: a line without the two spaces is invalid; that includes HTTP/0.9.
    guard let space = line.firstIndex(of: ASCII.space) else {
      throw isToken(line) ? .malformedRequestLine : .invalidMethod
    }
    let name = line.extracting(0..<space)
    // RFC 9110 §9.1: method = token.
    guard isToken(name) else { throw .invalidMethod }
    return (HTTPMethod(token: String(bytes: name)), space + 1)
  }

  /// The target and the version, from what follows the method.
  static func targetAndVersion(
    _ rest: Span<UInt8>, method: HTTPMethod
  ) throws(HTTPFailure) -> (RequestTarget, HTTPVersion) {
    // RFC 9112 §3: exactly one space before the version.
    guard let space = rest.firstIndex(of: ASCII.space) else { throw .malformedRequestLine }
    let version = try version(rest.extracting(space + 1..<rest.count))
    // RFC 9110 §9.3.6: an origin server need not implement CONNECT. It is refused here and not by
    // the application since any 2xx to it would turn the connection into a tunnel.
    if method == .connect { throw .connectUnsupported }
    return (try RequestTarget(rest.extracting(0..<space), method: method), version)
  }

  /// What a line means that is longer than the limit, given its beginning.
  static func failureOfLongLine(_ beginning: Span<UInt8>) -> HTTPFailure {
    guard let space = beginning.firstIndex(of: ASCII.space) else {
      // RFC 9112 §3: 501 for a method longer than any implemented.
      return isToken(beginning) ? .methodTooLong : .invalidMethod
    }
    // RFC 9112 §3: 414 for a target longer than any that is parsed.
    return isToken(beginning.extracting(0..<space)) ? .targetTooLong : .invalidMethod
  }

  private static func isToken(_ bytes: Span<UInt8>) -> Bool {
    !bytes.isEmpty && ByteSet.token.containsAll(bytes)
  }

  /// `HTTP/` digit `.` digit, in upper case (RFC 9112 §2.3).
  private static func version(_ bytes: Span<UInt8>) throws(HTTPFailure) -> HTTPVersion {
    guard bytes.count == 8, bytes[6] == UInt8(ascii: "."),
      bytes[0] == UInt8(ascii: "H"), bytes[1] == UInt8(ascii: "T"),
      bytes[2] == UInt8(ascii: "T"), bytes[3] == UInt8(ascii: "P"), bytes[4] == ASCII.slash,
      isDigit(bytes[5]), isDigit(bytes[7])
    else {
      // A space here means a target with a space in it, or trailing white space (RFC 9112 §3.2).
      throw bytes.firstIndex(of: ASCII.space) == nil ? .invalidVersion : .malformedRequestLine
    }
    // RFC 9110 §15.6.6: 505 for a major version that is not supported.
    guard bytes[5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
    // RFC 9110 §2.5: a higher minor version is handled as the highest known one.
    return bytes[7] == ASCII.zero ? .http10 : .http11
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= ASCII.zero && byte <= ASCII.nine
  }
}
