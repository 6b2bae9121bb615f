package import HTTPCore
import Workers

/// The service as a function from request to response: no sockets, so tests and the command line use
/// it as the server does.
package final class Service: Sendable {
  /// What the front ends share.
  package let core: ServiceCore
  private let routes: [String: [Route]]
  private let origins: Origins
  private let ids = RequestIDs()

  /// Assembles the front ends.
  package init(_ core: ServiceCore = ServiceCore()) {
    self.core = core
    origins = Origins(core.access)
    let frontEnds: [any FrontEnd] = [NativeFrontEnd(core: core), OperationsFrontEnd(core: core)]
    routes = Dictionary(grouping: frontEnds.flatMap(\.routes), by: \.path)
  }

  /// Takes a request; what is refused is answered at once.
  package func receive(_ request: HTTPRequest) -> Call {
    let id = ids.id(for: request.headers)
    let fields = fields(for: request)
    do throws(Refusal) {
      return Call(id: id, plan: finished(try route(of: request).plan(request), id, fields))
    } catch {
      return Call(id: id, plan: .answer(finished(refused(error, id), id, fields)))
    }
  }

  /// Judges a request by its head, for servers to take the content of those only that will be answered
  /// by it. Its note is for `receive`, which judges by itself a request without one.
  package func judge(_ head: HTTPRequest) -> HeadVerdict {
    do throws(Refusal) {
      let route = try judged(head)
      return HeadVerdict(wantsContent: route.takesContent, note: Judgement(.success(route)))
    } catch {
      return HeadVerdict(wantsContent: false, note: Judgement(.failure(error)))
    }
  }

  /// Decides how a request is answered.
  package func plan(_ request: HTTPRequest) -> Plan { receive(request).plan }

  /// The answer to a request, computed on the calling thread with the workers' help.
  package func respond(to request: HTTPRequest) -> HTTPResponse {
    switch plan(request) {
    case .answer(let response): response
    case .work(let work, _): finish(work, isCancelled: { false })
    }
  }

  /// Does planned work, which yields an answer or more work.
  package func advance(
    _ work: Plan.Work, _ id: String? = nil, isCancelled: @escaping @Sendable () -> Bool
  ) -> Plan {
    do throws(Refusal) {
      return try work(isCancelled)
    } catch {
      return .answer(refused(error, id))
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

  /// The answer to a call whose work finds all workers busy and the queue full.
  package func overloaded(_ call: Call, _ request: HTTPRequest) -> HTTPResponse {
    unavailable(
      call, request, "overloaded", "The queue of \(core.workers.backlog) computations is full.")
  }

  /// The answer to a call whose result could not be sent for want of memory.
  package func outOfMemory(_ call: Call, _ request: HTTPRequest) -> HTTPResponse {
    unavailable(
      call, request, "no-memory-for-answer",
      "Answers that their clients have not read yet take all the memory that they may.")
  }

  private func unavailable(
    _ call: Call, _ request: HTTPRequest, _ code: String, _ reason: String
  ) -> HTTPResponse {
    let refusal = Refusal(
      .serviceUnavailable, code: code, reason, headers: ["Retry-After": "1"])
    return finished(refused(refusal, call.id), call.id, fields(for: request))
  }

  /// The answer to a request that the server refuses by itself; it has all that other answers have.
  package func refusal(_ failure: HTTPFailure, _ headers: HTTPHeaders) -> HTTPResponse {
    let id = ids.id(for: headers)
    return finished(refused(Refusal(failure), id), id, origins.fields(for: headers))
  }

  private func fields(for request: HTTPRequest) -> HTTPHeaders? {
    origins.fields(for: request.headers, isOptions: request.method == .options)
  }

  private func refused(_ refusal: Refusal, _ id: String?) -> HTTPResponse {
    if let first = refusal.errors.first { core.metrics.countRejection(first.code) }
    return refusal.response(requestID: id)
  }

  /// Adds to a plan's answer, at once or when it is there, what every answer has.
  private func finished(_ plan: Plan, _ id: String, _ fields: HTTPHeaders?) -> Plan {
    switch plan {
    case .answer(let response): .answer(finished(response, id, fields))
    case .work(let work, let cost):
      .work(
        { isCancelled in
          self.finished(self.advance(work, id, isCancelled: isCancelled), id, fields)
        }, cost: cost)
    }
  }

  /// Adds what every answer has.
  private func finished(
    _ response: HTTPResponse, _ id: String, _ fields: HTTPHeaders?
  ) -> HTTPResponse {
    var response = response
    response.headers.append(RequestIDs.field, id)
    if let fields { for (name, value) in fields { response.headers.append(name, value) } }
    return response
  }
}

// MARK: From a request to its route

extension Service {
  /// The path as a label of metrics and logs: one of the service's own, or `unmatched`.
  package func route(of path: String?) -> String {
    guard let path, routes[path] != nil else { return "unmatched" }
    return path
  }

  /// Whether a path is one that watches over the service, and is asked for so often that logs leave
  /// it out.
  package func isProbe(_ path: String?) -> Bool {
    path.map(OperationsFrontEnd.probes.contains) ?? false
  }

  /// The name of the token that a request has shown; nil without one, or where none is asked for.
  package func client(of headers: HTTPHeaders) -> String? {
    try? core.access.tokens?.name(in: headers)
  }

  /// What answers a request; the head of one that was judged already is not judged again.
  private func route(of request: HTTPRequest) throws(Refusal) -> Route {
    guard let judgement = request.note as? Judgement else { return try judged(request) }
    return try judgement.route.get()
  }

  /// Decides all that a head decides, in the order of precedence.
  private func judged(_ head: HTTPRequest) throws(Refusal) -> Route {
    try origins.check(head)
    try admit(head)
    if head.method == .options {
      let answer = try options(head)
      return Route(.options, head.path) { _ in .answer(answer) }
    }
    let route = try found(head)
    try Acceptance.check(head, route.produces)
    if route.takesContent { try StatedContent.check(head) }
    return route
  }

  /// Asks for a token, where there are any; not a probe, and not a browser's question whether it may
  /// ask, which never shows one (Fetch standard §3.3.2).
  private func admit(_ request: HTTPRequest) throws(Refusal) {
    guard let tokens = core.access.tokens, request.method != .options else { return }
    if OperationsFrontEnd.health.contains(request.path) { return }
    if core.access.metricsArePublic, request.path == OperationsFrontEnd.metrics { return }
    _ = try tokens.name(in: request.headers)
  }

  private func candidates(_ request: HTTPRequest) throws(Refusal) -> [Route] {
    if let candidates = routes[request.path] { return candidates }
    let paths = routes.keys.sorted().joined(separator: ", ")
    throw Refusal(
      .notFound, code: "unknown-path",
      "There is nothing at this path. There is something at \(paths).")
  }

  private func found(_ request: HTTPRequest) throws(Refusal) -> Route {
    // HEAD is GET whose content the connection leaves out (RFC 9110 §9.3.2).
    let method = request.method == .head ? .get : request.method
    if let route = routes[request.path]?.first(where: { $0.method == method }) { return route }
    // RFC 9110 §9.1: 501 for a method that is not known at all, 405 for one that is not allowed here.
    guard request.method.isRegistered else {
      throw Refusal(
        .notImplemented, code: "unknown-method",
        "The method '\(request.method.name.abbreviated())' is not implemented.")
    }
    let list = methods(try candidates(request))
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
