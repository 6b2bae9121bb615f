/// What a response says of the connection (RFC 9112 §9.3 and §9.6).
enum Persistence: Sendable, Equatable {
  /// Goes on, as HTTP/1.1 does unsaid.
  case unsaid

  /// Goes on and must say so, because the client speaks HTTP/1.0.
  case keepAlive

  /// Ends after this response.
  case close
}

extension OutputQueue {
  /// Adds a response.
  ///
  /// - Parameters:
  ///   - response: The response.
  ///   - isHead: Whether it answers HEAD: then no content is sent (RFC 9110 §9.3.2).
  ///   - persistence: What is said of the connection.
  ///   - date: The value of Date, which every response carries (RFC 9110 §6.6.1).
  mutating func append(
    _ response: HTTPResponse, isHead: Bool, persistence: Persistence, date: HTTPDate
  ) {
    append { $0.append(headOf: response, persistence: persistence, date: date) }
    if !isHead, response.status.allowsContent { append(response.body) }
  }
}

extension [UInt8] {
  /// Appends the head of a response, with the length of its content, which is announced to HEAD too
  /// (RFC 9110 §9.3.2).
  fileprivate mutating func append(
    headOf response: HTTPResponse, persistence: Persistence, date: HTTPDate
  ) {
    let status = response.status
    let headers = response.headers
    // A small body follows in the same buffer.
    let bodyRoom = response.body.count < 4_096 ? response.body.count : 0
    if isEmpty { reserveCapacity(160 + headers.bytes.count + 4 * headers.count + bodyRoom) }

    append("HTTP/1.1 ")
    append(decimal: status.code, digits: 3)
    append(ASCII.space)
    append(status.reason)
    append("\r\nDate: ")
    append(contentsOf: date.bytes)
    switch persistence {
    case .unsaid: break
    case .keepAlive: append("\r\nConnection: keep-alive")
    case .close: append("\r\nConnection: close")
    }
    // RFC 9110 §8.6: no Content-Length with 204; with 304 it may be left out. RFC 9110 §15.3.6:
    // 205 has no content.
    if !status.forbidsContent {
      append("\r\nContent-Length: ")
      append(decimal: status.allowsContent ? response.body.count : 0)
    }
    for field in headers.fields {
      appendField(field, of: headers)
    }
    append("\r\n\r\n")
  }

  private mutating func appendField(_ field: HTTPHeaders.Field, of headers: HTTPHeaders) {
    let bytes = headers.bytes.span
    let name = bytes.extracting(field.name)
    // These are the connection's to say.
    switch name.count {
    case 4 where name.isCaseInsensitively("date"): return
    case 10 where name.isCaseInsensitively("connection"): return
    case 10 where name.isCaseInsensitively("keep-alive"): return
    case 14 where name.isCaseInsensitively("content-length"): return
    case 17 where name.isCaseInsensitively("transfer-encoding"): return
    default: break
    }
    append("\r\n")
    append(contentsOf: name)
    append(": ")
    append(contentsOf: bytes.extracting(field.value))
  }
}
