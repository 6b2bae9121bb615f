/// `uri-host [ ":" port ]`: the value of Host, and the authority of an absolute target.
enum Authority {
  /// Whether the bytes are a non-empty host with an optional port.
  ///
  /// User information is refused (RFC 9110 §4.2.4), and so is an empty host, which no http URI
  /// may have (RFC 9110 §4.2.1).
  static func isValid(_ bytes: Span<UInt8>) -> Bool {
    guard !bytes.isEmpty else { return false }
    if bytes[0] == ASCII.openBracket {
      guard let close = bytes.firstIndex(of: ASCII.closeBracket) else { return false }
      return isAddressLiteral(bytes.extracting(1..<close))
        && isPort(bytes.extracting(close + 1..<bytes.count))
    }
    let colon = bytes.firstIndex(of: ASCII.colon) ?? bytes.count
    return isName(bytes.extracting(0..<colon)) && isPort(bytes.extracting(colon..<bytes.count))
  }

  /// Nothing, or a colon and a decimal number up to 65535 (an empty one is the default port,
  /// RFC 3986 §3.2.3).
  private static func isPort(_ bytes: Span<UInt8>) -> Bool {
    guard !bytes.isEmpty else { return true }
    guard bytes[0] == ASCII.colon, bytes.count <= 6 else { return false }
    var port = 0
    for index in 1..<bytes.count {
      guard bytes[index] >= ASCII.zero, bytes[index] <= ASCII.nine else { return false }
      port = port * 10 + Int(bytes[index] - ASCII.zero)
    }
    return port <= 65_535
  }

  /// `reg-name` or an IPv4 address (RFC 3986 §3.2.2).
  private static func isName(_ bytes: Span<UInt8>) -> Bool {
    guard !bytes.isEmpty else { return false }
    var index = 0
    while index < bytes.count {
      if bytes[index] == ASCII.percent {
        guard index + 2 < bytes.count, ASCII.hexValue(bytes[index + 1]) != nil,
          ASCII.hexValue(bytes[index + 2]) != nil
        else { return false }
        index += 3
      } else {
        guard ByteSet.hostName.contains(bytes[index]) else { return false }
        index += 1
      }
    }
    return true
  }

  /// An IPv6 address by its characters: at least two colons, at most eight groups.
  ///
  /// Which host it names is nobody's concern here, so the groups are not read.
  private static func isAddressLiteral(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 2, bytes.count <= 45, ByteSet.addressLiteral.containsAll(bytes) else {
      return false
    }
    var colons = 0
    for index in bytes.indices where bytes[index] == ASCII.colon { colons += 1 }
    return colons >= 2 && colons <= 8
  }
}
