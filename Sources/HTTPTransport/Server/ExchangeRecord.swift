package import HTTPCore

/// A request and its answer when both are over, for a log and for metrics.
package struct ExchangeRecord: Sendable {
  /// How it ended.
  package enum Outcome: Sendable, Equatable {
    /// The application's answer was sent to its last byte.
    case answered

    /// The server refused the request by itself, and sent that to the last byte.
    case refused

    /// The connection ended before an answer was sent to its last byte.
    case unfinished
  }

  /// The client's address.
  package let peer: SocketAddress

  /// The method, if the request was understood as far.
  package let method: HTTPMethod?

  /// The target, if the request was understood as far.
  package let target: RequestTarget?

  /// The fields of the request, as far as they were read.
  package let requestHeaders: HTTPHeaders

  /// Bytes of the request's content; 0 if it was not wanted, or the request refused before it was whole.
  package let requestBytes: Int

  /// The status of the answer; nil if there was none before the connection ended.
  package internal(set) var status: HTTPStatus?

  /// The fields of the answer, without those that the connection adds.
  package internal(set) var responseHeaders = HTTPHeaders()

  /// Why there is no result, for machines; nil if there is one.
  package internal(set) var code: String?

  /// Bytes of the answer's content, sent or not (none are sent for HEAD).
  package internal(set) var responseBytes = 0

  /// How it ended.
  package internal(set) var outcome = Outcome.unfinished

  /// When, in nanoseconds of a clock that never goes back, its first bytes came (or those it came
  /// with, if there was a request before it in one piece).
  package let began: Int

  /// When the last byte of the answer was given to the kernel, or the connection ended.
  package internal(set) var ended = 0

  /// From the first bytes to the end, in nanoseconds, slow clients' time included.
  package var duration: Int { ended - began }
}

extension ExchangeRecord {
  /// The request got its answer.
  mutating func note(_ response: HTTPResponse, as outcome: Outcome) {
    self.outcome = outcome
    status = response.status
    responseHeaders = response.headers
    responseBytes = response.body.count
    code = response.code
  }

  /// The record when all is over.
  func ended(at now: Int) -> ExchangeRecord {
    var record = self
    record.ended = now
    return record
  }
}
