import Glibc

/// A listening TCP socket, closed when nobody has it any more.
final class Listener: Sendable {
  let descriptor: Int32

  /// Where it listens, with the port the kernel chose if any would do.
  let address: SocketAddress

  /// Binds and listens, or says why not.
  init(host: String, port: Int, backlog: Int) throws(HTTPServerError) {
    guard let number = UInt16(exactly: port), let wanted = SocketAddress(host, port: number) else {
      throw .invalidAddress(host: host, port: port)
    }
    let family = wanted.family == .v4 ? AF_INET : AF_INET6
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else { throw .system(call: "socket", errorNumber: errno) }
    // A restarted server must not wait for connections of its predecessor to be forgotten.
    Descriptor.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    // Accepted sockets inherit this, which saves a call for each: an answer leaves at once and does
    // not wait for the acknowledgement of the one before.
    Descriptor.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    // `::` takes IPv4 clients too.
    if wanted.family == .v6 { Descriptor.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }

    let bound = unsafe wanted.withKernelAddress { unsafe bind(descriptor, $0, $1) }
    guard bound == 0, listen(descriptor, Int32(clamping: backlog)) == 0 else {
      let failure = HTTPServerError(errorNumber: errno, host: host, port: port)
      Descriptor.close(descriptor)
      throw failure
    }
    self.descriptor = descriptor
    address = Self.boundAddress(descriptor) ?? wanted
  }

  deinit { Descriptor.close(descriptor) }

  private static func boundAddress(_ descriptor: Int32) -> SocketAddress? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    // Safe: the kernel writes at most `length` bytes to a structure that lives during the call.
    let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    return status == 0 ? SocketAddress(storage) : nil
  }
}
