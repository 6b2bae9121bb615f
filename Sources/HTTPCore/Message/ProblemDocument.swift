extension HTTPResponse {
  /// An error as `application/problem+json` (RFC 9457): `type` about:blank, the status, its reason
  /// as title, a sentence of detail and, as an extension member, a code for machines.
  package static func problem(
    _ status: HTTPStatus, code: String, detail: String
  ) -> HTTPResponse {
    var body: [UInt8] = []
    body.reserveCapacity(128 + detail.utf8.count)
    body.append(#"{"type":"about:blank","title":"#)
    body.append(quoted: status.reason)
    body.append(#","status":"#)
    body.append(decimal: status.code)
    body.append(#","detail":"#)
    body.append(quoted: detail)
    body.append(#","code":"#)
    body.append(quoted: code)
    body.append("}")
    var response = HTTPResponse(status, contentType: "application/problem+json", body: body)
    response.code = code
    return response
  }

  /// The problem document of a failure.
  package static func problem(_ failure: HTTPFailure) -> HTTPResponse {
    var response = problem(failure.status, code: failure.code, detail: failure.detail)
    // RFC 9110 §15.6.4: when to come back.
    if failure.status == .serviceUnavailable { response.headers.append("Retry-After", "1") }
    return response
  }
}

extension [UInt8] {
  /// Appends the text as a JSON string (RFC 8259 §7).
  fileprivate mutating func append(quoted text: String) {
    append(ASCII.quote)
    for byte in text.utf8 {
      switch byte {
      case ASCII.quote, ASCII.backslash:
        append(ASCII.backslash)
        append(byte)
      case 0..<0x20:
        append(#"\u00"#)
        append(Self.hexDigits[Int(byte >> 4)])
        append(Self.hexDigits[Int(byte & 15)])
      default:
        append(byte)
      }
    }
    append(ASCII.quote)
  }

  private static let hexDigits = [UInt8]("0123456789abcdef".utf8)
}
