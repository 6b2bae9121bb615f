package import HTTPCore
import Workers

/// The service as a function from request to response: no sockets, so tests and the command line use
/// it as the server does.
package final class Service: Sendable {
  /// What the front ends share.
  package let core: ServiceCore
  private let routes: [String: [Route]]
  private let origins: Origins

  /// Assembles the front ends.
  package init(_ core: ServiceCore = ServiceCore()) {
    self.core = core
    origins = Origins(allowed: core.allowedOrigins)
    let frontEnds: [any FrontEnd] = [NativeFrontEnd(core: core), OperationsFrontEnd(core: core)]
    routes = Dictionary(grouping: frontEnds.flatMap(\.routes), by: \.path)
  }

  /// Decides how a request is answered; what is refused is answered at once.
  package func plan(_ request: HTTPRequest) -> Plan {
    let plan = planned(request)
    return origins.fields(for: request).map { adding($0, to: plan) } ?? plan
  }

  private func adding(_ fields: HTTPHeaders, to plan: Plan) -> Plan {
    switch plan {
    case .answer(let response): .answer(response.adding(fields))
    case .work(let work, let cost):
      .work(
        { isCancelled in self.adding(fields, to: self.advance(work, isCancelled: isCancelled)) },
        cost: cost)
    }
  }

  private func planned(_ request: HTTPRequest) -> Plan {
    do throws(Refusal) {
      try origins.check(request)
      if request.method == .options { return .answer(try options(request)) }
      return try route(request).plan(request).acceptable(to: request)
    } catch {
      return .answer(error.response)
    }
  }

  /// The answer to a request, computed on the calling thread with the workers' help.
  package func respond(to request: HTTPRequest) -> HTTPResponse {
    switch plan(request) {
    case .answer(let response): response
    case .work(let work, _): finish(work, isCancelled: { false })
    }
  }

  /// Does planned work, which yields an answer or more work.
  package func advance(
    _ work: Plan.Work, isCancelled: @escaping @Sendable () -> Bool
  ) -> Plan {
    do throws(Refusal) {
      return try work(isCancelled)
    } catch {
      return .answer(error.response)
    }
  }

  /// Does planned work to its end.
  package func finish(
    _ work: Plan.Work, isCancelled: @escaping @Sendable () -> Bool
  ) -> HTTPResponse {
    var plan = advance(work, isCancelled: isCancelled)
    while true {
      switch plan {
      case .answer(let response): return response
      case .work(let work, _): plan = advance(work, isCancelled: isCancelled)
      }
    }
  }

  /// The answer where all workers are busy and the queue is full.
  package var overloaded: HTTPResponse {
    Refusal(
      .serviceUnavailable, code: "overloaded",
      "The queue of \(core.workers.backlog) computations is full.", headers: ["Retry-After": "1"]
    ).response
  }

  private func candidates(_ request: HTTPRequest) throws(Refusal) -> [Route] {
    if let candidates = routes[request.path] { return candidates }
    let paths = routes.keys.sorted().joined(separator: ", ")
    throw Refusal(
      .notFound, code: "unknown-path",
      "There is nothing at this path. There is something at \(paths).")
  }

  private func route(_ request: HTTPRequest) throws(Refusal) -> Route {
    // RFC 9110 §9.1: 501 for a method that is not known at all, 405 for one that is not allowed here.
    guard request.method.isRegistered else {
      throw Refusal(
        .notImplemented, code: "unknown-method",
        "The method '\(request.method.name.abbreviated())' is not implemented.")
    }
    let candidates = try candidates(request)
    // HEAD is GET whose content the connection leaves out (RFC 9110 §9.3.2).
    let method = request.method == .head ? .get : request.method
    if let route = candidates.first(where: { $0.method == method }) { return route }
    let list = methods(candidates)
    // RFC 9110 §15.5.6: the answer must list the methods.
    throw Refusal(
      .methodNotAllowed, code: "method-not-allowed",
      "\(request.method) is not possible at \(request.path.abbreviated()); \(list) is.",
      headers: ["Allow": list])
  }

  /// What can be done at a path, or, for `*`, at any (RFC 9110 §9.3.7).
  private func options(_ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
    let candidates = request.path == "*" ? routes.values.flatMap { $0 } : try candidates(request)
    return HTTPResponse(.noContent, headers: ["Allow": methods(candidates)])
  }

  private func methods(_ routes: [Route]) -> String {
    var names = Set(routes.map(\.method.name))
    if names.contains("GET") { names.insert("HEAD") }
    return names.union(["OPTIONS"]).sorted().joined(separator: ", ")
  }
}
