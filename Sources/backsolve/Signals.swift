import CLinux
import Dispatch
import Glibc

/// SIGTERM and SIGINT as events: the first is awaited, a second one ends the process.
///
/// Not by Dispatch's own sources of signals: these are set up on a thread of their own after `activate`
/// has returned, and a signal that comes before is lost.
struct Signals {
  private let stream: AsyncStream<Void>
  private let source: any DispatchSourceRead

  /// Takes the signals over from now on.
  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    self.stream = stream
    let counter = unsafe clinux_watch_signals([SIGTERM, SIGINT], 2)
    precondition(counter >= 0, "the system has no descriptor for signals")
    let queue = DispatchQueue(label: "signals")
    let count = Count(queue)
    source = DispatchSource.makeReadSource(fileDescriptor: counter, queue: queue)
    source.setEventHandler {
      let signals = clinux_read_signals(counter)
      guard signals > 0 else { return }
      // At once: handlers at exit would run beside threads that still compute.
      if count.add(signals) > 1 { _exit(0) }
      continuation.yield()
    }
    source.activate()
  }

  /// Returns at the first signal.
  func first() async {
    for await _ in stream { return }
  }

  /// `@unchecked Sendable`: used only on the signals' queue, which it checks.
  private final class Count: @unchecked Sendable {
    private let queue: DispatchQueue
    private var value: Int64 = 0

    init(_ queue: DispatchQueue) { self.queue = queue }

    func add(_ signals: Int64) -> Int64 {
      dispatchPrecondition(condition: .onQueue(queue))
      value += signals
      return value
    }
  }
}
