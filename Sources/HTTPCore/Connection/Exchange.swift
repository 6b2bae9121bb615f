/// A request that has been taken and whose answer has not been written yet.
struct Exchange: Sendable {
  /// Whether the answer must have no content.
  let isHead: Bool

  /// Whether the client speaks HTTP/1.0, and so must be told that the connection goes on.
  let isOldVersion: Bool

  /// Whether the client allows the connection to go on.
  let keepsAlive: Bool

  /// The bytes of content the request holds in memory.
  let bodyBytes: Int

  /// When the answer has to be there.
  var deadline = Int.max

  /// Whether the deadline has passed and was told.
  var isOverdue = false

  /// The answer, once there is one; it waits for those before it.
  var response: HTTPResponse?
}

/// What is known of a request that was refused before it was whole.
package struct PartialRequest: Sendable {
  /// The method, if it was understood.
  package let method: HTTPMethod?

  /// The target, if it was understood.
  package let target: RequestTarget?

  /// The fields read so far.
  package let headers: HTTPHeaders
}

/// The name of a request on its connection.
package struct ExchangeID: Sendable, Hashable {
  /// Requests are numbered in order, refused ones too.
  let number: UInt32
}
