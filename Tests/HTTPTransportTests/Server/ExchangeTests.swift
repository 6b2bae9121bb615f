import Dispatch
import HTTPCore
import Synchronization
import Testing

@testable import HTTPTransport

extension TransportTests {
  @Suite("Requests and answers")
  struct Exchanges {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("RFC 9112 9.3: a connection is kept alive, and every answer has a date")
    func keepAlive() async throws {
      try await withServer { server, port in
        let client = try #require(RawClient(port: port))
        for index in 0..<50 {
          let response = try #require(client.get("/\(index)"))
          #expect(response.status == 200)
          #expect(response.text == "/\(index)")
          #expect(response.head.contains("\r\nDate: "))
          #expect(!response.closes)
        }
        #expect(server.statistics.accepted == 1)
        #expect(server.statistics.requests == 50)
        #expect(server.statistics.answering == 0)
      }
    }

    @Test("Bytes may come one by one")
    func byteByByte() async throws {
      try await withServer { _, port in
        let client = try #require(RawClient(port: port))
        for byte in "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy".utf8 {
          client.send([byte])
        }
        #expect(client.response()?.text == "/a")
      }
    }

    @Test("RFC 9112 9.6: Connection: close ends in an orderly way")
    func close() async throws {
      try await withServer { _, port in
        let client = try #require(RawClient(port: port))
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + Self.request)
        #expect(client.response()?.closes == true)
        #expect(client.response() == nil)
        #expect(client.readToEnd() == .orderly)
      }
    }

    @Test("RFC 9112 9.6: who has said close gets a large answer whole, though it reads late")
    func largeLastAnswer() async throws {
      let body = [UInt8](repeating: 7, count: 8 << 20)
      let handler: HTTPHandler = { _, responder in
        responder.respond(HTTPResponse(.ok, contentType: "application/octet-stream", body: body))
      }
      try await withServer(handler: handler) { server, port in
        let client = try #require(RawClient(port: port, receiveBuffer: 4_096))
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        try await Task.sleep(for: .milliseconds(100))
        #expect(client.response()?.body == body)
        #expect(client.readToEnd() == .orderly)
        #expect(await eventually { server.statistics.open == 0 })
      }
    }

    @Test("RFC 9112 9.3: HTTP/1.0 with and without keep-alive; RFC 9110 9.3.2: HEAD")
    func oldAndHead() async throws {
      try await withServer { _, port in
        let client = try #require(RawClient(port: port))
        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(client.response()?.head.contains("Connection: keep-alive") == true)
        client.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = try #require(client.response(toHead: true))
        #expect(head.head.contains("Content-Length: 4\r\n"))
        client.send("GET / HTTP/1.0\r\n\r\n")
        #expect(client.response()?.closes == true)
        #expect(client.readToEnd() == .orderly)
      }
    }

    @Test("RFC 9112 9.3.2: pipelined answers keep their order, though given backwards by threads")
    func pipelining() async throws {
      let waiting = Mutex<[(String, HTTPResponder)]>([])
      let handler: HTTPHandler = { request, responder in
        let all = waiting.withLock { waiting in
          waiting.append((request.path, responder))
          return waiting.count == 12 ? waiting : []
        }
        for (path, responder) in all.reversed() {
          DispatchQueue.global().async { responder.respond(HTTPResponse(.ok, text: path)) }
        }
      }
      try await withServer(handler: handler) { _, port in
        let client = try #require(RawClient(port: port))
        for _ in 0..<10 {
          waiting.withLock { $0 = [] }
          client.send((0..<12).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
          for index in 0..<12 { #expect(client.response()?.text == "/\(index)") }
        }
      }
    }

    @Test("A thousand pipelined requests in one piece")
    func deepPipeline() async throws {
      try await withServer { _, port in
        let client = try #require(RawClient(port: port))
        client.send((0..<1_000).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        for index in 0..<1_000 { #expect(client.response()?.text == "/\(index)") }
      }
    }

    @Test("Large bodies both ways, by length and in chunks")
    func largeBodies() async throws {
      let handler: HTTPHandler = { request, responder in
        DispatchQueue.global().async {
          responder.respond(HTTPResponse(.ok, contentType: "a/b", body: request.body))
        }
      }
      try await withServer(handler: handler) { _, port in
        let client = try #require(RawClient(port: port))
        let body = (0..<8_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
        client.send(body)
        #expect(client.response()?.body == body)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in stride(from: 0, to: body.count, by: 100_000) {
          client.send("186a0\r\n")
          client.send(Array(body[start..<start + 100_000]))
          client.send("\r\n")
        }
        client.send("0\r\n\r\n")
        #expect(client.response()?.body == body)
      }
    }

    @Test("RFC 9110 10.1.1: 100 (Continue) to a client that waits for it")
    func expectContinue() async throws {
      try await withServer { _, port in
        let client = try #require(RawClient(port: port))
        client.send(
          "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(client.response()?.status == 100)
        client.send("xy")
        #expect(client.response()?.text == "/a")
      }
    }

    @Test("A half-closed client gets its answers")
    func halfClose() async throws {
      let handler: HTTPHandler = { _, responder in
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(50)) {
          responder.respond(HTTPResponse(.ok, text: "late"))
        }
      }
      try await withServer(handler: handler) { _, port in
        let client = try #require(RawClient(port: port))
        client.send(Self.request + Self.request)
        client.shutdownWrite()
        #expect(client.response()?.text == "late")
        #expect(client.response()?.text == "late")
        #expect(client.readToEnd() == .orderly)
      }
    }

    @Test("Two hundred connections at once, each served twice")
    func concurrent() async throws {
      try await withServer { server, port in
        let clients = try (0..<200).map { _ in try #require(RawClient(port: port)) }
        for _ in 0..<2 {
          for client in clients { client.send(Self.request) }
          for client in clients { #expect(client.response()?.status == 200) }
        }
        #expect(server.statistics.open == 200)
        for client in clients { client.close() }
        #expect(await eventually { server.statistics.open == 0 })
        #expect(socketCount(port: port) == 1)
      }
    }
  }
}
