/// The protocol version a request is handled as.
///
/// Every minor version above 1 is handled as 1.1 (RFC 9110 §2.5), every other major version is
/// refused, so there are two.
package enum HTTPVersion: Sendable, Hashable {
  /// HTTP/1.0: closes by default, knows neither chunked bodies nor interim answers.
  case http10

  /// HTTP/1.1 and later minor versions.
  case http11
}
