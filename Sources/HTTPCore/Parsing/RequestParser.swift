/// Turns bytes into requests, in whatever pieces they come (RFC 9112).
///
/// The parser is incremental, looks at each byte a fixed number of times, and copies body bytes in
/// bulk. Any split of the same bytes gives the same events. Memory grows with the bytes received,
/// never with a length that was merely announced. After a failure nothing more is parsed: where
/// the next request would begin is unknown.
package struct RequestParser: Sendable {
  /// What the parser has to report.
  package enum Event: Sendable, Equatable {
    /// The head is complete and content follows, of which `follow` says what is to become.
    case head

    /// A whole request; `keepsAlive` tells whether the connection may go on after it.
    case request(HTTPRequest, keepsAlive: Bool)
  }

  /// How far the current request has come.
  package enum Progress: Sendable, Equatable {
    /// No byte of a request yet.
    case none

    /// Somewhere in its head.
    case head

    /// Somewhere in its body, with so many bytes of content received.
    case body(received: Int)
  }

  /// What the next bytes are.
  private enum State: Sendable {
    case requestLine
    case fields
    case content(remaining: Int)
    case chunkLine
    case chunk(remaining: Int)
    case chunkEnd
    case chunkLineFeed
    case trailers
    case failed
  }

  private let limits: HTTPLimits
  private var state = State.requestLine
  private var lines = LineReader()
  private var emptyLines = 0
  private var fieldCount = 0
  private var fieldBytes = 0
  private var extensionBytes = 0
  private var fields = HeadFields()
  private var method: HTTPMethod?
  private var target = RequestTarget(path: "")
  private var version = HTTPVersion.http11
  private var headers = HTTPHeaders()
  private var body: [UInt8] = []
  private var receivedBytes = 0
  private var keepsContent = true
  private var note: (any AnyObject & Sendable)?

  /// Whether the client waits to be told to send its content, once the head is complete.
  package private(set) var expectsContinue = false

  /// A parser before its first request.
  package init(limits: HTTPLimits) {
    self.limits = limits
  }

  /// How far the current request has come.
  package var progress: Progress {
    switch state {
    case .requestLine: lines.isMidLine ? .head : .none
    case .fields, .failed: .head
    default: .body(received: receivedBytes)
    }
  }

  /// The request being read without its content, once its head is complete.
  var head: HTTPRequest {
    HTTPRequest(method: method ?? .get, target: target, version: version, headers: headers)
  }

  /// The head is judged. Content that is not wanted is counted and checked like any other, and dropped.
  mutating func follow(_ verdict: HeadVerdict) {
    note = verdict.note
    keepsContent = verdict.wantsContent
  }

  /// Lets go of the content of a request that is refused.
  mutating func discardBody() { body = [] }

  /// Bytes of content held.
  var bodyBytes: Int { body.count }

  /// Whether the request being read, or refused, is a HEAD, whose answer must have no content.
  package var isHead: Bool { method == .head }

  /// Whether the request being read is handled as HTTP/1.0.
  package var isOldVersion: Bool { version == .http10 }

  /// What is known of the request being read, or refused.
  var partialRequest: PartialRequest {
    PartialRequest(
      method: method, target: target.path.isEmpty ? nil : target, headers: headers)
  }

  /// Takes bytes from `position` on until there is something to report or none are left.
  ///
  /// - Returns: An event, or nil if all bytes are taken without one.
  /// - Throws: The reason why the request is refused.
  package mutating func next(
    _ input: Span<UInt8>, _ position: inout Int
  ) throws(HTTPFailure) -> Event? {
    do throws(HTTPFailure) {
      while true {
        switch state {
        case .failed:
          position = input.count
        case .content(let remaining):
          let left = take(remaining, input, &position)
          if left == 0 { return finish() }
          state = .content(remaining: left)
        case .chunk(let remaining):
          let left = take(remaining, input, &position)
          state = left == 0 ? .chunkEnd : .chunk(remaining: left)
        case .chunkEnd where position < input.count:
          // RFC 9112 §7.1: chunk-data is followed by CR LF at once.
          guard input[position] == ASCII.carriageReturn else { throw .invalidChunk }
          position += 1
          state = .chunkLineFeed
        case .chunkLineFeed where position < input.count:
          guard input[position] == ASCII.lineFeed else { throw .invalidChunk }
          position += 1
          state = .chunkLine
        case .chunkEnd, .chunkLineFeed:
          break
        case .requestLine, .fields, .chunkLine, .trailers:
          if position < input.count, let event = try takeLine(input, &position) { return event }
        }
        if position == input.count { return nil }
      }
    } catch {
      state = .failed
      lines = LineReader()
      discardBody()
      throw error
    }
  }
}

// MARK: Lines

extension RequestParser {
  private mutating func takeLine(
    _ input: Span<UInt8>, _ position: inout Int
  ) throws(HTTPFailure) -> Event? {
    if case .requestLine = state, !lines.isMidLine {
      try RequestLine.checkBeginning(input[position])
    }
    switch lines.take(input, &position, limit: lineLimit) {
    case .found(let range): return try handle(input.extracting(range))
    case .held(let line): return try handle(line.span)
    case .incomplete: return nil
    case .tooLong(let beginning): throw failureOfLongLine(beginning.span)
    // RFC 9112 §2.2: a single LF may be taken for a line end; it is refused, since recipients
    // that differ in this see different messages.
    case .bareLineFeed: throw .lineEnd
    }
  }

  private var lineLimit: Int {
    switch state {
    case .requestLine: limits.requestLineBytes
    case .chunkLine: 16 + limits.chunkExtensionBytes
    default: limits.headerLineBytes
    }
  }

  private mutating func failureOfLongLine(_ beginning: Span<UInt8>) -> HTTPFailure {
    switch state {
    case .requestLine:
      if let (method, _) = try? RequestLine.method(beginning) { self.method = method }
      return RequestLine.failureOfLongLine(beginning)
    case .chunkLine:
      // RFC 9112 §7.1.1: extensions are bounded, with a 4xx beyond it.
      return beginning.firstIndex(of: ASCII.semicolon) == nil
        ? .invalidChunk : .chunkExtensionsTooLarge
    default:
      // RFC 6585 §5: one field that is too large.
      return .fieldTooLong
    }
  }

  private mutating func handle(_ line: Span<UInt8>) throws(HTTPFailure) -> Event? {
    switch state {
    case .requestLine:
      try handleRequestLine(line)
    case .fields:
      if line.isEmpty { return try finishHead() }
      let field = try boundedField(line)
      let name = line.extracting(field.name)
      let value = line.extracting(field.value)
      try fields.note(name, value)
      headers.append(checkedName: name, checkedValue: value)
    case .chunkLine:
      try handleChunkLine(line)
    default:
      // RFC 9112 §7.1.2: trailers may be dropped; they are checked like any other field.
      if line.isEmpty { return finish() }
      _ = try boundedField(line)
    }
    return nil
  }

  private mutating func handleRequestLine(_ line: Span<UInt8>) throws(HTTPFailure) {
    if line.isEmpty {
      // RFC 9112 §2.2: an empty line before the request line is skipped.
      emptyLines += 1
      guard emptyLines <= limits.leadingEmptyLines else { throw .emptyLines }
      return
    }
    let (method, rest) = try RequestLine.method(line)
    self.method = method
    (target, version) = try RequestLine.targetAndVersion(
      line.extracting(rest..<line.count), method: method)
    state = .fields
  }

  /// Takes a field line apart and counts it against the limits.
  private mutating func boundedField(_ line: Span<UInt8>) throws(HTTPFailure) -> FieldLine {
    let field = try FieldLine(line)
    fieldCount += 1
    fieldBytes += line.count + 2
    // RFC 6585 §5: all fields together are too many or too large.
    guard fieldCount <= limits.headerCount else { throw .tooManyFields }
    guard fieldBytes <= limits.headerBytes else { throw .fieldsTooLarge }
    return field
  }

  private mutating func handleChunkLine(_ line: Span<UInt8>) throws(HTTPFailure) {
    let chunk = try ChunkLine(line)
    extensionBytes += chunk.extensionBytes
    // RFC 9112 §7.1.1: bounded over the whole request, else many small ones add up.
    guard extensionBytes <= limits.chunkExtensionBytes else { throw .chunkExtensionsTooLarge }
    // RFC 9110 §15.5.14: refused as soon as the size is announced.
    guard chunk.size <= limits.bodyBytes - receivedBytes else {
      let (count, overflow) = chunk.size.addingReportingOverflow(receivedBytes)
      throw .bodyTooLarge(overflow ? chunk.size : count, limit: limits.bodyBytes)
    }
    if chunk.size > 0 {
      state = .chunk(remaining: chunk.size)
    } else {
      fieldCount = 0
      fieldBytes = 0
      state = .trailers
    }
  }
}

// MARK: Heads and bodies

extension RequestParser {
  private mutating func finishHead() throws(HTTPFailure) -> Event? {
    try fields.checkHost(version: version)
    let framing = try fields.framing(version: version)
    expectsContinue = try fields.expectsContinue(version: version)
    switch framing {
    case .length(0):
      return finish()
    case .length(let length):
      // RFC 9110 §15.5.14: refused as soon as the length is announced.
      guard length <= limits.bodyBytes else {
        throw .bodyTooLarge(length, limit: limits.bodyBytes)
      }
      state = .content(remaining: length)
    case .chunked:
      state = .chunkLine
    }
    return .head
  }

  /// Takes up to `wanted` bytes of content from the input; returns how many are still wanted.
  private mutating func take(
    _ wanted: Int, _ input: Span<UInt8>, _ position: inout Int
  ) -> Int {
    let count = min(wanted, input.count - position)
    if keepsContent { body.append(contentsOf: input.extracting(position..<position + count)) }
    receivedBytes += count
    position += count
    return wanted - count
  }

  /// Hands out the request, whose content may be missing, and makes ready for the next.
  mutating func finish() -> Event {
    let request = HTTPRequest(
      method: method ?? .get, target: target, version: version, headers: headers, body: body,
      note: note)
    let keepsAlive = fields.keepsAlive(version: version)
    self = RequestParser(limits: limits)
    return .request(request, keepsAlive: keepsAlive)
  }
}
