/// How large a request may be, and how much of it a connection holds.
///
/// Every limit is on what one client can make the server keep. The defaults fit a service of JSON
/// documents; none of them can be switched off.
package struct HTTPLimits: Sendable, Equatable {
  /// Bytes of the request line without its line end; beyond it 414, or 501 if the method alone is
  /// longer.
  ///
  /// RFC 9112 §3 recommends at least 8000.
  package var requestLineBytes = 8_192

  /// Bytes of one header or trailer line; beyond it 431.
  package var headerLineBytes = 8_192

  /// Header fields, and again trailer fields; beyond it 431.
  package var headerCount = 100

  /// Bytes of all header lines with their line ends, and again of all trailer lines; beyond it 431.
  package var headerBytes = 32_768

  /// Bytes of content; beyond it 413, at once if Content-Length or a chunk size says so.
  package var bodyBytes = 16 * 1_048_576

  /// Bytes of chunk extensions in one request, all chunks together; beyond it 413.
  package var chunkExtensionBytes = 4_096

  /// Empty lines that may stand before a request line (RFC 9112 §2.2 asks for at least one).
  package var leadingEmptyLines = 4

  /// Requests of one connection that are being answered or wait for their turn; beyond it no more
  /// are read.
  package var pipelinedRequests = 16

  /// Content of unanswered requests on one connection beyond which no further request is read.
  package var pipelinedBytes = 1_048_576

  /// Unsent bytes of answers beyond which no further request is read.
  package var unsentBytes = 262_144

  /// The defaults.
  package init() {}
}
