import HTTPCore
import Synchronization
import Testing

@testable import HTTPTransport

extension TransportTests {
  @Suite("Slow and greedy clients")
  struct SlowClients {
    @Test("RFC 9110 15.5.9: 408 to a slow head and to a slow body")
    func slow() async throws {
      try await withServer {
        $0.times.head = 100
        $0.times.body = 100
      } _: { server, port in
        for beginning in [
          "GET / HTTP/1.1\r\nHo", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
        ] {
          let client = try #require(RawClient(port: port))
          client.send(beginning)
          let response = try #require(client.response())
          #expect(response.status == 408)
          #expect(response.closes)
          #expect(client.readToEnd() == .orderly)
        }
        #expect(server.statistics.refused == ["head-timeout": 1, "body-timeout": 1])
      }
    }

    @Test("A client that says nothing, at first or between requests, is let go without a word")
    func idle() async throws {
      try await withServer {
        $0.times.head = 150
        $0.times.idle = 150
        $0.times.linger = 50
      } _: { server, port in
        let silent = try #require(RawClient(port: port))
        let idle = try #require(RawClient(port: port))
        #expect(idle.get()?.status == 200)
        #expect(silent.response() == nil)
        #expect(silent.end == .orderly)
        #expect(idle.response() == nil)
        #expect(idle.end == .orderly)
        // Though neither has closed its side.
        #expect(await eventually { server.statistics.open == 0 })
        #expect(server.statistics.refused.isEmpty)
      }
    }

    @Test("RFC 9110 15.5.14: 413 reaches a client that goes on sending")
    func unreadBody() async throws {
      try await withServer {
        $0.limits.bodyBytes = 1_000
      } _: { server, port in
        let body = [UInt8](repeating: 0x61, count: 4_000_000)
        for halfCloses in [false, true] {
          let client = try #require(RawClient(port: port))
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
          #expect(client.send(body))
          if halfCloses { client.shutdownWrite() }
          let response = try #require(client.response())
          #expect(response.status == 413)
          #expect(response.text.contains(#""code":"body-too-large""#))
          #expect(client.readToEnd() == .orderly)
        }
        #expect(server.statistics.refused == ["body-too-large": 2])
      }
    }

    @Test("A client that does not read is neither read from nor lost")
    func slowReader() async throws {
      let body = [UInt8](repeating: 0x61, count: 256 * 1_024)
      let handler: HTTPHandler = { _, responder in
        responder.respond(HTTPResponse(.ok, contentType: "a/b", body: body))
      }
      try await withServer(handler: handler) { server, port in
        let client = try #require(RawClient(port: port, receiveBuffer: 65_536))
        let count = 200
        client.send(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: count))
        // Wait until no more requests are taken.
        var last = -1
        while last != server.statistics.requests {
          last = server.statistics.requests
          try await Task.sleep(for: .milliseconds(200))
        }
        #expect(last < 100)
        for _ in 0..<count { #expect(client.response()?.body.count == body.count) }
        #expect(client.get()?.status == 200)
      }
    }

    @Test("A client that never reads is cut off, and its memory given back")
    func neverReads() async throws {
      try await withServer {
        $0.times.write = 200
      } handler: { _, responder in
        responder.respond(
          HTTPResponse(.ok, contentType: "a/b", body: [UInt8](repeating: 0, count: 16_000_000)))
      } _: { server, port in
        let client = try #require(RawClient(port: port, receiveBuffer: 4_096))
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(await eventually { server.statistics.requests == 1 })
        #expect(await eventually { server.statistics.open == 0 })
        #expect(client.readToEnd() == .reset)
      }
    }
  }
}
