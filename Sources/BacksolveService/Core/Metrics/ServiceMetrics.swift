package import HTTPCore
package import Operations
import Synchronization

/// What the service counts; any number of threads count at once, and the page is made when asked for.
package final class ServiceMetrics: Sendable {
  /// What belongs together of requests: every label has few values, whatever clients send.
  private struct Series: Hashable {
    let method: String
    let route: String
    let status: Int
  }

  /// Adds what others know to the page: the server, the process.
  package typealias Source = @Sendable (inout PrometheusText) -> Void

  private let requests = Mutex<[Series: DurationHistogram]>([:])
  private let rejections = Mutex<[String: Int]>([:])
  private let sources = Mutex<[Source]>([])
  private let stages = ServerTiming.Stage.allCases.map { _ in DurationHistogram() }
  private let values = Atomic(0)
  private let gradients = Atomic(0)
  private let points = Atomic(0)

  /// Nothing counted yet.
  package init() {}

  /// Adds a source of further metrics.
  package func add(_ source: @escaping Source) {
    sources.withLock { $0.append(source) }
  }

  /// A request was answered.
  ///
  /// - Parameter route: `Service.route(of:)` of its path, and no text of the client's.
  package func countRequest(
    _ method: HTTPMethod?, route: String, status: Int, nanoseconds: Int
  ) {
    let series = Series(method: Self.label(method), route: route, status: status)
    let histogram = requests.withLock { requests in
      if let known = requests[series] { return known }
      let histogram = DurationHistogram()
      requests[series] = histogram
      return histogram
    }
    histogram.observe(nanoseconds: nanoseconds)
  }

  /// A request or a connection was refused; the code is one of ours, and no text of the client's.
  package func countRejection(_ code: String) {
    rejections.withLock { $0[code, default: 0] += 1 }
  }

  /// A computation ended with an answer.
  func countComputation(gradient: Bool, points count: Int, _ timing: ServerTiming) {
    if gradient {
      gradients.wrappingAdd(1, ordering: .relaxed)
    } else {
      values.wrappingAdd(1, ordering: .relaxed)
    }
    points.wrappingAdd(count, ordering: .relaxed)
    for (index, stage) in stages.enumerated() {
      stage.observe(nanoseconds: timing.nanoseconds[index])
    }
  }

  /// Methods are an open set to clients, and a closed one here.
  private static func label(_ method: HTTPMethod?) -> String {
    guard let method, known.contains(method) else { return "other" }
    return method.name
  }

  private static let known: [HTTPMethod] = [
    .post, .get, .head, .options, .put, .patch, .delete, .trace,
  ]
}

// MARK: The page

extension ServiceMetrics {
  /// Writes all that is counted here and in the sources.
  func write(to page: inout PrometheusText) {
    let requests = requests.withLock { $0 }.sorted {
      ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
    }
    page.histograms(
      "http_server_request_duration_seconds",
      "From a request's arrival to its answer, by method, route and status.",
      requests.map { series, histogram in
        let labels = [
          ("method", series.method), ("route", series.route), ("status", "\(series.status)"),
        ]
        return (labels, histogram)
      })
    page.counters(
      "backsolve_rejections_total", "Requests and connections that were refused, by code.",
      rejections.withLock { $0 }.sorted { $0.key < $1.key }.map { code, count in
        ([("code", code)], Double(count))
      })
    page.histograms(
      "backsolve_stage_duration_seconds", "Stages of the computations that were answered.",
      zip(ServerTiming.Stage.allCases, stages).map { ([("stage", $0.rawValue)], $1) })
    page.counters(
      "backsolve_computations_total", "Computations that were answered.",
      [
        ([("purpose", "value")], Double(values.load(ordering: .relaxed))),
        ([("purpose", "gradient")], Double(gradients.load(ordering: .relaxed))),
      ])
    page.counter(
      "backsolve_points_total", "Points of sweeps that were computed.",
      Double(points.load(ordering: .relaxed)))
    for source in sources.withLock({ $0 }) { source(&page) }
  }
}
