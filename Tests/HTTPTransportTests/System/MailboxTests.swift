import Dispatch
import Glibc
import Testing

@testable import HTTPTransport

@Suite("Messages to an event loop")
struct MailboxTests {
  @Test("the first message wakes who waits, further ones do not, until they were taken")
  func wakes() throws {
    let epoll = try Epoll()
    defer { Descriptor.close(epoll.descriptor) }
    let mailbox = try Mailbox<Int>(wakes: epoll)
    var events = Epoll.EventBuffer()
    #expect(epoll.poll(&events) == 0)
    for round in 0..<3 {
      #expect(mailbox.post(round))
      #expect(epoll.poll(&events) == 1)
      #expect(events[0].token == Mailbox<Int>.token)
      #expect(mailbox.post(10 + round))
      #expect(epoll.poll(&events) == 0)
      #expect(mailbox.take() == [round, 10 + round])
      #expect(mailbox.take() == [])
      #expect(epoll.poll(&events) == 0)
    }
  }

  @Test("after the end messages are refused, and those not read yet are returned once")
  func close() throws {
    let epoll = try Epoll()
    defer { Descriptor.close(epoll.descriptor) }
    let mailbox = try Mailbox<Int>(wakes: epoll)
    #expect(mailbox.post(1))
    #expect(mailbox.close() == [1])
    #expect(!mailbox.post(2))
    #expect(mailbox.close() == [])
    var events = Epoll.EventBuffer()
    #expect(epoll.poll(&events) == 0)
  }

  @Test("what the kernel refuses to watch has the number of its error")
  func refusal() throws {
    let epoll = try Epoll()
    defer { Descriptor.close(epoll.descriptor) }
    #expect(epoll.add(-1, .input, token: 0) == EBADF)
  }

  @Test(
    "whoever waits is woken by messages of many threads, and none is lost", .timeLimit(.minutes(1)))
  func threads() throws {
    let epoll = try Epoll()
    defer { Descriptor.close(epoll.descriptor) }
    let mailbox = try Mailbox<Int>(wakes: epoll)
    let (threads, each) = (4, 5_000)
    for thread in 0..<threads {
      DispatchQueue(label: "poster.\(thread)").async {
        for message in 0..<each { _ = mailbox.post(thread * each + message) }
      }
    }
    var events = Epoll.EventBuffer()
    var taken: [Int] = []
    // Without a limit: a wake-up that is missed hangs here.
    while taken.count < threads * each {
      guard epoll.poll(&events, patience: -1) > 0 else { continue }
      taken += mailbox.take()
    }
    #expect(taken.sorted() == Array(0..<threads * each))
    for thread in 0..<threads {
      #expect(
        taken.filter { $0 / each == thread } == (thread * each..<(thread + 1) * each).map { $0 })
    }
  }
}
