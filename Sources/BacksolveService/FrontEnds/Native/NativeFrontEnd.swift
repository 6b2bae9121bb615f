import HTTPCore
import JSON
import Poisson
import Workers

/// The service's own dialect: POST /evaluate and /gradient, GET /capabilities.
struct NativeFrontEnd: FrontEnd {
  let core: ServiceCore

  var routes: [Route] {
    [
      Route(.post, "/evaluate") { [core] request throws(Refusal) in
        try plan(request, .value, core)
      },
      Route(.post, "/gradient") { [core] request throws(Refusal) in
        try plan(request, .gradient, core)
      },
      Route(.get, "/capabilities") { [core] _ in
        .answer(HTTPResponse(.ok, json: Capabilities(limits: core.limits).encoded()))
      },
    ]
  }
}

/// Decides where a request is worked on: here if it is small, else on a worker.
private func plan(
  _ request: HTTPRequest, _ purpose: ProblemDocument.Purpose, _ core: ServiceCore
) throws(Refusal) -> Plan {
  let timing = ServerTiming()
  guard request.body.count <= core.limits.inlineBytes else {
    return .work(
      { _ throws(Refusal) in
        work(on: try read(request.body, purpose, core), purpose, core, timing)
      }, cost: core.limits.readingCost * request.body.count)
  }
  let document = try read(request.body, purpose, core)
  let isSmall = document.work <= core.limits.inlineWork && !document.form.wantsErrorEstimate
  if isSmall, let compiled = core.cache.cached(document.problem) {
    var computation = Computation(
      document: document, purpose: purpose, core: core, timing: timing, isCancelled: { false })
    // Without the workers: while they are busy, calls for a help that comes too late would pile up
    // in their queue.
    return .answer(try computation.answer(compiled, workers: nil))
  }
  return work(on: document, purpose, core, timing)
}

private func work(
  on document: ProblemDocument, _ purpose: ProblemDocument.Purpose, _ core: ServiceCore,
  _ timing: ServerTiming
) -> Plan {
  .work(
    { isCancelled throws(Refusal) in
      var computation = Computation(
        document: document, purpose: purpose, core: core, timing: timing,
        isCancelled: isCancelled)
      computation.timing.leaveQueue()
      return .answer(try computation.answer())
    }, cost: document.work)
}

private func read(
  _ body: [UInt8], _ purpose: ProblemDocument.Purpose, _ core: ServiceCore
) throws(Refusal) -> ProblemDocument {
  let limits = JSONLimits(byteCount: core.limits.documentBytes)
  let json: JSONDocument
  do throws(JSONError) {
    json = try JSONDocument(parsing: body, limits: limits)
  } catch {
    throw Refusal(unreadable: error)
  }
  return try core.forms.read(
    json, for: purpose, limits: core.limits, expressions: core.expressions)
}
