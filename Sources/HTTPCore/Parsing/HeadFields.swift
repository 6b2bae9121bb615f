/// What the head of a request says about the message and the connection, gathered field by field.
struct HeadFields: Sendable {
  /// How the body is delimited.
  enum Framing: Sendable, Equatable {
    /// By its length; zero if there is no body.
    case length(Int)

    /// By its chunks.
    case chunked
  }

  private var hosts = 0
  private var contentLength: Int?
  private var codings: [TransferCoding] = []
  private var saysClose = false
  private var saysKeepAlive = false
  private var expectsContinue = false
  private var expectsOther = false

  /// One element of Transfer-Encoding.
  private enum TransferCoding: Sendable {
    case chunked
    case other
  }

  /// Takes note of a field, if it is one that matters here.
  mutating func note(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(HTTPFailure) {
    switch name.count {
    case 4 where name.isCaseInsensitively("host"): try noteHost(value)
    case 6 where name.isCaseInsensitively("expect"): noteExpectation(value)
    case 10 where name.isCaseInsensitively("connection"): noteConnection(value)
    case 14 where name.isCaseInsensitively("content-length"): try noteLength(value)
    case 17 where name.isCaseInsensitively("transfer-encoding"): try noteCodings(value)
    default: break
    }
  }

  private mutating func noteHost(_ value: Span<UInt8>) throws(HTTPFailure) {
    hosts += 1
    // RFC 9112 §3.2: 400 to more than one Host field and to an invalid one.
    guard hosts == 1 else { throw .repeatedHost }
    guard Authority.isValid(value) else { throw .invalidHost }
  }

  private mutating func noteLength(_ value: Span<UInt8>) throws(HTTPFailure) {
    // RFC 9112 §6.3: lists and repetitions may be refused, even of one and the same number.
    guard contentLength == nil else { throw .repeatedContentLength }
    // RFC 9110 §8.6: one or more digits; no sign, no list, no overflow.
    guard !value.isEmpty else { throw .invalidContentLength }
    var length = 0
    for index in value.indices {
      let byte = value[index]
      guard byte >= ASCII.zero, byte <= ASCII.nine else { throw .invalidContentLength }
      let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte - ASCII.zero))
      guard !overflow, !carry else { throw .invalidContentLength }
      length = sum
    }
    contentLength = length
  }

  private mutating func noteCodings(_ value: Span<UInt8>) throws(HTTPFailure) {
    try Self.forEachElement(of: value) { (element: Span<UInt8>) throws(HTTPFailure) in
      // RFC 9112 §7: the name of a coding is a token. Empty elements, which a list may have
      // elsewhere (RFC 9110 §5.6.1.2), are refused: this list decides where the message ends.
      var end = 0
      while end < element.count, ByteSet.token.contains(element[end]) { end += 1 }
      guard end > 0 else { throw .invalidTransferEncoding }
      if element.extracting(0..<end).isCaseInsensitively("chunked") {
        // RFC 9112 §7.1: chunked has no parameters.
        guard end == element.count else { throw .invalidTransferEncoding }
        codings.append(.chunked)
      } else {
        codings.append(.other)
      }
    }
  }

  private mutating func noteConnection(_ value: Span<UInt8>) {
    Self.forEachElement(of: value) { element in
      if element.isCaseInsensitively("close") { saysClose = true }
      if element.isCaseInsensitively("keep-alive") { saysKeepAlive = true }
    }
  }

  private mutating func noteExpectation(_ value: Span<UInt8>) {
    Self.forEachElement(of: value) { element in
      if element.isCaseInsensitively("100-continue") {
        expectsContinue = true
      } else if !element.isEmpty {
        expectsOther = true
      }
    }
  }

  /// Calls the function with each element of a comma-separated list, white space taken off.
  private static func forEachElement<Failure: Error>(
    of value: Span<UInt8>, _ body: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    while true {
      let comma = value.firstIndex(of: ASCII.comma, from: start) ?? value.count
      try body(value.extracting(value.trimmed(start..<comma)))
      if comma == value.count { return }
      start = comma + 1
    }
  }
}

extension HeadFields {
  /// Decides how the body is delimited (RFC 9112 §6.3), or why nobody can tell.
  func framing(version: HTTPVersion) throws(HTTPFailure) -> Framing {
    if codings.isEmpty { return .length(contentLength ?? 0) }
    // RFC 9112 §6.1: Transfer-Encoding from an HTTP/1.0 client is faulty framing.
    guard version == .http11 else { throw .codingInOldVersion }
    // RFC 9112 §6.3: both fields may be an attempt at smuggling; refuse and close.
    guard contentLength == nil else { throw .ambiguousLength }
    var chunked = 0
    for coding in codings where coding == .chunked { chunked += 1 }
    // RFC 9112 §6.1: never chunked twice; §6.3: if chunked is not last, the length is unknown.
    guard chunked == 0 || (chunked == 1 && codings.last == .chunked) else {
      throw .invalidTransferEncoding
    }
    // RFC 9112 §6.1: 501 for a coding that is not understood.
    guard codings.count == 1, chunked == 1 else { throw .unsupportedCoding }
    return .chunked
  }

  /// Checks what an HTTP/1.1 request must have.
  func checkHost(version: HTTPVersion) throws(HTTPFailure) {
    // RFC 9112 §3.2: 400 to an HTTP/1.1 request without Host.
    guard hosts == 1 || version == .http10 else { throw .missingHost }
  }

  /// Whether the client waits for 100 (Continue) before it sends the body.
  func expectsContinue(version: HTTPVersion) throws(HTTPFailure) -> Bool {
    // RFC 9110 §10.1.1: the expectation of an HTTP/1.0 client is ignored.
    guard version == .http11 else { return false }
    // RFC 9110 §10.1.1: 417 for an expectation that is not known.
    guard !expectsOther else { throw .unknownExpectation }
    return expectsContinue
  }

  /// Whether the connection may go on after this request (RFC 9112 §9.3).
  func keepsAlive(version: HTTPVersion) -> Bool {
    if saysClose { return false }
    return version == .http11 || saysKeepAlive
  }
}
