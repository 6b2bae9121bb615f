package import HTTPCore
import Workers

/// The service as a function from request to response: no sockets, so tests and the command line use
/// it as the server does.
package final class Service: Sendable {
  /// What the front ends share.
  package let core: ServiceCore
  private let routes: [String: [Route]]

  /// Assembles the front ends.
  package init(_ core: ServiceCore = ServiceCore()) {
    self.core = core
    let frontEnds: [any FrontEnd] = [NativeFrontEnd(core: core), OperationsFrontEnd(core: core)]
    routes = Dictionary(grouping: frontEnds.flatMap(\.routes), by: \.path)
  }

  /// Decides how a request is answered; what is refused is answered at once.
  package func plan(_ request: HTTPRequest) -> Plan {
    do throws(Refusal) {
      try checkOrigin(of: request)
      return try route(request).plan(request)
    } catch {
      return .answer(error.response)
    }
  }

  /// The answer to a request, computed on the calling thread with the workers' help.
  package func respond(to request: HTTPRequest) -> HTTPResponse {
    switch plan(request) {
    case .answer(let response): response
    case .work(let work): finish(work, isCancelled: { false })
    }
  }

  /// Does planned work.
  package func finish(
    _ work: Plan.Work, isCancelled: @escaping @Sendable () -> Bool
  ) -> HTTPResponse {
    do throws(Refusal) {
      return try work(isCancelled)
    } catch {
      return error.response
    }
  }

  /// The answer where all workers are busy and the queue is full.
  package var overloaded: HTTPResponse {
    Refusal(
      .serviceUnavailable, code: "overloaded",
      "The queue of \(core.workers.backlog) computations is full.", headers: ["Retry-After": "1"]
    ).response
  }

  private func route(_ request: HTTPRequest) throws(Refusal) -> Route {
    guard let candidates = routes[request.path] else {
      let paths = routes.keys.sorted().joined(separator: ", ")
      throw Refusal(
        .notFound, code: "unknown-path",
        "There is nothing at this path. There is something at \(paths).")
    }
    // HEAD is GET whose content the connection leaves out (RFC 9110 §9.3.2).
    let method = request.method == .head ? .get : request.method
    if let route = candidates.first(where: { $0.method == method }) { return route }
    var allowed = candidates.map(\.method.name)
    if allowed.contains("GET") { allowed.append("HEAD") }
    let list = allowed.joined(separator: ", ")
    // RFC 9110 §15.5.6: the answer must list the methods.
    throw Refusal(
      .methodNotAllowed, code: "method-not-allowed",
      "\(request.method) is not possible at \(request.path); \(list) is.",
      headers: ["Allow": list])
  }

  /// A web page of a foreign origin may not use the service through its visitor's browser: a form's
  /// content type needs no preflight, and bodies of that type are read.
  private func checkOrigin(of request: HTTPRequest) throws(Refusal) {
    guard let origin = request.headers.list(of: "Origin") else { return }
    let own = ["http://", "https://"].map { $0 + request.authority }
    guard own.contains(origin) || core.allowedOrigins.contains(origin) else {
      throw Refusal(
        .forbidden, code: "foreign-origin", "Pages of the origin '\(origin)' are not allowed here.")
    }
  }
}
