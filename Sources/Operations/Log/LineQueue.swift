import Dispatch
import Glibc
import Synchronization

/// Lines on their way to a file descriptor, at most so many bytes of them.
///
/// Whoever adds a line never waits: a pipe that nobody reads, or a full disk, stalls only the
/// queue's own thread, and lines that then find no room are dropped and counted. Lines of a few
/// milliseconds are written together, which takes one system call for many.
package final class LineQueue: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var isScheduled = false
    var dropped = 0
  }

  private static let delay = DispatchTimeInterval.milliseconds(5)

  private let descriptor: Int32
  private let capacity: Int
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "log")

  /// A queue to a descriptor, which stays the caller's to close.
  package init(descriptor: Int32, capacity: Int = 1 << 20) {
    self.descriptor = descriptor
    self.capacity = capacity
  }

  /// Lines that were dropped so far.
  package var dropped: Int { state.withLock { $0.dropped } }

  /// Adds a line, which ends in a line feed, or drops it; from any thread.
  package func append(_ line: [UInt8]) {
    let isFirst = state.withLock { state in
      guard state.bytes.count + line.count <= capacity else {
        state.dropped += 1
        return false
      }
      state.bytes += line
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
    if isFirst { queue.asyncAfter(deadline: .now() + Self.delay) { self.drain() } }
  }

  /// Waits until what was added is written, but no longer than the time given.
  package func flush(atMost seconds: Double) {
    let done = DispatchSemaphore(value: 0)
    queue.async {
      self.drain()
      done.signal()
    }
    _ = done.wait(timeout: .now() + seconds)
  }

  private func drain() {
    while true {
      let bytes = state.withLock { state in
        let bytes = state.bytes
        state.bytes = []
        if bytes.isEmpty { state.isScheduled = false }
        return bytes
      }
      if bytes.isEmpty { return }
      let lost = write(bytes)
      if lost > 0 { state.withLock { $0.dropped += lost } }
    }
  }

  /// Writes all, waiting where it must; returns the number of lines that could not be written.
  private func write(_ bytes: [UInt8]) -> Int {
    var rest = bytes[...]
    while !rest.isEmpty {
      // Safe: the callee reads so many bytes of the buffer during the call.
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&request, 1, 1_000)
      } else if errno != EINTR {
        return rest.count { $0 == UInt8(ascii: "\n") }
      }
    }
    return 0
  }
}
