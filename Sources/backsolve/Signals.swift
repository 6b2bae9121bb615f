import Dispatch
import Glibc

/// SIGTERM and SIGINT as events: the first is awaited, a second one ends the process.
struct Signals {
  private let stream: AsyncStream<Void>
  private let sources: [any DispatchSourceSignal]

  /// Takes the signals over from now on.
  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    self.stream = stream
    let queue = DispatchQueue(label: "signals")
    let count = Count(queue)
    sources = [SIGTERM, SIGINT].map { number in
      // The default action would end the process before the source sees the signal.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      // At once: handlers at exit would run beside threads that still compute.
      source.setEventHandler { if count.next() > 1 { _exit(0) } else { continuation.yield() } }
      source.activate()
      return source
    }
  }

  /// Returns at the first signal.
  func first() async {
    for await _ in stream { return }
  }

  /// `@unchecked Sendable`: used only on the signals' queue, which it checks.
  private final class Count: @unchecked Sendable {
    private let queue: DispatchQueue
    private var value = 0

    init(_ queue: DispatchQueue) { self.queue = queue }

    func next() -> Int {
      dispatchPrecondition(condition: .onQueue(queue))
      value += 1
      return value
    }
  }
}
