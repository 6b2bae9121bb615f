import Testing

@testable import HTTPCore

@Suite("Serialised responses")
struct ResponseSerializerTests {
  private static let date = HTTPDate(seconds: 784_111_777)
  private static let dateLine = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

  private static func text(
    _ response: HTTPResponse, isHead: Bool = false, _ persistence: Persistence = .unsaid
  ) -> String {
    var output = OutputQueue()
    output.append(response, isHead: isHead, persistence: persistence, date: date)
    return String(decoding: output.pending, as: UTF8.self)
  }

  @Test("RFC 9112 4, RFC 9110 6.6.1 and 8.6: status line, Date, Content-Length, body")
  func plain() {
    #expect(
      Self.text(HTTPResponse(.ok, text: "hello"))
        == "HTTP/1.1 200 OK\r\n\(Self.dateLine)Content-Length: 5\r\n"
        + "Content-Type: text/plain; charset=utf-8\r\n\r\nhello")
  }

  @Test("RFC 9112 9.3: what is said of the connection")
  func persistence() {
    let response = HTTPResponse(.ok)
    #expect(!Self.text(response).contains("Connection"))
    #expect(Self.text(response, .close).contains("\r\nConnection: close\r\n"))
    #expect(Self.text(response, .keepAlive).contains("\r\nConnection: keep-alive\r\n"))
  }

  @Test("RFC 9110 9.3.2: HEAD has the length and no content")
  func head() {
    let text = Self.text(HTTPResponse(.ok, json: Array("{}".utf8)), isHead: true)
    #expect(text.contains("Content-Length: 2\r\n"))
    #expect(text.hasSuffix("\r\n\r\n"))
  }

  @Test("RFC 9110 8.6, 15.3.5, 15.3.6 and 15.4.5: no content")
  func noContent() {
    for status in [HTTPStatus.noContent, .notModified] {
      let text = Self.text(HTTPResponse(status, body: [1, 2, 3]))
      #expect(!text.contains("Content-Length"))
      #expect(text.hasSuffix("\r\n\r\n"))
    }
    let reset = Self.text(HTTPResponse(.resetContent, body: [1]))
    #expect(reset.contains("Content-Length: 0\r\n"))
    #expect(reset.hasSuffix("\r\n\r\n"))
  }

  @Test("RFC 9112 6.3: a handler can not contradict the framing")
  func framingFields() {
    let headers: HTTPHeaders = [
      "content-length": "99", "Transfer-Encoding": "chunked", "CONNECTION": "x", "Date": "now",
      "Keep-Alive": "timeout=5", "X-A": "b",
    ]
    #expect(
      Self.text(HTTPResponse(.ok, headers: headers, body: [0x61]))
        == "HTTP/1.1 200 OK\r\n\(Self.dateLine)Content-Length: 1\r\nX-A: b\r\n\r\na")
  }

  @Test("Decimal numbers")
  func decimals() {
    var bytes: [UInt8] = []
    for number in [0, 7, 10, 123_456_789, Int.max, -5] {
      bytes.append(decimal: number)
      bytes.append(ASCII.space)
    }
    bytes.append(decimal: 42, digits: 4)
    #expect(
      String(decoding: bytes, as: UTF8.self) == "0 7 10 123456789 9223372036854775807 -5 0042")
  }
}
