import Dispatch
import HTTPCore
import Synchronization
import Testing

@testable import HTTPTransport

extension TransportTests {
  @Suite("Responders")
  struct Responders {
    @Test("Only the first answer counts, in the handler and after it")
    func onlyOnce() async throws {
      let handler: HTTPHandler = { request, responder in
        if request.path == "/now" {
          responder.respond(HTTPResponse(.ok, text: "first"))
          responder.respond(HTTPResponse(.ok, text: "second"))
        } else {
          for _ in 0..<4 {
            DispatchQueue.global().async { responder.respond(HTTPResponse(.ok, text: "first")) }
          }
        }
      }
      try await withServer(handler: handler) { server, port in
        let client = try #require(RawClient(port: port))
        for _ in 0..<20 {
          #expect(client.get("/now")?.text == "first")
          #expect(client.get("/later")?.text == "first")
        }
        #expect(await eventually { server.statistics.answering == 0 })
        #expect(server.statistics.requests == 40)
      }
    }

    @Test("A request that nobody answers is answered 500, and the connection goes on")
    func dropped() async throws {
      let handler: HTTPHandler = { request, responder in
        if request.path == "/later" {
          DispatchQueue.global().async { _ = responder.isCancelled }
        } else if request.path != "/never" {
          responder.respond(HTTPResponse(.ok))
        }
      }
      try await withServer(handler: handler) { server, port in
        let client = try #require(RawClient(port: port))
        #expect(client.get("/never")?.status == 500)
        let later = try #require(client.get("/later"))
        #expect(later.status == 500)
        #expect(later.text.contains(#""code":"unanswered""#))
        #expect(client.get("/")?.status == 200)
        #expect(server.statistics.refused == ["unanswered": 2])
      }
    }

    @Test("A client that resets its connection cancels what is done for it")
    func cancelled() async throws {
      let held = Mutex<HTTPResponder?>(nil)
      let handler: HTTPHandler = { _, responder in
        held.withLock { $0 = responder }
      }
      try await withServer(handler: handler) { server, port in
        let client = try #require(RawClient(port: port))
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(await eventually { held.withLock { $0 } != nil })
        let responder = try #require(held.withLock { $0 })
        #expect(!responder.isCancelled)
        client.reset()
        #expect(await eventually { responder.isCancelled })
        responder.respond(HTTPResponse(.ok))
        #expect(await eventually { server.statistics.answering == 0 })
        held.withLock { $0 = nil }
      }
    }
  }
}
