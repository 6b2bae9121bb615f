import Dispatch
import HTTPCore
import Synchronization
import Testing

@testable import HTTPTransport

extension TransportTests {
  @Suite("Accepting")
  struct Accepting {
    @Test("RFC 9110 15.6.4: 503 beyond the limit of connections, and room again when one closes")
    func limit() async throws {
      let refused = Mutex<[String]>([])
      try await withServer {
        $0.connectionLimit = 3
        $0.onExchange = { record in
          guard record.outcome == .refused else { return }
          refused.withLock { $0.append("\(record.code ?? "none") \(record.peer.host)") }
        }
      } _: { server, port in
        let clients = try (0..<3).map { _ in try #require(RawClient(port: port)) }
        for client in clients { #expect(client.get()?.status == 200) }
        let fourth = try #require(RawClient(port: port))
        let response = try #require(fourth.response())
        #expect(response.status == 503)
        #expect(response.closes)
        #expect(await eventually { refused.withLock { !$0.isEmpty } })
        #expect(refused.withLock { $0 } == ["too-many-connections 127.0.0.1"])
        clients[0].close()
        #expect(await eventually { server.statistics.open == 2 })
        let fifth = try #require(RawClient(port: port))
        #expect(fifth.get()?.status == 200)
        #expect(server.statistics.refused == ["too-many-connections": 1])
      }
    }

    @Test("A limit for each address")
    func limitPerAddress() async throws {
      try await withServer {
        $0.host = "::"
        $0.connectionLimitPerAddress = 1
      } _: { server, port in
        let first = try #require(RawClient("127.0.0.1", port: port))
        #expect(first.get()?.status == 200)
        let second = try #require(RawClient("127.0.0.1", port: port))
        #expect(second.response()?.text.contains("too-many-connections-from-address") == true)
        let other = try #require(RawClient("::1", port: port))
        #expect(other.get()?.status == 200)
        first.close()
        #expect(await eventually { server.statistics.open == 1 })
        let third = try #require(RawClient("127.0.0.1", port: port))
        #expect(third.get()?.status == 200)
      }
    }

    @Test("After a storm of connects, resets and ends no descriptor is left, and all goes on")
    func storm() async throws {
      try await withServer { server, port in
        let steady = try #require(RawClient(port: port))
        #expect(steady.get()?.status == 200)
        for index in 0..<2_000 {
          let client = try #require(RawClient(port: port))
          if index % 2 == 1 { client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
          if index % 4 == 2 { client.send("GET / HT") }
          if index % 5 == 4 { client.shutdownWrite() }
          if index % 3 == 0 { client.close() } else { client.reset() }
        }
        #expect(steady.get()?.status == 200)
        #expect(await eventually { server.statistics.open == 1 })
        // The listener and one connection.
        #expect(socketCount(port: port) == 2)
        let fresh = try #require(RawClient(port: port))
        #expect(fresh.get()?.status == 200)
      }
    }

    @Test("When descriptors are exhausted, listening pauses and goes on by itself")
    func exhaustion() async throws {
      try await withServer { server, port in
        for _ in 0..<5 {
          for shard in server.running.withLock({ $0?.shards }) ?? [] {
            shard.queue.async { shard.pauseListening() }
          }
          // Connected by the kernel, accepted after the pause.
          let client = try #require(RawClient(port: port))
          #expect(client.get()?.status == 200)
        }
      }
    }

    @Test("Connections are spread evenly over the shards")
    func balance() async throws {
      let queues = Mutex<[String: Int]>([:])
      let handler: HTTPHandler = { _, responder in
        responder.respond(HTTPResponse(.ok, text: responder.answer.connection.shard.queue.label))
      }
      try await withServer(handler: handler) { _, port in
        let clients = try (0..<8).map { _ in try #require(RawClient(port: port)) }
        for client in clients {
          let label = try #require(client.get()).text
          queues.withLock { $0[label, default: 0] += 1 }
        }
        #expect(queues.withLock { $0 } == ["http.shard.0": 4, "http.shard.1": 4])
      }
    }
  }
}
