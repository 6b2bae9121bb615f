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
        guard case .refused(let failure) = all[2].outcome else {
          Issue.record("not refused")
          return
        }
        #expect(failure.code == "missing-host")
        for record in all {
          let answered = try #require(record.answered)
          #expect(record.began <= record.received && record.received <= answered)
          #expect(answered <= record.ended)
        }
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
