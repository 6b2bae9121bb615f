import Glibc
import HTTPCore
import Testing

@testable import HTTPTransport

/// All tests with sockets, one after the other: they count descriptors and mind time limits.
@Suite("Transport", .serialized)
enum TransportTests {}

/// Runs a server on a free port for the time of a test.
func withServer<Result>(
  _ change: (inout HTTPServerConfiguration) -> Void = { _ in },
  handler: @escaping HTTPHandler = { request, responder in
    responder.respond(HTTPResponse(.ok, text: request.path))
  },
  _ body: (HTTPServer, _ port: Int) async throws -> Result
) async throws -> Result {
  var configuration = HTTPServerConfiguration()
  configuration.port = 0
  configuration.shards = 2
  change(&configuration)
  let server = HTTPServer(configuration: configuration, handler: handler)
  let port = try server.start()
  do {
    let result = try await body(server, port)
    await server.shutdown(gracePeriod: .zero)
    return result
  } catch {
    await server.shutdown(gracePeriod: .zero)
    throw error
  }
}

/// Waits, up to twenty seconds, until something is so; returns whether it is.
func eventually(_ condition: () -> Bool) async -> Bool {
  for _ in 0..<2_000 {
    if condition() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return condition()
}

/// How many sockets of this process are bound to a port: the listener and what it accepted.
func socketCount(port: Int) -> Int {
  var count = 0
  for descriptor in Int32(3)..<8_192 {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    // Safe: the kernel writes at most `length` bytes to a structure that lives during the call.
    let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    if status == 0, Int(SocketAddress(storage).port) == port { count += 1 }
  }
  return count
}
