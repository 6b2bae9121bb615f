import Dispatch
import HTTPCore
import Synchronization
import Testing

@testable import HTTPTransport

extension TransportTests {
  @Suite("Memory of all connections together")
  struct Memory {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("beyond the limit of request bytes a body that grows is refused, a small one is not")
    func requests() async throws {
      try await withServer {
        $0.requestMemory = 1_000_000
        $0.limits.bodyBytes = 10_000_000
      } _: { server, port in
        let head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n"
        let half = [UInt8](repeating: 0x61, count: 450_000)
        let clients = try (0..<4).map { _ in try #require(RawClient(port: port)) }
        for client in clients.prefix(2) {
          client.send(head)
          client.send(half)
        }
        #expect(await eventually { server.statistics.requestBytes == 900_000 })
        clients[2].send(head)
        clients[2].send(half)
        let refused = try #require(clients[2].response())
        #expect(refused.status == 503)
        #expect(refused.text.contains("no-memory-for-request"))
        #expect(refused.head.contains("Retry-After: 1"))
        clients[3].send("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
        #expect(clients[3].response()?.text == "/b")
        clients[1].close()
        #expect(await eventually { server.statistics.requestBytes == 450_000 })
        clients[0].send(half)
        #expect(clients[0].response()?.status == 200)
        for client in clients { client.close() }
        #expect(await eventually { server.statistics.open == 0 })
        #expect(server.statistics.requestBytes == 0)
        #expect(server.statistics.answerBytes == 0)
      }
    }

    @Test(
      "content that is not wanted takes no room, and its requests are recorded once, like others")
    func unwanted() async throws {
      let records = Mutex<[ExchangeRecord]>([])
      try await withServer {
        $0.requestMemory = 500_000
        $0.judge = { HeadVerdict(wantsContent: $0.path == "/wanted") }
        $0.onExchange = { record in records.withLock { $0.append(record) } }
      } _: { server, port in
        let body = [UInt8](repeating: 0x61, count: 1_000_000)
        let clients = try (0..<4).map { _ in try #require(RawClient(port: port)) }
        for client in clients {
          client.send(
            "POST /unwanted HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count + 1)\r\n\r\n")
          client.send(body)
        }
        let other = try #require(RawClient(port: port))
        other.send("POST /wanted HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n")
        other.send([UInt8](repeating: 0x61, count: 400_000))
        #expect(other.response()?.text == "/wanted")
        // An answer may arrive before its request's memory is given back.
        #expect(await eventually { server.statistics.requestBytes == 0 })
        for client in clients {
          client.send("aPOST /wanted HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
          let refused = try #require(client.response())
          #expect(refused.text == "/unwanted" && !refused.closes)
          #expect(client.response()?.text == "/wanted")
          client.send(
            "POST /late HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
          let final = try #require(client.response())
          #expect(final.status == 200 && final.text == "/late" && final.closes)
          #expect(client.readToEnd() == .orderly)
        }
        #expect(await eventually { records.withLock { $0.count } == 13 })
        #expect(server.statistics.requests == 13 && server.statistics.answering == 0)
        let paths = records.withLock { $0.compactMap { $0.target?.path } }
        for (path, count) in [("/unwanted", 4), ("/wanted", 5), ("/late", 4)] {
          #expect(paths.count { $0 == path } == count)
        }
        #expect(records.withLock { $0.allSatisfy { $0.outcome == .answered } })
        #expect(server.statistics.refused.isEmpty)
      }
    }

    @Test("clients that take nothing are cut off when others' answers need the room")
    func answers() async throws {
      let body = [UInt8](repeating: 0x61, count: 16_000_000)
      try await withServer {
        $0.answerMemory = 39_000_000
        $0.shards = 1
      } handler: { _, responder in
        responder.respond(HTTPResponse(.ok, contentType: "a/b", body: body))
      } _: { server, port in
        let idle = try (0..<3).map { _ in
          try #require(RawClient(port: port, receiveBuffer: 4_096))
        }
        for (index, client) in idle.enumerated() {
          client.send(Self.get)
          #expect(await eventually { server.statistics.requests == index + 1 })
        }
        // Of two, what the kernel does not take is held (it takes up to 4 MB each); for the third there was no room, and nobody had stood still for long.
        let present = server.statistics
        #expect(present.answerBytes <= 39_000_000)
        #expect(present.refused["no-memory-for-answer"] == 1)
        try await Task.sleep(for: .milliseconds(1_300))
        let reader = try #require(RawClient(port: port))
        reader.send(Self.get)
        #expect(reader.response()?.body.count == body.count)
        #expect(idle[0].readToEnd() == .reset)
        #expect(await eventually { server.statistics.answerBytes == 0 })
      }
    }

    @Test("504 when an answer takes too long, 503 when nobody has begun with it")
    func overdue() async throws {
      let held = Mutex<[HTTPResponder]>([])
      try await withServer {
        $0.times.answer = 150
      } handler: { request, responder in
        if request.path == "/begun" { responder.begin() }
        held.withLock { $0.append(responder) }
      } _: { server, port in
        let client = try #require(RawClient(port: port))
        let first = try #require(client.get("/begun"))
        #expect(first.status == 504 && !first.closes)
        #expect(held.withLock { $0[0].isCancelled })
        let second = try #require(client.get("/waiting"))
        #expect(second.status == 503 && second.head.contains("Retry-After: 1"))
        #expect(server.statistics.refused == ["answer-timeout": 1, "not-begun-in-time": 1])
        // What comes too late does no harm.
        held.withLock { held in
          held[0].respond(HTTPResponse(.ok))
          held = []
        }
        #expect(await eventually { server.statistics.answering == 0 })
        #expect(server.statistics.refused.count == 2)
        #expect(server.statistics.open == 1)
      }
    }

    @Test("a client that closes cancels what is computed for it, soon")
    func closed() async throws {
      let held = Mutex<HTTPResponder?>(nil)
      try await withServer {
        $0.times.probe = 100
      } handler: { _, responder in
        held.withLock { $0 = responder }
      } _: { server, port in
        let client = try #require(RawClient(port: port))
        client.send(Self.get)
        #expect(await eventually { held.withLock { $0 } != nil })
        let clock = ContinuousClock()
        let start = clock.now
        client.close()
        #expect(await eventually { held.withLock { $0?.isCancelled } == true })
        #expect(clock.now - start < .seconds(5))
        #expect(await eventually { server.statistics.open == 0 })
        held.withLock { $0 = nil }
      }
    }

    @Test("a client that closes behind requests that back-pressure holds cancels, too")
    func closedUnderBackPressure() async throws {
      let held = Mutex<HTTPResponder?>(nil)
      try await withServer {
        $0.times.probe = 100
        $0.limits.pipelinedRequests = 2
      } handler: { request, responder in
        if request.path == "/held" { held.withLock { $0 = responder } }
      } _: { server, port in
        let client = try #require(RawClient(port: port))
        client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n" + String(repeating: Self.get, count: 9))
        #expect(await eventually { server.statistics.requests == 2 })
        let clock = ContinuousClock()
        let start = clock.now
        client.close()
        #expect(await eventually { held.withLock { $0?.isCancelled } == true })
        #expect(clock.now - start < .seconds(5))
        #expect(await eventually { server.statistics.open == 0 })
        #expect(server.statistics.requests == 2)
        held.withLock { $0 = nil }
      }
    }

    @Test("a client that ended its side and still reads is answered, however long it takes")
    func halfClosed() async throws {
      let handler: HTTPHandler = { _, responder in
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(400)) {
          responder.respond(HTTPResponse(.ok, text: "late"))
        }
      }
      try await withServer {
        $0.times.probe = 50
      } handler: {
        handler($0, $1)
      } _: { _, port in
        let client = try #require(RawClient(port: port))
        client.send(Self.get)
        client.shutdownWrite()
        #expect(client.response()?.status == 102)
        #expect(client.response()?.text == "late")
        #expect(client.readToEnd() == .orderly)
      }
    }
  }
}
