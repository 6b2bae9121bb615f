import HTTPCore
import JSON
import Operations
import Workers

/// What keeps a service running: health, metrics and the description of the interface, answered
/// without waiting for computations.
struct OperationsFrontEnd: FrontEnd {
  /// Paths of health, which nobody needs a token for.
  static let health: Set = ["/livez", "/readyz"]
  static let metrics = "/metrics"
  /// Paths that machines ask for every few seconds.
  static let probes = health.union([metrics])

  let core: ServiceCore

  var routes: [Route] {
    [
      Route(.get, "/livez") { _ in .answer(status("ok", .ok)) },
      Route(.get, "/readyz") { [core] _ in .answer(readiness(core)) },
      Route(.get, Self.metrics, produces: "text/plain") { [core] _ in .answer(page(core)) },
      Route(.get, "/openapi.yaml", produces: "application/yaml") { _ in
        .answer(
          HTTPResponse(.ok, contentType: "application/yaml", body: PackageResources.openapi_yaml))
      },
      Route(.get, "/openapi.json") { _ in
        .answer(HTTPResponse(.ok, json: PackageResources.openapi_json))
      },
    ]
  }
}

private func readiness(_ core: ServiceCore) -> HTTPResponse {
  guard core.isDraining else { return status("ready", .ok) }
  var response = status("draining", .serviceUnavailable)
  response.headers.append("Retry-After", "1")
  return response
}

private func status(_ word: String, _ status: HTTPStatus) -> HTTPResponse {
  var writer = JSONWriter()
  writer.object { $0.member("status", word) }
  var response = HTTPResponse(status, json: writer.finish())
  response.headers.append("Cache-Control", "no-store")
  return response
}

/// The page of metrics.
private func page(_ core: ServiceCore) -> HTTPResponse {
  var page = PrometheusText()
  core.metrics.write(to: &page)
  page.gauge(
    "backsolve_queue_depth", "Computations that wait for a worker.", Double(core.workers.waiting))
  page.gauge(
    "backsolve_queue_limit", "Computations that may wait for a worker.",
    Double(core.workers.backlog))
  page.gauge("backsolve_workers", "Threads that compute.", Double(core.workers.workerCount))
  let cache = core.cache.statistics
  page.counter(
    "backsolve_problem_cache_hits_total", "Problems found compiled.", Double(cache.hits))
  page.counter(
    "backsolve_problem_cache_misses_total", "Problems that had to be compiled.",
    Double(cache.misses))
  page.gauge("backsolve_problem_cache_entries", "Compiled problems kept.", Double(cache.count))
  page.counter(
    "backsolve_documents_recognised_total",
    "Documents of a form that was known, of which only the numbers of parameters were read.",
    Double(core.forms.recognisedCount))
  page.counter(
    "backsolve_expressions_parsed_total", "Expressions that were not known by their text.",
    Double(core.expressions.parsedCount))
  page.gauge(
    "backsolve_draining", "Whether the service is about to end.", core.isDraining ? 1 : 0)
  var response = HTTPResponse(.ok, contentType: PrometheusText.contentType, body: page.bytes)
  response.headers.append("Cache-Control", "no-store")
  return response
}
