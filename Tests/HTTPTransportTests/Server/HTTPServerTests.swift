import HTTPCore
import Testing

@testable import HTTPTransport

extension TransportTests {
  @Suite("Starting")
  struct Starting {
    @Test("IPv4, IPv6 and both at once, on a port of the kernel's choice")
    func addresses() async throws {
      for (listen, connect, peer) in [
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1", "127.0.0.1"),
        ("::1", "::1", "::1"), ("::", "127.0.0.1", "127.0.0.1"), ("::", "::1", "::1"),
      ] {
        try await withServer {
          $0.host = listen
        } handler: { _, responder in
          responder.respond(HTTPResponse(.ok, text: responder.peer.host))
        } _: { server, port in
          #expect(port > 0)
          #expect(server.address?.port == UInt16(port))
          let client = try #require(RawClient(connect, port: port))
          #expect(client.get()?.text == peer)
        }
      }
    }

    @Test("Errors say what is wrong")
    func errors() async throws {
      try await withServer { server, port in
        var configuration = HTTPServerConfiguration()
        configuration.port = port
        let other = HTTPServer(configuration: configuration) { _, _ in }
        #expect(throws: HTTPServerError.addressInUse(host: "127.0.0.1", port: port)) {
          try other.start()
        }
        #expect(throws: HTTPServerError.alreadyStarted) { try server.start() }
        let error = HTTPServerError.addressInUse(host: "127.0.0.1", port: 8_080)
        #expect(error.description == "port 8080 on 127.0.0.1 is already in use")
      }
      for (host, port) in [("nowhere", 80), ("127.0.0.1", 65_536), ("127.0.0.1", -1)] {
        var configuration = HTTPServerConfiguration()
        configuration.host = host
        configuration.port = port
        let server = HTTPServer(configuration: configuration) { _, _ in }
        #expect(throws: HTTPServerError.invalidAddress(host: host, port: port)) {
          try server.start()
        }
      }
      var configuration = HTTPServerConfiguration()
      configuration.host = "192.0.2.1"
      configuration.port = 0
      let server = HTTPServer(configuration: configuration) { _, _ in }
      #expect(throws: HTTPServerError.addressNotAvailable(host: "192.0.2.1", port: 0)) {
        try server.start()
      }
    }

    @Test("A server that is released lets go of its port and its connections")
    func release() async throws {
      var configuration = HTTPServerConfiguration()
      configuration.port = 0
      var server: HTTPServer? = HTTPServer(configuration: configuration) { _, responder in
        responder.respond(HTTPResponse(.ok))
      }
      let port = try #require(try server?.start())
      let client = try #require(RawClient(port: port))
      #expect(client.get()?.status == 200)
      server = nil
      _ = client.readToEnd()
      #expect(await eventually { socketCount(port: port) == 0 })
    }
  }
}
