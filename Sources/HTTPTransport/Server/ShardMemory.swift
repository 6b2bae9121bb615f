import CLinux
import Dispatch
import HTTPCore
import Synchronization

/// How a shard keeps to the memory budget.
extension Shard {
  /// How long a client may have taken nothing before it is cut off for want of memory: short, since
  /// others' answers are waiting, yet longer than any pause of a client that reads.
  private static let patience = 1_000

  /// Tells the budget what the connection holds now, and refuses the request it is receiving if that
  /// is too much.
  func account(_ connection: Connection) {
    let (requests, answers) = (connection.machine.heldBytes, connection.machine.unsentBytes)
    let grows = requests > connection.countedRequests
    if requests != connection.countedRequests || answers != connection.countedAnswers {
      budget.add(
        requests: requests - connection.countedRequests,
        answers: answers - connection.countedAnswers)
      connection.countedRequests = requests
      connection.countedAnswers = answers
    }
    if grows, requests > MemoryBudget.freeBytes, budget.lacksRequestRoom {
      connection.machine.refuse(.requestsTooLarge, at: moment, &actions)
    }
  }

  /// The connection is gone, and with it what it held.
  func release(_ connection: Connection) {
    let remains = connection.machine.discard()
    trimmer.free(remains, bytes: connection.countedRequests + connection.countedAnswers)
    budget.add(requests: -connection.countedRequests, answers: -connection.countedAnswers)
    connection.countedRequests = 0
    connection.countedAnswers = 0
  }

  /// Whether there is room for the response, after clients that stand still were cut off for it if
  /// need be.
  func hasRoom(for response: HTTPResponse) -> Bool {
    let count = response.body.count
    if !budget.hasRoom(forAnswer: count) {
      for other in peers where other !== self { other.post(.relieve) }
      relieve()
      guard budget.hasRoom(forAnswer: count) else { return false }
    }
    trimmer.note(count)
    return true
  }

  /// Cuts off the clients that hold much and take nothing.
  func relieve() {
    for connection in table.all
    where connection.countedAnswers > MemoryBudget.freeBytes
      && connection.lastSent + Self.patience <= moment.milliseconds
    {
      Descriptor.resetOnClose(connection.descriptor)
      close(connection)
    }
  }
}

/// Frees large pieces of memory, and gives memory that is free back to the system after large answers.
///
/// To free a hundred megabytes takes the kernel some ten milliseconds, in which an event loop would serve
/// nobody; so that is done on a queue of its own.
///
/// The C library keeps what is freed below its mapping threshold, which grows up to 32 MB as larger
/// blocks are freed: after a peak a server would look as large for ever. To give it back costs
/// milliseconds, hence a second later, and once for many answers.
final class MemoryTrimmer: Sendable {
  private static let threshold = 16 << 20

  /// What is smaller is freed by whoever has it last.
  private static let largeBytes = 1 << 20

  /// After this time nobody else holds what is to be freed.
  private static let delay = DispatchTimeInterval.milliseconds(10)

  private let queue = DispatchQueue(label: "http.trimmer", qos: .utility)
  private let count = Atomic<Int>(0)

  /// Keeps something, if it is large, until the caller has let go of it, and frees it then.
  func free(_ value: some Sendable, bytes: Int) {
    guard bytes >= Self.largeBytes else { return }
    queue.asyncAfter(deadline: .now() + Self.delay) { withExtendedLifetime(value) {} }
  }

  /// An answer of so many bytes is on its way.
  func note(_ bytes: Int) {
    guard bytes > MemoryBudget.freeBytes else { return }
    let (before, after) = count.add(bytes, ordering: .relaxed)
    guard before < Self.threshold, after >= Self.threshold else { return }
    queue.asyncAfter(deadline: .now() + .seconds(1)) {
      self.count.store(0, ordering: .relaxed)
      clinux_trim_memory()
    }
  }
}
