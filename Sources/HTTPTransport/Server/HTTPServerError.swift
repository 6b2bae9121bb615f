import Glibc

/// Why a server could not start.
package enum HTTPServerError: Error, Sendable, Hashable {
  /// Another socket listens there.
  case addressInUse(host: String, port: Int)

  /// The port is reserved, or something else forbids it.
  case permissionDenied(host: String, port: Int)

  /// Not an IPv4 or IPv6 address, or not a port from 0 to 65535.
  case invalidAddress(host: String, port: Int)

  /// This machine has no such address.
  case addressNotAvailable(host: String, port: Int)

  /// The server has been started before; it can be once.
  case alreadyStarted

  /// Another system call failed.
  case system(call: String, errorNumber: Int32)

  /// What an error number of `bind` or `listen` means.
  init(errorNumber: Int32, host: String, port: Int) {
    self =
      switch errorNumber {
      case EADDRINUSE: .addressInUse(host: host, port: port)
      case EACCES, EPERM: .permissionDenied(host: host, port: port)
      case EADDRNOTAVAIL: .addressNotAvailable(host: host, port: port)
      default: .system(call: "bind", errorNumber: errorNumber)
      }
  }
}

extension HTTPServerError: CustomStringConvertible {
  /// One sentence without a full stop, for a person.
  package var description: String {
    switch self {
    case .addressInUse(let host, let port): "port \(port) on \(host) is already in use"
    case .permissionDenied(let host, let port): "no permission to listen on port \(port) of \(host)"
    case .invalidAddress(let host, let port):
      "\(host) with port \(port) is not an IPv4 or IPv6 address with a port from 0 to 65535"
    case .addressNotAvailable(let host, _): "this machine has no address \(host)"
    case .alreadyStarted: "the server has been started before"
    case .system(let call, let errorNumber):
      "\(call) failed: \(Self.text(errorNumber))"
    }
  }

  private static func text(_ errorNumber: Int32) -> String {
    // Safe: the text is static or belongs to this thread, and is copied at once.
    guard let text = unsafe strerror(errorNumber) else { return "error \(errorNumber)" }
    return unsafe String(cString: text)
  }
}
