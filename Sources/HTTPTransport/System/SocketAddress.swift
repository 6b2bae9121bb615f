import Glibc

/// An IPv4 or IPv6 address and a port.
///
/// IPv4 clients of an IPv6 socket count as IPv4. The `unsafe` marks are conversions between this
/// and the kernel's structures, by pointers that live during a call.
package struct SocketAddress: Sendable, Hashable {
  /// The two families.
  enum Family: Sendable {
    case v4
    case v6
  }

  let family: Family

  /// The sixteen bytes of an IPv6 address as two numbers; an IPv4 one is in the last four bytes.
  private let high: UInt64
  private let low: UInt64

  /// The port; 0 where any will do.
  package let port: UInt16

  /// The beginning of `::ffff:0:0/96`, the IPv4 addresses within IPv6 (RFC 4291 §2.5.5.2).
  private static let mappedPrefix: UInt64 = 0xFFFF_0000_0000

  /// An address in text, without a port: `127.0.0.1`, `::1`, `[::1]` or `localhost`.
  ///
  /// Names other than `localhost` are not looked up: to listen, one needs an address.
  init?(_ text: String, port: UInt16) {
    var text = text == "localhost" ? "127.0.0.1" : text
    if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
    self.port = port
    var v4 = in_addr()
    var v6 = in6_addr()
    if unsafe inet_pton(AF_INET, text, &v4) == 1 {
      family = .v4
      high = 0
      low = UInt64(UInt32(bigEndian: v4.s_addr))
    } else if unsafe inet_pton(AF_INET6, text, &v6) == 1 {
      family = .v6
      (high, low) = Self.numbers(v6)
    } else {
      return nil
    }
  }

  /// The address the kernel has filled in.
  init(_ storage: sockaddr_storage) {
    if storage.ss_family == sa_family_t(AF_INET6) {
      let address = unsafe withUnsafeBytes(of: storage) {
        unsafe $0.loadUnaligned(as: sockaddr_in6.self)
      }
      port = UInt16(bigEndian: address.sin6_port)
      let (high, low) = Self.numbers(address.sin6_addr)
      let isMapped = high == 0 && low & ~0xFFFF_FFFF == Self.mappedPrefix
      family = isMapped ? .v4 : .v6
      self.high = high
      self.low = isMapped ? low & 0xFFFF_FFFF : low
    } else {
      let address = unsafe withUnsafeBytes(of: storage) {
        unsafe $0.loadUnaligned(as: sockaddr_in.self)
      }
      family = .v4
      port = UInt16(bigEndian: address.sin_port)
      high = 0
      low = UInt64(UInt32(bigEndian: address.sin_addr.s_addr))
    }
  }

  /// What counts as one client where connections are limited by address: an IPv4 address, or the
  /// /64 network that an IPv6 host can choose its addresses from.
  var client: SocketAddress {
    SocketAddress(family: family, high: high, low: family == .v4 ? low : 0, port: 0)
  }

  private init(family: Family, high: UInt64, low: UInt64, port: UInt16) {
    self.family = family
    self.high = high
    self.low = low
    self.port = port
  }

  private static func numbers(_ address: in6_addr) -> (UInt64, UInt64) {
    unsafe withUnsafeBytes(of: address) { bytes in
      unsafe (
        UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }
}

extension SocketAddress {
  /// Calls the function with the address as the kernel takes it.
  func withKernelAddress<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    switch family {
    case .v4:
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
      return unsafe Self.withGenericPointer(to: &address, body)
    case .v6:
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { bytes in
        unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
        unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
      return unsafe Self.withGenericPointer(to: &address, body)
    }
  }

  /// A pointer to any kind of socket address as one to the kind all calls take.
  private static func withGenericPointer<Address, Result>(
    to address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }
}

extension SocketAddress: CustomStringConvertible {
  /// The address without the port, such as `127.0.0.1` or `::1`.
  package var host: String {
    if family == .v4 {
      return "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)"
    }
    var address = in6_addr()
    unsafe withUnsafeMutableBytes(of: &address) { bytes in
      unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
      unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    var text = [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    unsafe text.withUnsafeMutableBytes { buffer in
      _ = unsafe inet_ntop(
        AF_INET6, &address, buffer.bindMemory(to: CChar.self).baseAddress,
        socklen_t(buffer.count))
    }
    return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Address and port, such as `127.0.0.1:8080` or `[::1]:8080`.
  package var description: String {
    family == .v4 ? "\(host):\(port)" : "[\(host)]:\(port)"
  }
}
