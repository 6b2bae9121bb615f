import JSON

/// What the log says of one request: never its content, nor its query.
package struct AccessRecord: Sendable, CustomStringConvertible {
  /// The method, as long as it is short; nil where no request could be read.
  package var method: String?
  /// The path, as long as it is short.
  package var path: String?
  /// The answer's status.
  package var status: Int
  /// Bytes of the answer's content.
  package var bytes: Int
  /// From the request's arrival to its answer, in nanoseconds.
  package var nanoseconds: Int
  /// The request's id, as the answer tells it.
  package var requestID: String?
  /// The client's address.
  package var peer: String
  /// The name of the token that the client has shown.
  package var client: String?
  /// Why the request was refused, for machines.
  package var code: String?

  /// The longest method or path that is logged whole.
  private static let limit = 256

  /// A record.
  package init(
    method: String?, path: String?, status: Int, bytes: Int, nanoseconds: Int,
    requestID: String?, peer: String, client: String? = nil, code: String? = nil
  ) {
    self.method = method
    self.path = path
    self.status = status
    self.bytes = bytes
    self.nanoseconds = nanoseconds
    self.requestID = requestID
    self.peer = peer
    self.client = client
    self.code = code
  }

  /// The fields as members of the line's object.
  func write(to writer: inout JSONWriter) {
    if let method { writer.member("method", Self.cut(method)) }
    if let path { writer.member("path", Self.cut(path)) }
    writer.member("status", status)
    writer.member("bytes", bytes)
    try? writer.member("duration", Double(nanoseconds) / 1e9)
    if let requestID { writer.member("requestId", requestID) }
    writer.member("peer", peer)
    if let client { writer.member("client", client) }
    if let code { writer.member("code", code) }
  }

  /// A text that a client may have made long.
  private static func cut(_ text: String) -> String {
    text.utf8.count <= limit ? text : "\(text.prefix(limit))…"
  }

  /// The record's members, for handlers that don't know its type.
  package var description: String {
    var writer = JSONWriter()
    writer.object { write(to: &$0) }
    return String(decoding: writer.finish(), as: UTF8.self)
  }
}
