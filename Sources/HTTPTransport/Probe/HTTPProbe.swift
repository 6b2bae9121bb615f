import Glibc

/// Asks a server for the status of a path: enough of a client for a health check.
///
/// It blocks its thread, for the time limit at most, so it is not for a server's threads.
package struct HTTPProbe: Sendable {
  private let host: String
  private let port: Int
  private let timeout: Duration

  /// A probe of the server at an IPv4 or IPv6 address.
  package init(host: String, port: Int, timeout: Duration) {
    self.host = host
    self.port = port
    self.timeout = timeout
  }

  /// The status of the answer to GET.
  package func status(of path: String) throws(HTTPServerError) -> Int {
    guard let number = UInt16(exactly: port), let address = SocketAddress(host, port: number) else {
      throw .invalidAddress(host: host, port: port)
    }
    let family = address.family == .v4 ? AF_INET : AF_INET6
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else { throw .system(call: "socket", errorNumber: errno) }
    defer { Descriptor.close(descriptor) }
    let deadline = ContinuousClock.now + timeout
    let connected = unsafe address.withKernelAddress { unsafe connect(descriptor, $0, $1) }
    guard connected == 0 || errno == EINPROGRESS else {
      throw .system(call: "connect", errorNumber: errno)
    }
    try wait(for: POLLOUT, on: descriptor, until: deadline)
    let request = "GET \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n\r\n"
    guard case .bytes = Descriptor.send(descriptor, Array(request.utf8)[...]) else {
      throw .system(call: "connect", errorNumber: ECONNREFUSED)
    }
    return try readStatus(descriptor, until: deadline)
  }

  /// The three digits of a status line (RFC 9112 §4).
  private func readStatus(
    _ descriptor: Int32, until deadline: ContinuousClock.Instant
  ) throws(HTTPServerError) -> Int {
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64)
    while line.count < 12 {
      try wait(for: POLLIN, on: descriptor, until: deadline)
      switch Descriptor.receive(descriptor, into: &buffer) {
      case .bytes(let count): line += buffer.prefix(count)
      case .wouldBlock: continue
      case .end, .failed: throw .system(call: "read", errorNumber: ECONNRESET)
      }
    }
    let words = String(decoding: line.prefix(12), as: UTF8.self).split(separator: " ")
    guard words.count == 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      throw .system(call: "read", errorNumber: EPROTO)
    }
    return status
  }

  private func wait(
    for events: Int32, on descriptor: Int32, until deadline: ContinuousClock.Instant
  ) throws(HTTPServerError) {
    let left = (deadline - ContinuousClock.now).components
    let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    guard milliseconds > 0, unsafe poll(&entry, 1, Int32(clamping: milliseconds)) > 0 else {
      throw .system(call: "connect", errorNumber: ETIMEDOUT)
    }
  }
}
