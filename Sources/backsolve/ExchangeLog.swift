import BacksolveService
import Glibc
import HTTPCore
import HTTPTransport
import Logging
import Operations

/// Counts and logs each request when it is over; called on the event loops.
struct ExchangeLog: Sendable {
  /// The status told of a request whose client was gone before it had an answer.
  ///
  /// It is nginx's, and never sent.
  private static let clientGone = 499

  let service: Service
  let logger: Logger?

  func note(_ exchange: ExchangeRecord) {
    let path = exchange.target?.path
    let status = exchange.status?.code ?? Self.clientGone
    service.core.metrics.countRequest(
      exchange.method, route: service.route(of: path), status: status,
      nanoseconds: exchange.duration)
    guard let logger else { return }
    let level = level(status, isProbe: exchange.code == nil && service.isProbe(path))
    guard level >= logger.logLevel else { return }
    var record = AccessRecord(
      method: exchange.method?.name, path: path, status: status, bytes: exchange.responseBytes,
      nanoseconds: exchange.duration, requestID: exchange.responseHeaders["X-Request-Id"],
      peer: exchange.peer.description, code: exchange.code)
    record.client = service.client(of: exchange.requestHeaders)
    logger.log(
      level: level, "request", metadata: [JSONLinesHandler.accessKey: .stringConvertible(record)])
  }

  private func level(_ status: Int, isProbe: Bool) -> Logger.Level {
    if status == 500 { return .error }
    if isProbe { return .debug }
    return status > 500 ? .warning : .info
  }
}

/// The log on standard output.
struct ServerLog {
  let queue = LineQueue(descriptor: STDOUT_FILENO)
  let logger: Logger?

  init(_ level: LogLevel) {
    let queue = queue
    logger = level.level.map { level in
      Logger(label: "backsolve") { _ in JSONLinesHandler(queue, level: level) }
    }
  }

  /// Writes what is left, unless nobody reads it.
  func close() { queue.flush(atMost: 1) }
}
