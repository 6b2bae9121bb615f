import Glibc

@testable import HTTPTransport

/// A client on a bare blocking socket, so that tests decide about every byte.
///
/// Waiting is bounded: after twenty seconds of silence a read counts as failed.
///
/// The `unsafe` marks are system calls with pointers that live during the call.
final class RawClient {
  /// A response, as far as tests look at it.
  struct Response {
    let head: String
    let body: [UInt8]

    var status: Int { Int(head.dropFirst(9).prefix(3)) ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }
    var closes: Bool { head.contains("\r\nConnection: close") }
  }

  /// How a stream ended.
  enum End {
    case orderly
    case reset
    case silence
  }

  private(set) var descriptor: Int32
  private var input: [UInt8] = []
  private(set) var end: End?

  /// Connects; nil if refused.
  init?(_ host: String = "127.0.0.1", port: Int, receiveBuffer: Int32? = nil) {
    guard let number = UInt16(exactly: port), let address = SocketAddress(host, port: number) else {
      return nil
    }
    descriptor = socket(
      address.family == .v4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    if let receiveBuffer { Descriptor.set(descriptor, SOL_SOCKET, SO_RCVBUF, receiveBuffer) }
    Descriptor.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let connected = unsafe address.withKernelAddress { unsafe connect(descriptor, $0, $1) }
    guard connected == 0 else {
      close()
      return nil
    }
  }

  deinit { close() }

  /// Sends all of it; false if the connection broke first.
  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Sends all of it; false if the connection broke first.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// The next response; nil if the stream ends before it is whole.
  func response(toHead: Bool = false) -> Response? {
    let mark = Array("\r\n\r\n".utf8)
    var searched = 0
    while true {
      if let index = firstIndex(of: mark, from: searched) {
        let head = String(decoding: input[..<(index + 2)], as: UTF8.self)
        input.removeFirst(index + 4)
        let length = toHead ? 0 : Self.contentLength(head)
        while input.count < length { guard receive() else { return nil } }
        let body = Array(input[..<length])
        input.removeFirst(length)
        return Response(head: head, body: body)
      }
      searched = max(0, input.count - 3)
      guard receive() else { return nil }
    }
  }

  /// Sends a GET and reads the answer.
  func get(_ path: String = "/") -> Response? {
    send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
    return response()
  }

  /// Reads until the stream ends; returns how it did.
  func readToEnd() -> End {
    while receive() { input = [] }
    return end ?? .silence
  }

  /// Ends our side only.
  func shutdownWrite() {
    Descriptor.shutdownWrite(descriptor)
  }

  /// Closes with a reset.
  func reset() {
    Descriptor.resetOnClose(descriptor)
    close()
  }

  /// Closes.
  func close() {
    if descriptor >= 0 { Descriptor.close(descriptor) }
    descriptor = -1
  }

  /// Reads some more; false at the end.
  private func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
    }
    if count > 0 {
      input.append(contentsOf: buffer[..<count])
      return true
    }
    end = count == 0 ? .orderly : errno == ECONNRESET ? .reset : .silence
    return false
  }

  private func firstIndex(of mark: [UInt8], from start: Int) -> Int? {
    guard input.count >= mark.count else { return nil }
    return (start...(input.count - mark.count)).first { index in
      input[index] == mark[0] && Array(input[index..<index + mark.count]) == mark
    }
  }

  private static func contentLength(_ head: String) -> Int {
    for line in head.split(separator: "\r\n") where line.hasPrefix("Content-Length: ") {
      return Int(line.dropFirst(16)) ?? 0
    }
    return 0
  }
}
