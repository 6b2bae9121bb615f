import HTTPCore
import JSON

/// What keeps a service running: GET /livez and /readyz, answered without waiting for computations.
struct OperationsFrontEnd: FrontEnd {
  let core: ServiceCore

  var routes: [Route] {
    [
      Route(.get, "/livez") { _ in .answer(status("ok", .ok)) },
      Route(.get, "/readyz") { [core] _ in
        .answer(
          core.isDraining
            ? status("draining", .serviceUnavailable, ["Retry-After": "1"]) : status("ready", .ok))
      },
    ]
  }
}

private func status(
  _ word: String, _ status: HTTPStatus, _ headers: HTTPHeaders = HTTPHeaders()
) -> HTTPResponse {
  var writer = JSONWriter()
  writer.object { $0.member("status", word) }
  var response = HTTPResponse(status, json: writer.finish())
  response.headers.append("Cache-Control", "no-store")
  for (name, value) in headers { response.headers.append(name, value) }
  return response
}
