import Dispatch
import HTTPCore
import Synchronization
import Testing

@testable import HTTPTransport

extension TransportTests {
  @Suite("Exchange records")
  struct ExchangeRecords {
    @Test("One for each answer and refusal, in order, with what a log needs")
    func answered() async throws {
      let records = Mutex<[ExchangeRecord]>([])
      try await withServer {
        $0.onExchange = { record in records.withLock { $0.append(record) } }
      } _: { _, port in
        let client = try #require(RawClient(port: port))
        client.send(
          "POST /a?b HTTP/1.1\r\nHost: a\r\nX-Request-ID: 7\r\nContent-Length: 2\r\n\r\nxy"
            + "GET /c HTTP/1.1\r\nHost: a\r\n\r\nHEAD /d HTTP/1.1\r\n\r\n")
        #expect(client.readToEnd() == .orderly)
        #expect(await eventually { records.withLock { $0.count } == 3 })
        let all = records.withLock { $0 }
        #expect(all.map { $0.method?.name } == ["POST", "GET", "HEAD"])
        #expect(all.map { $0.target?.path } == ["/a", "/c", "/d"])
        #expect(all.map { $0.status?.code } == [200, 200, 400])
        #expect(all.map(\.requestBytes) == [2, 0, 0])
        #expect(all[0].responseBytes == 2)
        #expect(all[0].requestHeaders["x-request-id"] == "7")
        #expect(all[0].peer.host == "127.0.0.1")
        #expect(all[0].outcome == .answered)
        #expect(all[2].outcome == .refused && all[2].code == "missing-host")
        #expect(all[0].code == nil)
        for record in all { #expect(record.began <= record.ended && record.duration >= 0) }
      }
    }

    @Test("What the server refuses by itself is worded by whoever it is told, and recorded so")
    func wording() async throws {
      let records = Mutex<[ExchangeRecord]>([])
      try await withServer {
        $0.times.answer = 100
        $0.connectionLimit = 2
        $0.onExchange = { record in records.withLock { $0.append(record) } }
        $0.refusal = { failure, headers in
          var response = HTTPResponse(failure.status, text: headers["X-Name"] ?? "nobody")
          response.code = failure.code
          return response
        }
      } handler: { request, responder in
        if request.path == "/dropped" { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + 1) {
          responder.respond(HTTPResponse(.ok))
        }
      } _: { server, port in
        // Not parsed, dropped, overdue, and beyond the limit of connections.
        for (request, status, text, code) in [
          ("GET / HTTP/1.1\r\nX-Name: a\r\nHost : a\r\n\r\n", 400, "a", "invalid-field-name"),
          ("GET /dropped HTTP/1.1\r\nX-Name: b\r\nHost: a\r\n\r\n", 500, "b", "unanswered"),
          ("GET / HTTP/1.1\r\nX-Name: c\r\nHost: a\r\n\r\n", 503, "c", "not-begun-in-time"),
        ] {
          let client = try #require(RawClient(port: port))
          client.send(request)
          let response = try #require(client.response())
          #expect(response.status == status && response.text == text)
          #expect(response.closes == (status == 400))
          #expect(await eventually { records.withLock { $0.last?.code } == code })
          client.close()
          #expect(await eventually { server.statistics.open == 0 })
        }
        let clients = [RawClient(port: port), RawClient(port: port)]
        #expect(await eventually { server.statistics.open == 2 })
        let third = try #require(RawClient(port: port))
        #expect(third.response()?.text == "nobody")
        #expect(await eventually { records.withLock { $0.last?.code } == "too-many-connections" })
        #expect(records.withLock { $0.allSatisfy { $0.outcome == .refused } })
        #expect(clients.allSatisfy { $0 != nil })
      }
    }

    @Test("A connection that ends leaves unfinished ones, answered or not")
    func unfinished() async throws {
      let records = Mutex<[ExchangeRecord]>([])
      let held = Mutex<HTTPResponder?>(nil)
      try await withServer {
        $0.onExchange = { record in records.withLock { $0.append(record) } }
      } handler: { request, responder in
        if request.path == "/large" {
          let body = [UInt8](repeating: 0x61, count: 16_000_000)
          responder.respond(HTTPResponse(.ok, contentType: "a/b", body: body))
        } else {
          held.withLock { $0 = responder }
        }
      } _: { server, port in
        let client = try #require(RawClient(port: port, receiveBuffer: 4_096))
        client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(await eventually { server.statistics.requests >= 1 })
        client.reset()
        #expect(await eventually { server.statistics.open == 0 })
        let all = records.withLock { $0 }
        #expect(all.first?.outcome == .unfinished)
        #expect(all.first?.status == .ok)
        held.withLock { $0 = nil }
      }
    }
  }
}
