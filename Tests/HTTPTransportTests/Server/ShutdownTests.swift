import Dispatch
import HTTPCore
import Synchronization
import Testing

@testable import HTTPTransport

extension TransportTests {
  @Suite("Drain and shutdown")
  struct Shutdown {
    private static let request = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("Draining goes on serving, old connections and new, and announces the end")
    func drain() async throws {
      try await withServer { server, port in
        let client = try #require(RawClient(port: port))
        #expect(client.get()?.closes == false)
        server.beginDrain()
        #expect(client.get()?.closes == true)
        #expect(client.readToEnd() == .orderly)
        let fresh = try #require(RawClient(port: port))
        #expect(fresh.get()?.closes == true)
        #expect(fresh.readToEnd() == .orderly)
      }
    }

    @Test("Shutdown ends idle connections, waits for what is under way, and refuses new ones")
    func graceful() async throws {
      let held = Mutex<HTTPResponder?>(nil)
      let handler: HTTPHandler = { request, responder in
        if request.path == "/slow" {
          held.withLock { $0 = responder }
        } else {
          responder.respond(HTTPResponse(.ok))
        }
      }
      try await withServer(handler: handler) { server, port in
        let idle = try #require(RawClient(port: port))
        #expect(idle.get()?.status == 200)
        let busy = try #require(RawClient(port: port))
        busy.send(Self.request)
        #expect(await eventually { held.withLock { $0 } != nil })

        async let finished: Void = server.shutdown(gracePeriod: .seconds(30))
        #expect(await eventually { RawClient(port: port) == nil })
        #expect(idle.readToEnd() == .orderly)
        idle.close()
        held.withLock { held in
          held?.respond(HTTPResponse(.ok, text: "done"))
          held = nil
        }
        let response = try #require(busy.response())
        #expect(response.text == "done")
        #expect(response.closes)
        #expect(busy.readToEnd() == .orderly)
        busy.close()
        await finished
        #expect(server.statistics.open == 0)
        #expect(socketCount(port: port) == 0)
      }
    }

    @Test(
      "A connection that another loop accepted before the end is served, if its own sees it later")
    func late() async throws {
      let oneShard: (inout HTTPServerConfiguration) -> Void = { $0.shards = 1 }
      try await withServer(oneShard) { server, port in
        let shard = try #require(server.running.withLock { $0?.shards.first })
        let gate = DispatchSemaphore(value: 0)
        shard.queue.async { gate.wait() }
        async let finished: Void = shard.finish(gracePeriod: .seconds(30))
        // Until the end is the next thing the queue does.
        try await Task.sleep(for: .milliseconds(50))
        let other = try Listener(host: "127.0.0.1", port: 0, backlog: 1)
        let client = try #require(RawClient(port: Int(other.address.port)))
        client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
        guard case .connection(let descriptor, let peer) = Descriptor.accept(other.descriptor)
        else {
          Issue.record("no connection")
          gate.signal()
          return
        }
        #expect(shard.admission.enter(peer) == nil)
        shard.load.add(1, ordering: .relaxed)
        shard.post(.adopt(descriptor, peer))
        gate.signal()
        let response = try #require(client.response())
        #expect(response.text == "/late")
        #expect(response.closes)
        #expect(client.readToEnd() == .orderly)
        await finished
        #expect(server.statistics.open == 0)
      }
    }

    @Test(
      "What has come before the end is answered: on open connections, and on such as wait to be accepted"
    )
    func pending() async throws {
      let oneShard: (inout HTTPServerConfiguration) -> Void = { $0.shards = 1 }
      try await withServer(oneShard) { server, port in
        let shard = try #require(server.running.withLock { $0?.shards.first })
        let open = try (0..<3).map { _ in try #require(RawClient(port: port)) }
        for client in open { #expect(client.get()?.closes == false) }
        let gate = DispatchSemaphore(value: 0)
        defer { gate.signal() }
        // The loop may be in the middle of a turn, in which it would still read what is said to it.
        await withCheckedContinuation { held in
          shard.queue.async {
            held.resume()
            gate.wait()
          }
        }
        async let finished: Void = server.shutdown(gracePeriod: .seconds(30))
        let waiting = try (0..<5).map { _ in try #require(RawClient(port: port)) }
        for client in open + waiting { client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n") }
        try await Task.sleep(for: .milliseconds(50))
        gate.signal()
        for client in open + waiting {
          let response = try #require(client.response())
          #expect(response.text == "/late")
          #expect(response.closes)
          #expect(client.readToEnd() == .orderly)
        }
        await finished
        #expect(socketCount(port: port) == 0)
      }
    }

    @Test("A loop that has ended does not listen any more, though told to")
    func listensNoMore() async throws {
      try await withServer { server, _ in
        let shard = try #require(server.running.withLock { $0?.shards.first })
        await server.shutdown(gracePeriod: .zero)
        let port: Int
        do {
          let listener = try Listener(host: "127.0.0.1", port: 0, backlog: 1)
          port = Int(listener.address.port)
          shard.listen(to: listener, among: [shard])
        }
        #expect(await eventually { RawClient(port: port) == nil })
      }
    }

    @Test("After the grace period all is closed; a second call may shorten it")
    func impatient() async throws {
      let held = Mutex<HTTPResponder?>(nil)
      let handler: HTTPHandler = { _, responder in
        held.withLock { $0 = responder }
      }
      try await withServer(handler: handler) { server, port in
        let client = try #require(RawClient(port: port))
        client.send(Self.request)
        #expect(await eventually { held.withLock { $0 } != nil })
        async let first: Void = server.shutdown(gracePeriod: .seconds(600))
        await server.shutdown(gracePeriod: .milliseconds(20))
        await first
        #expect(held.withLock { $0?.isCancelled } == true)
        #expect(client.response() == nil)
        #expect(socketCount(port: port) == 0)
        held.withLock { $0 = nil }
        // An answer, or none, to a server that is gone does no harm; nor does a third call.
        await server.shutdown(gracePeriod: .zero)
      }
    }
  }
}
