import CLinux
import Glibc

/// System calls on socket descriptors: none of them blocks, none of them raises a signal.
///
/// The `unsafe` marks of this file are the calls themselves; every pointer given to one lives
/// during the call, and its length goes with it.
enum Descriptor {
  /// What came of reading.
  enum Received: Equatable {
    case bytes(Int)
    case end
    case wouldBlock
    case failed
  }

  /// What came of writing.
  enum Sent: Equatable {
    case bytes(Int)
    case wouldBlock
    case failed
  }

  /// Reads into the buffer, from its beginning.
  static func receive(_ descriptor: Int32, into buffer: inout [UInt8]) -> Received {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
      }
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .wouldBlock
      default: return .failed
      }
    }
  }

  /// Writes as much of the bytes as the socket takes.
  ///
  /// If more follows at once, a packet that is not full waits for it.
  static func send(
    _ descriptor: Int32, _ bytes: ArraySlice<UInt8>, moreFollows: Bool = false
  ) -> Sent {
    let flags = MSG_DONTWAIT | MSG_NOSIGNAL | (moreFollows ? MSG_MORE : 0)
    while true {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Glibc.send(
          descriptor, bytes.baseAddress, bytes.count,
          Int32(flags))
      }
      if count >= 0 { return .bytes(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .wouldBlock
      default: return .failed
      }
    }
  }

  /// What came of accepting.
  enum Accepted {
    case connection(Int32, SocketAddress)
    case wouldBlock

    /// No descriptor or memory left: more attempts at once are in vain.
    case exhausted

    /// This one connection failed; others may be waiting.
    case failed
  }

  /// Accepts a connection.
  static func accept(_ listener: Int32) -> Accepted {
    var storage = sockaddr_storage()
    let descriptor = unsafe clinux_accept(listener, &storage)
    guard descriptor < 0 else { return .connection(descriptor, SocketAddress(storage)) }
    switch -descriptor {
    case EAGAIN: return .wouldBlock
    case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
    default: return .failed
    }
  }

  /// Ends our side of the stream.
  static func shutdownWrite(_ descriptor: Int32) {
    _ = shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Makes `close` drop unsent bytes and reset the connection, so that a client that does not read
  /// leaves nothing behind in the kernel.
  static func resetOnClose(_ descriptor: Int32) {
    var value = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
  }

  /// Sets an integer option.
  static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    _ = unsafe setsockopt(
      descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Closes.
  ///
  /// Each kind of descriptor has one place that calls this.
  static func close(_ descriptor: Int32) {
    _ = Glibc.close(descriptor)
  }
}
