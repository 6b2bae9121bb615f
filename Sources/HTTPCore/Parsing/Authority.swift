/// `uri-host [ ":" port ]`: the value of Host, and the authority of an absolute target.
package enum Authority {
  /// Whether the host of a valid authority is an address, or `localhost` or a name below it (RFC 6761 §6.3),
  /// and so none that somebody could let point elsewhere.
  package static func isFixed(_ authority: String) -> Bool {
    let bytes = authority.utf8Span.span
    if !bytes.isEmpty, bytes[0] == ASCII.openBracket { return true }
    let host = bytes.extracting(0..<(bytes.firstIndex(of: ASCII.colon) ?? bytes.count))
    if host.isCaseInsensitively("localhost") || isIPv4Address(host) { return true }
    let below = ".localhost"
    return host.extracting(max(0, host.count - below.utf8.count)..<host.count)
      .isCaseInsensitively(below)
  }

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

  /// `IPv6address` (RFC 3986 §3.2.2): eight groups of one to four hexadecimal digits, of which two
  /// colons stand for one or more, and an IPv4 address for the last two.
  private static func isAddressLiteral(_ bytes: Span<UInt8>) -> Bool {
    var groups = 0
    var index = 0
    var isShortened = bytes.count >= 2 && bytes[0] == ASCII.colon && bytes[1] == ASCII.colon
    if isShortened { index = 2 }
    while index < bytes.count {
      let start = index
      while index < bytes.count, ASCII.hexValue(bytes[index]) != nil { index += 1 }
      if index < bytes.count, bytes[index] == ASCII.dot {
        guard isIPv4Address(bytes.extracting(start..<bytes.count)) else { return false }
        groups += 2
        break
      }
      guard 1...4 ~= index - start else { return false }
      groups += 1
      if index == bytes.count { break }
      // A colon with a group behind it, or the two that stand for groups of zeros, once.
      guard bytes[index] == ASCII.colon, index + 1 < bytes.count else { return false }
      index += 1
      if bytes[index] == ASCII.colon {
        guard !isShortened else { return false }
        isShortened = true
        index += 1
      }
    }
    return isShortened ? groups < 8 : groups == 8
  }

  /// `IPv4address` (RFC 3986 §3.2.2): four decimal numbers up to 255, without zeros in front.
  private static func isIPv4Address(_ bytes: Span<UInt8>) -> Bool {
    var start = 0
    for part in 0..<4 {
      var index = start
      var number = 0
      while index < bytes.count, index < start + 3, bytes[index] >= ASCII.zero,
        bytes[index] <= ASCII.nine
      {
        number = number * 10 + Int(bytes[index] - ASCII.zero)
        index += 1
      }
      guard index > start, number <= 255, index == start + 1 || bytes[start] != ASCII.zero else {
        return false
      }
      if part == 3 { return index == bytes.count }
      guard index < bytes.count, bytes[index] == ASCII.dot else { return false }
      start = index + 1
    }
    return false
  }
}
