import BacksolveService
import HTTPTransport
import Operations

extension ServiceMetrics {
  /// Adds what the server, the log and the process know.
  func add(_ server: HTTPServer, _ log: LineQueue) {
    add { page in
      page.gauge("backsolve_build_info", "Always 1.", 1, labels: [("version", version)])
      let statistics = server.statistics
      page.gauge(
        "http_server_active_requests", "Requests that are being answered.",
        Double(statistics.answering))
      page.gauge(
        "http_server_connections", "Connections that are open.", Double(statistics.open))
      page.counter(
        "http_server_connections_accepted_total", "Connections that were let in.",
        Double(statistics.accepted))
      page.counter(
        "backsolve_log_dropped_total", "Lines of the log that found no room.", Double(log.dropped))
      ProcessMetrics.write(to: &page)
    }
  }
}
