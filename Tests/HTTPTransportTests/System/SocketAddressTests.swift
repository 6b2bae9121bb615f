import Testing

@testable import HTTPTransport

@Suite("Socket addresses")
struct SocketAddressTests {
  @Test(
    arguments: [
      ("127.0.0.1", "127.0.0.1:80"), ("0.0.0.0", "0.0.0.0:80"), ("localhost", "127.0.0.1:80"),
      ("::1", "[::1]:80"), ("[::1]", "[::1]:80"), ("::", "[::]:80"),
      ("2001:db8::a:0:0:1", "[2001:db8::a:0:0:1]:80"), ("192.168.10.255", "192.168.10.255:80"),
    ])
  func text(_ text: String, _ description: String) {
    #expect(SocketAddress(text, port: 80)?.description == description)
  }

  @Test(arguments: ["", "example.org", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1::2::3", "127.0.0.1 "])
  func noAddress(_ text: String) {
    #expect(SocketAddress(text, port: 80) == nil)
  }

  @Test("One client: an IPv4 address, or a /64 network")
  func client() throws {
    let make = { (text: String, port: UInt16) in try #require(SocketAddress(text, port: port)) }
    #expect(try make("1.2.3.4", 1).client == make("1.2.3.4", 2).client)
    #expect(try make("1.2.3.4", 1).client != make("1.2.3.5", 1).client)
    #expect(try make("2001:db8::1", 1).client == make("2001:db8::2:3", 2).client)
    #expect(try make("2001:db8::1", 1).client != make("2001:db8:0:1::1", 1).client)
  }
}
